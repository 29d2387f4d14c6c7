// The product under test: the embedded pair and the Redis + MySQL pair, each process pinned when it is ready.
import path from 'node:path';
import * as servers from '../../e2e/lib/servers.mjs';
import { World } from '../../e2e/lib/worlds.mjs';
import { run } from '../../e2e/lib/gateway.mjs';
import { output, pin, programs, serverCore } from './bench.mjs';

/** Whose CPU is told beside the product's. */
export const stores = { redis: process.env.POLICE_BENCH_REDIS, mariadb: process.env.POLICE_BENCH_MARIADB };
const sms = { url: '' };

/** An installation; start() gives {name, port, pid, stop}. */
class Product {
  constructor(name, database, sessions, schema) {
    Object.assign(this, { name, database, sessions, schema });
    this.world = new World(name, sms, (values) => Object.assign(values, { database, sessions, demonstration: false }));
  }

  async start({ core = serverCore, change = {} } = {}) {
    const gateway = await this.world.start('bench', change);
    pin(gateway.child.pid, core);
    return {
      ...{ name: `product, ${this.name}`, port: gateway.port, pid: gateway.child.pid },
      // Killed: a drain takes a second, and nothing here is needed afterwards.
      stop: async () => (gateway.signal('SIGKILL'), await gateway.ended),
    };
  }

  /** Fills the database with residents who are identified and have agreed to both services. */
  async populate(residents, { first = 0, records = false } = {}) {
    const file = (name) => path.join(this.world.folder, 'var', `${name}.key`);
    const args = ['--database', this.database.replace('sqlite:', `sqlite:${this.world.folder}/`), '--sessions', this.sessions];
    args.push('--data-key', file('data'), '--index-key', file('index'), '--first', String(first), '--residents', String(residents));
    for (const service of ['newborn_name_query', 'id_card_appointment']) args.push('--consent', service);
    await output(path.join(programs, 'bench-city'), records ? [...args, '--records'] : args);
  }
}

/** SQLite and sessions in the process; started once, so that later starts find the database. */
export async function embedded() {
  const product = new Product('embedded', 'sqlite:var/police.db', 'memory:');
  await (await product.start()).stop();
  return product;
}

/** A new MySQL database and an empty numbered database of Redis. */
export async function cluster(number) {
  const schema = `${servers.database}_${number}`;
  const database = servers.databaseUrl.replace(servers.database, schema);
  const product = new Product('Redis + MySQL', database, `${servers.sessionsUrl}?db=${number}`, schema);
  await servers.mysql(`CREATE DATABASE ${schema} CHARACTER SET utf8mb4`, null);
  for (const key of ['data', 'index']) await run(['keys', 'new', `var/${key}.key`], { cwd: product.world.folder });
  const migrated = await run(['migrate', '--config', await product.world.config('setup')], { cwd: product.world.folder });
  if (migrated.code !== 0) throw new Error(migrated.err);
  await (await product.start()).stop();
  return product;
}
