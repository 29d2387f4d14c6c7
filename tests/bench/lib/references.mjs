// The other servers of the same run, each with one process pinned to the server's core.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { freePort, sleep, source, temporaryFolder } from '../../e2e/lib/gateway.mjs';
import * as servers from '../../e2e/lib/servers.mjs';
import { account, accountArguments, programs, serverCore } from './bench.mjs';

const mysqlSocket = /socket=([^&]+)/.exec(process.env.POLICE_TEST_MYSQL)?.[1];
const redisSocket = /^redis\+unix:\/\/(.+)/.exec(process.env.POLICE_TEST_REDIS)?.[1];
const here = path.join(source, 'tests/bench/references');
const children = new Set();
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));

const accepts = (port) =>
  new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => (socket.destroy(), resolve(true))).on('error', () => resolve(false));
  });

async function started(name, port, command, cwd) {
  const child = spawn('taskset', ['-c', serverCore, ...command], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  children.add(child);
  const ended = new Promise((resolve) => child.on('close', (code) => (children.delete(child), resolve(code))));
  for (let i = 0; !(await accepts(port)); ++i) {
    if (i === 500 || child.exitCode !== null) throw new Error(`${name} did not listen within 10 s`);
    await sleep(20);
  }
  return { name, port, pid: child.pid, stop: async () => (child.kill(), await ended) };
}

export async function nginx() {
  const port = await freePort(),
    folder = temporaryFolder('nginx');
  const text = fs.readFileSync(path.join(here, 'nginx.conf'), 'utf8').replaceAll('FOLDER', folder).replaceAll('PORT', String(port));
  fs.writeFileSync(path.join(folder, 'nginx.conf'), text);
  return started('nginx', port, ['nginx', '-c', path.join(folder, 'nginx.conf'), '-e', path.join(folder, 'nginx.log')]);
}

export async function koa() {
  const port = await freePort();
  const command = ['node', path.join(here, 'koa/server.mjs'), String(port), account.token, account.encoding_aes_key, account.app_id];
  return started('koa + co-wechat', port, command);
}

/** `redis`: one EVALSHA a message; `mysql`: one insert into a table of that database, too. */
export async function httplib({ redis = false, mysql = '' } = {}) {
  const port = await freePort();
  const command = [path.join(programs, 'bench-envelope'), '--port', String(port), ...accountArguments];
  if (redis) command.push('--redis', redisSocket);
  if (mysql) {
    command.push('--mysql-socket', mysqlSocket, '--mysql-database', mysql, '--threads', '32');
    const table = 'bench_messages (id VARCHAR(32) PRIMARY KEY, citizen VARCHAR(64), content TEXT, at BIGINT) ENGINE=InnoDB';
    await servers.mysql(`CREATE TABLE IF NOT EXISTS ${table}`, mysql);
  }
  return started('httplib', port, command);
}

/** What the references are asked: they answer a text with itself. */
export const echo = { loop: ['重名查询=>重名查询'] };
