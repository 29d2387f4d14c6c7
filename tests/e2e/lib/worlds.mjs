// The two installations every scenario runs on: SQLite with in-process sessions, and MySQL with Redis for two processes.
import fs from 'node:fs';
import path from 'node:path';
import { copyConfig, Gateway, run, temporaryFolder } from './gateway.mjs';
import * as servers from './servers.mjs';

export class World {
  constructor(name, sms, gateway) {
    Object.assign(this, { name, sms, change: gateway, folder: temporaryFolder(name), made: 0 });
  }

  /** A fresh copy of the config on free ports, for one process of this installation. */
  config(name, change = {}) {
    return copyConfig(this.folder, `${name}-${++this.made}`, {
      ...change,
      gateway: (values) => {
        values.sms_url = this.sms.url;
        this.change(values);
        change.gateway?.(values);
      },
    });
  }

  /** One process, ready unless it is not waited for. */
  async start(name, change, { waits = true } = {}) {
    const gateway = new Gateway(await this.config(name, change), this.folder);
    if (waits) await gateway.ready();
    return gateway;
  }

  /** Everything this installation's processes logged. */
  logs() {
    return Buffer.concat(
      fs
        .readdirSync(this.folder)
        .filter((file) => file.endsWith('.log'))
        .map((file) => fs.readFileSync(path.join(this.folder, file))),
    );
  }

  /** Everything that is stored, wherever SQLite has put it. */
  disk() {
    const file = path.join(this.folder, 'var/police.db');
    const parts = ['', '-wal', '-shm', '-journal'].filter((end) => fs.existsSync(file + end));
    return Buffer.concat(parts.map((end) => fs.readFileSync(file + end)));
  }
}

export const embedded = (sms) => new World('embedded', sms, () => {});

/** A new database, its keys and its schema, made the way an administrator would; `refusals` holds what serve said before each step. */
export async function cluster(sms) {
  await servers.dropDatabase();
  await servers.createDatabase();
  await servers.flushRedis();
  const world = new World('cluster', sms, (values) => {
    values.database = servers.databaseUrl;
    values.sessions = servers.sessionsUrl;
  });
  const config = await world.config('setup');
  const step = (...args) => run(args, { cwd: world.folder });
  world.refusals = { keys: await step('serve', '--config', config) };
  world.keys = [
    await step('keys', 'new', 'var/data.key'),
    await step('keys', 'new', 'var/index.key'),
    await step('keys', 'new', 'var/index.key'),
  ];
  world.refusals.schema = await step('serve', '--config', config);
  world.migrated = [await step('migrate', '--config', config), await step('migrate', '--config', config)];
  return world;
}
