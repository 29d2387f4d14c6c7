// A MariaDB and a Redis of this suite's own, that it may stop, hang, kill and start again.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sleep, source } from '../../e2e/lib/gateway.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'police-faults-'));
fs.chmodSync(folder, 0o755);
const servers = new Set();
process.on('exit', () => {
  for (const server of servers) server.child?.kill('SIGKILL');
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

/** One server process: the same data and socket after every start. */
class Server {
  constructor(name, program, args, ping) {
    Object.assign(this, { name, program, args, ping, socket: path.join(folder, `${name}.sock`), log: path.join(folder, `${name}.log`) });
    servers.add(this);
  }

  async start() {
    const log = fs.openSync(this.log, 'a');
    const child = spawn(this.program, this.args(this.socket), { stdio: ['ignore', log, log] });
    fs.closeSync(log);
    this.child = child;
    this.ended = new Promise((done) => child.on('close', done));
    for (const until = Date.now() + 30_000; Date.now() < until; await sleep(50)) {
      if (child.exitCode !== null) break;
      if (await succeeds(...this.ping(this.socket))) return;
    }
    throw new Error(`${this.name} did not start: ${fs.readFileSync(this.log, 'utf8').slice(-800)}`);
  }

  signal(name) {
    this.child.kill(name);
  }

  /** Ends it, orderly or not, and waits until it is gone. */
  async end(signal = 'SIGTERM') {
    this.signal(signal);
    await this.ended;
    // What a killed server leaves behind refuses connections; so does a missing file.
  }
}

const succeeds = (program, args) =>
  new Promise((done) =>
    spawn(program, args, { stdio: 'ignore' })
      .on('close', (code) => done(code === 0))
      .on('error', () => done(false)),
  );

const isRoot = process.getuid() === 0;
const account = isRoot ? 'mysql' : os.userInfo().username;

export const mysql = new Server(
  'mysql',
  'mariadbd',
  (socket) => [
    '--no-defaults',
    `--user=${account}`,
    `--datadir=${folder}/mysql`,
    `--socket=${socket}`,
    '--skip-networking',
    `--pid-file=${folder}/mysql.pid`,
    '--innodb-lock-wait-timeout=2',
  ],
  (socket) => ['mariadb-admin', ['--no-defaults', '-uroot', '-S', socket, 'ping']],
);

export const redis = new Server(
  'redis',
  'redis-server',
  (socket) => ['--port', '0', '--unixsocket', socket, '--save', '', '--appendonly', 'no', '--dir', folder],
  (socket) => ['redis-cli', ['-s', socket, 'ping']],
);

/** Makes both and says where they are, in the variables that the shared helpers read when they are first imported. */
export async function startBoth() {
  if (isRoot) execFileSync('chown', [account, folder]);
  const copy = '. deploy/common.sh && . tests/servers.sh && copy_mysql "$(mysql_template)" "$1"';
  execFileSync('bash', ['-ec', copy, 'copy', folder], { cwd: source, stdio: ['ignore', 'ignore', 'inherit'] });
  await Promise.all([mysql.start(), redis.start()]);
  process.env.POLICE_TEST_MYSQL = `mysql://root@localhost/mysql?socket=${mysql.socket}`;
  process.env.POLICE_TEST_REDIS = `redis+unix://${redis.socket}`;
}
