// The program under test: its commands, its config folders, and its processes.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Account, request } from './wechat.mjs';

export const source = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
export const build = path.resolve(process.env.POLICE_TEST_BUILD ?? path.join(source, 'build'));
export const program = path.join(build, 'police-gateway');
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const folders = [];
const children = new Set();
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  if (!process.env.POLICE_E2E_KEEP) for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

export function temporaryFolder(name) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `police-e2e-${name}-`));
  folders.push(folder);
  return folder;
}

/** What listens there, or null; it keeps no process alive. */
const listening = (where) =>
  new Promise((done) => {
    const server = net.createServer().on('error', () => done(null));
    server.listen(where, () => done(server.unref()));
  });

/** Below the range from which clients get theirs, so that no connection takes it before the gateway does. */
export async function freePort() {
  for (;;) {
    const port = 20000 + Math.floor(Math.random() * 12000);
    // Claimed until this process ends: another suite may look for one before the gateway listens.
    const claim = await listening({ path: `\0police-port-${port}` });
    const server = claim && (await listening({ port, host: '127.0.0.1' }));
    if (server) return new Promise((done) => server.close(() => done(port)));
    claim?.close();
  }
}

/** Runs a command of the program to its end. */
export function run(args, { cwd, input = '' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
    children.add(child);
    let out = '',
      err = '';
    child.stdout.on('data', (part) => (out += part));
    child.stderr.on('data', (part) => (err += part));
    child.on('error', reject);
    child.on('close', (code) => (children.delete(child), resolve({ code, out, err })));
    child.stdin.end(input);
  });
}

/** A config file without its comments and trailing commas. */
export function readConfig(file) {
  const text = fs.readFileSync(file, 'utf8');
  const bare = text.replaceAll(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*/g, '$1').replaceAll(/("(?:[^"\\]|\\.)*")|,(\s*[}\]])/g, '$1$2');
  return JSON.parse(bare);
}

/** As editors save: a whole new file under the old name. */
export function replaceFile(file, text) {
  fs.writeFileSync(file + '.new', text);
  fs.renameSync(file + '.new', file);
}

/** Changes the values of one config file through `change`. */
export function edit(file, change) {
  const values = readConfig(file);
  change(values);
  replaceFile(file, JSON.stringify(values, null, 2) + '\n');
}

export const isoDay = (days) => new Date(Date.now() + 8 * 3600e3 + days * 86400e3).toISOString().slice(0, 10);

/** A copy of the shipped config on free ports, with a calendar that reaches beyond every date offered. */
export async function copyConfig(folder, name, change = {}) {
  const config = path.join(folder, name);
  fs.cpSync(path.join(source, 'deploy/config'), config, { recursive: true });
  const ports = [await freePort(), await freePort()];
  edit(path.join(config, 'gateway.json'), (values) => {
    [values.listen.port, values.admin.port] = ports;
    values.wechat.app_secret = ''; // says nothing of its own accord, unless a scenario plays WeChat's API
    change.gateway?.(values);
  });
  edit(path.join(config, 'calendar.json'), (values) => {
    values.loaded_until = isoDay(60);
    values.working_weekends = [];
    values.holidays = [{ name: '测试日', from: isoDay(60), until: isoDay(60) }];
  });
  if (change.offices) edit(path.join(config, 'offices.json'), change.offices);
  for (const department of ['household', 'community']) {
    if (change[department]) edit(path.join(config, 'services', `${department}.json`), change[department]);
  }
  return config;
}

/**
 * One process of `serve`, started; wait for ready(). `how` may name another build's program, a command to run it behind, and additions to
 * the environment.
 */
export class Gateway {
  constructor(config, cwd, { log = `${config}.log`, binary = program, wrap = [], env = {} } = {}) {
    const values = readConfig(path.join(config, 'gateway.json'));
    Object.assign(this, { config, log, port: values.listen.port, admin: values.admin.port, account: new Account(values.wechat) });
    const errors = fs.openSync(log, 'a');
    const [name, ...args] = [...wrap, binary, 'serve', '--config', config];
    this.child = spawn(name, args, { cwd, stdio: ['ignore', errors, errors], env: { ...process.env, ...env } });
    fs.closeSync(errors);
    children.add(this.child);
    this.ended = new Promise((resolve) =>
      this.child.on('close', (code, signal) => (children.delete(this.child), resolve({ code, signal }))),
    );
    this.ended.then((end) => (this.end = end));
  }

  async ready() {
    for (const until = Date.now() + 180_000; Date.now() < until; await sleep(50)) {
      if (this.end) throw new Error(`serve ended with ${JSON.stringify(this.end)}: ${fs.readFileSync(this.log, 'utf8').slice(-600)}`);
      const answer = await this.get('/readyz').catch(() => null);
      if (answer?.status === 200) return;
    }
    throw new Error('serve was not ready within 180 s');
  }

  get(route) {
    return request(this.admin, 'GET', route);
  }
  async metrics() {
    return (await this.get('/metrics')).body.toString();
  }
  async metric(name) {
    return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)`, 'm').exec(await this.metrics())?.[1]);
  }
  signal(name) {
    this.child.kill(name);
  }
  async stop() {
    this.signal('SIGTERM');
    const end = await Promise.race([this.ended, sleep(15_000)]);
    if (!end) {
      this.signal('SIGKILL');
      throw new Error('serve did not end within 15 s of SIGTERM');
    }
    return end;
  }
}
