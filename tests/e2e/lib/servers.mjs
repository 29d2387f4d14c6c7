// The private MariaDB and Redis the suite is given: statements, dumps, and every value Redis holds.
import { spawn } from 'node:child_process';
import net from 'node:net';

const mysqlSocket = /[?]socket=([^&]+)/.exec(process.env.POLICE_TEST_MYSQL ?? '')?.[1];
const redisSocket = /^redis\+unix:\/\/([^?]+)/.exec(process.env.POLICE_TEST_REDIS ?? '')?.[1];
export const available = Boolean(mysqlSocket && redisSocket);
export const database = `police_e2e_${process.pid}`;
export const databaseUrl = `mysql://root@localhost/${database}?socket=${mysqlSocket}`;
/** The same database under an address that a test opens and closes. */
export const databaseUrlAt = (port) => `mysql://root@127.0.0.1:${port}/${database}`;
export const sessionsUrl = `redis+unix://${redisSocket}`;

function client(name, args, input = '') {
  return new Promise((resolve, reject) => {
    const child = spawn(name, ['--no-defaults', '-uroot', '-S', mysqlSocket, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    const parts = [];
    child.stdout.on('data', (part) => parts.push(part));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(Buffer.concat(parts)) : reject(new Error(`${name} ended with ${code}`))));
    child.stdin.end(input);
  });
}

/** Listens on the port for the server: `hangs` takes connections and says nothing. Closed, it cuts them all. */
export async function listenAt(port, { hangs = false } = {}) {
  const ends = new Set();
  const front = net.createServer((from) => {
    const pair = hangs ? [from] : [from, net.connect(mysqlSocket)];
    for (const end of pair) ends.add(end.on('error', () => {}).on('close', () => pair.forEach((each) => (ends.delete(each), each.destroy()))));
    if (!hangs) from.pipe(pair[1]).pipe(from);
  });
  await new Promise((done, failed) => front.on('error', failed).listen(port, '127.0.0.1', done));
  return () => new Promise((done) => (front.close(done), ends.forEach((end) => end.destroy())));
}

/** Runs SQL; the rows, tab-separated. `null` as database: none. */
export async function mysql(sql, on = database) {
  return (await client('mariadb', ['-N', '-B', ...(on ? [on] : [])], sql)).toString().trim();
}
export const dumpMysql = () => client('mariadb-dump', ['--skip-extended-insert', '--hex-blob', database]);
export const createDatabase = () => mysql(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`, null);
export const dropDatabase = () => mysql(`DROP DATABASE IF EXISTS ${database}`, null);

/** Sends commands, at least one, down one connection; replies as Buffers, numbers or arrays of them. */
export function redis(...commands) {
  return new Promise((resolve, reject) => {
    const replies = [];
    let bytes = Buffer.alloc(0);
    const connection = net.connect(redisSocket, () => {
      for (const command of commands) {
        connection.write(
          Buffer.concat([
            Buffer.from(`*${command.length}\r\n`),
            ...command.flatMap((part) => [Buffer.from(`$${Buffer.byteLength(part)}\r\n`), Buffer.from(part), Buffer.from('\r\n')]),
          ]),
        );
      }
    });
    connection.on('error', reject);
    connection.on('data', (part) => {
      bytes = Buffer.concat([bytes, part]);
      for (let read; (read = readReply(bytes, 0)); bytes = bytes.subarray(read.end)) {
        if (read.error) return connection.destroy(new Error(read.error));
        replies.push(read.value);
      }
      if (replies.length === commands.length) (connection.end(), resolve(replies));
    });
  });
}

function readReply(bytes, at) {
  const stop = bytes.indexOf('\r\n', at);
  if (stop < 0) return null;
  const head = bytes.toString('utf8', at + 1, stop);
  const end = stop + 2;
  switch (String.fromCharCode(bytes[at])) {
    case '-':
      return { error: head, end };
    case ':':
      return { value: Number(head), end };
    case '+':
      return { value: head, end };
    case '$': {
      if (head === '-1') return { value: null, end };
      const last = end + Number(head);
      return bytes.length < last + 2 ? null : { value: bytes.subarray(end, last), end: last + 2 };
    }
    default: {
      const value = [];
      let next = end;
      for (let i = 0; i < Number(head); ++i) {
        const read = readReply(bytes, next);
        if (!read || read.error) return read;
        value.push(read.value);
        next = read.end;
      }
      return { value, end: next };
    }
  }
}

/** Every key and value, uncompressed. */
export async function dumpRedis() {
  const all = [];
  let keys = 0;
  for (let cursor = '0'; ;) {
    const [[next, names]] = await redis(['SCAN', cursor, 'COUNT', '1000']);
    keys += names.length;
    const types = names.length ? await redis(...names.map((name) => ['TYPE', name])) : [];
    const reads = {
      string: (name) => ['GET', name],
      hash: (name) => ['HGETALL', name],
      list: (name) => ['LRANGE', name, '0', '-1'],
      set: (name) => ['SMEMBERS', name],
      zset: (name) => ['ZRANGE', name, '0', '-1'],
    };
    const values = names.length ? await redis(...names.map((name, i) => (reads[types[i]] ?? ((key) => ['TYPE', key]))(name))) : [];
    names.forEach((name, i) =>
      all.push(name, Buffer.from('\n'), ...[values[i] ?? Buffer.alloc(0)].flat().map((value) => Buffer.from(value)), Buffer.from('\n')),
    );
    cursor = next.toString();
    if (cursor === '0') return { keys, bytes: Buffer.concat(all) };
  }
}
export const flushRedis = () => redis(['FLUSHDB']);
