// The database as the auditor reads it, on either engine: by the engines' own clients, never through the product.
import { execFile } from 'node:child_process';
import fs from 'node:fs';

const run = (program, args) =>
  new Promise((done, failed) =>
    execFile(program, args, { encoding: 'buffer', maxBuffer: 1 << 30 }, (failure, out, errors) =>
      failure ? failed(new Error(`${program}: ${errors.toString().trim() || failure.message}`)) : done(out),
    ),
  );

export class Database {
  constructor(url) {
    const mysql = /^mysql:\/\/([^@]+)@[^/]*\/([^?]+)\?socket=(.+)$/.exec(url);
    if (mysql) this.client = ['--no-defaults', `-u${mysql[1]}`, '-S', mysql[3]];
    if (mysql) this.name = mysql[2];
    if (url.startsWith('sqlite:')) this.file = url.slice('sqlite:'.length);
    if (!this.client && !fs.existsSync(this.file ?? '')) throw new Error(`no such database: ${url}`);
  }

  /** The rows a SELECT finds, as objects of texts keyed by column. */
  async rows(sql, columns) {
    const out = this.file
      ? await run('sqlite3', ['-readonly', '-bail', '-separator', '\t', this.file, sql])
      : await run('mariadb', [...this.client, '-N', '-B', this.name, '-e', sql]);
    const lines = out.toString().split('\n').slice(0, -1);
    return lines.map((line) => Object.fromEntries(line.split('\t').map((value, i) => [columns[i], value])));
  }

  /** `SELECT columns FROM rest` with the columns named once. */
  select(columns, rest) {
    const names = columns.map((column) => column.split(' AS ').at(-1));
    return this.rows(`SELECT ${columns.join(', ')} FROM ${rest}`, names);
  }

  /** All it stores, as bytes to be searched. */
  async dump() {
    if (!this.file) return run('mariadb-dump', [...this.client, '--skip-extended-insert', '--hex-blob', this.name]);
    const files = ['', '-wal', '-shm', '-journal'].map((end) => this.file + end).filter((file) => fs.existsSync(file));
    return Buffer.concat(files.map((file) => fs.readFileSync(file)));
  }
}
