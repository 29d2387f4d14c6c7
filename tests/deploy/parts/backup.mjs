import fs from 'node:fs';
import path from 'node:path';
import { program, sleep, source, temporaryFolder } from '../../e2e/lib/gateway.mjs';
import { people } from '../../e2e/lib/people.mjs';
import { bind, carry, Resident } from '../../e2e/lib/resident.mjs';
import * as servers from '../../e2e/lib/servers.mjs';
import { Search } from '../../e2e/lib/search.mjs';
import { command, output } from '../lib/command.mjs';

export const title = 'a backup taken under load, and the rehearsal of its return';

const tool = (name) => path.join(source, 'deploy', name);
const seconds = (since) => (performance.now() - since) / 1000;
const minutes15 = 15 * 60;

/** Residents who bind and book one after the other until told to stop. */
function writing(t, gateway, width) {
  const load = { running: true, booked: 0 };
  const one = async () => {
    while (load.running) {
      const resident = new Resident(() => gateway, people(1)[0], t.sms);
      await bind(resident, t.services);
      await resident.say('换身份证');
      if ((await carry(resident, t.services, { district: '海珠区', business: '损坏换领' })).includes('预约成功')) ++load.booked;
    }
  };
  const all = Array.from({ length: width }, one);
  load.stop = () => ((load.running = false), Promise.all(all));
  return load;
}

async function rehearse(t, owned, world) {
  const gateway = owned(await world.start('live'));
  const resident = new Resident(() => gateway, people(1)[0], t.sms);
  await resident.say('换身份证');
  const booking = await carry(resident, t.services, { district: '海珠区', business: '损坏换领' });
  const number = /[A-Z]*\d{8,}/.exec(booking)?.[0];
  t.check(`before: booked, number ${number}`, booking.includes('预约成功') && Boolean(number), booking);

  const kept = temporaryFolder('backup');
  const [data, keys] = [path.join(kept, 'data'), path.join(kept, 'keys')];
  const here = { cwd: world.folder, env: { PROGRAM: program } };
  const load = writing(t, gateway, 4);
  while (load.booked < 4) await sleep(50);
  const before = load.booked;
  const backed = await command(tool('backup'), ['--config', gateway.config, data], here);
  const during = load.booked - before;
  await sleep(300);
  await load.stop();
  t.check(
    `backup while residents book (${before} before, ${during} during): ${backed.out.split('\n')[0].split(': ')[1]}`,
    backed.code === 0,
    backed.both,
  );
  t.check('it says that the keys are not in it', backed.out.includes('--keys'), backed.out);
  const again = await command(tool('backup'), ['--config', gateway.config, data], here);
  t.check('a second one to the same folder is refused', again.code !== 0 && again.err.includes('exists'), again.both);
  const saved = await command(tool('backup'), ['--config', gateway.config, '--keys', keys], here);
  t.check(
    'the keys go to a folder of their own, mode 0600',
    saved.code === 0 && ['data.key', 'index.key'].every((name) => (fs.statSync(path.join(keys, name)).mode & 0o777) === 0o600),
    saved.both,
  );
  await secretless(t, data, keys, resident);
  await gateway.stop();
  return { resident, number, data, keys, booked: before };
}

/** Neither the keys nor what residents told lie in the copy of the database. */
async function secretless(t, data, keys, resident) {
  const copy = Buffer.concat(
    await Promise.all(
      fs.readdirSync(data).map(async (file) => {
        const read = path.join(data, file);
        return file.endsWith('.gz')
          ? Buffer.from(await output('sh', ['-c', `gunzip -c "${read}" | base64 -w0`]), 'base64')
          : fs.readFileSync(read);
      }),
    ),
  );
  const lines = fs
    .readFileSync(path.join(keys, 'data.key'), 'utf8')
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('#'));
  const { person } = resident;
  const search = new Search([
    ...lines.map((line) => ({ what: 'a key', text: line.split(':')[1] })),
    ...[person.name, person.id_no, person.mobile].map((text) => ({ what: 'a resident', text })),
  ]);
  const hits = search.in(copy);
  t.check(
    `${copy.length.toLocaleString('en')} bytes hold neither keys nor what the resident told`,
    copy.includes('schema_migrations') && hits.length === 0,
    JSON.stringify(hits),
  );
}

/** Back into the second installation, step by step as the manual says. */
async function comeBack(t, owned, { resident, number, data, keys, booked }, { world, count }) {
  const config = await world.config('second');
  const here = { cwd: world.folder, env: { PROGRAM: program } };
  const restore = (...args) => command(tool('restore'), ['--config', config, ...args], here);

  const keyless = await restore(data);
  t.check('restore without the keys is refused', keyless.code !== 0 && keyless.err.includes('keys come back first'), keyless.both);
  fs.cpSync(keys, path.join(world.folder, 'var'), { recursive: true });
  const damaged = path.join(path.dirname(data), 'damaged');
  fs.cpSync(data, damaged, { recursive: true });
  const file = path.join(
    damaged,
    fs.readdirSync(damaged).find((name) => name.endsWith('.gz')),
  );
  const bytes = fs.readFileSync(file);
  bytes[bytes.length >> 1] ^= 1;
  fs.writeFileSync(file, bytes);
  const refused = await restore(damaged);
  t.check('one changed bit is noticed', refused.code !== 0 && refused.err.includes('damaged'), refused.both);

  const since = performance.now();
  const back = await restore(data);
  t.check('restore into an empty database, which the program opens', back.code === 0 && back.out.includes('schema is current'), back.both);
  const occupied = await restore(data);
  t.check('a second restore is refused', occupied.code !== 0 && occupied.err.includes('--force'), occupied.both);
  const forced = await restore('--force', data);
  t.check('and done with --force', forced.code === 0, forced.both);
  const second = owned(await world.start('second'));
  t.check('the second instance is ready', (await second.get('/readyz')).body.toString() === 'ready\n');
  t.check(`it took ${seconds(since).toFixed(1)} s with both restores and the start, at most 15 minutes`, seconds(since) < minutes15);
  const records = Number(await count());
  t.check(`${records} records: at least the ${booked + 1} acknowledged before the backup began`, records >= booked + 1);
  resident.via = () => second;
  await resident.say('我的预约');
  const shown = await carry(resident, t.services, { action: '查看详情' });
  t.check(
    'the resident finds the booking there',
    resident.said.join('\n').split('我的预约').at(-1).includes(number),
    () => `${number}\n${shown}\n${resident.transcript(6)}`,
  );
  return { second, restore };
}

async function sqlite(t, owned) {
  const kept = await rehearse(t, owned, await t.embedded());
  const world = t.empty();
  const records = () => output('sqlite3', [path.join(world.folder, 'var/police.db'), 'SELECT COUNT(*) FROM records']);
  const { restore } = await comeBack(t, owned, kept, { world, count: records });
  const running = await restore('--force', kept.data);
  t.check('restore under a running gateway is refused', running.code !== 0 && running.err.includes('stop the gateway'), running.both);
  t.check(
    'what was there before is put aside, not lost',
    fs.readdirSync(path.join(world.folder, 'var')).some((name) => name.includes('.before-')),
  );
}

async function mysql(t, owned) {
  const kept = await rehearse(t, owned, await t.cluster());
  const second = `${servers.database}_second`;
  await servers.mysql(`DROP DATABASE IF EXISTS ${second}; CREATE DATABASE ${second} CHARACTER SET utf8mb4`, null);
  await servers.flushRedis();
  const world = t.empty();
  const address = (values) => {
    values.database = servers.databaseUrl.replace(servers.database, second);
    values.sessions = servers.sessionsUrl;
  };
  world.change = address;
  try {
    await comeBack(t, owned, kept, { world, count: () => servers.mysql('SELECT COUNT(*) FROM records', second) });
  } finally {
    await servers.mysql(`DROP DATABASE ${second}`, null);
  }
}

export async function part(t) {
  await t.step('SQLite', (owned) => sqlite(t, owned));
  await t.step('MariaDB', (owned) => mysql(t, owned), { needsServers: true });
}
