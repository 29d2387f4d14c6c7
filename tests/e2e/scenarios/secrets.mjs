import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { crowd } from '../lib/crowd.mjs';
import { people } from '../lib/people.mjs';
import { bind, carry, Resident } from '../lib/resident.mjs';
import { Search } from '../lib/search.mjs';
import { dumpMysql, dumpRedis, mysql, redis } from '../lib/servers.mjs';
import { deliver } from '../lib/wechat.mjs';

export const title = 'what residents told is found nowhere in clear';

/** Every service there is, with the resident's own data for answers, and then what people do wrong. */
async function live(resident, services) {
  const { person } = resident;
  for (const service of services) {
    await resident.say(service.title);
    await carry(resident, services, { '@act': '查看详情' });
    await resident.say('取消');
  }
  await resident.say(`我叫${person.name}，身份证${person.id_no}，手机${person.mobile}`);
  await resident.say('重名');
  await carry(resident, services, { name: null });
  await resident.say(person.id_no);
  await resident.say(`${person.name} ${person.mobile}`);
  await resident.say('取消');
  await resident.say('派出所');
  await resident.send('location', { Location_X: '23.12', Location_Y: '113.36', Scale: 15, Label: `${person.name}家 ${person.mobile}` });
  await resident.say('取消');
  await resident.say('重名');
  await carry(resident, services, { sex: null }); // left open: a session that holds the name
  const { account, port } = resident.via();
  const forged = account.push(account.message(resident.openid, 'text', { Content: person.id_no }), { openid: resident.openid });
  await deliver(port, { ...forged, path: forged.path.replace(/msg_signature=.{4}/, 'msg_signature=0000') });
}

/** Stops in the middle of binding: the session holds a mobile, for every second one a name as well. */
async function stopHalfway(resident, services, stop) {
  await resident.say('实名绑定');
  await carry(resident, services, { [stop]: null });
}

const secretsOf = (residents) =>
  residents.flatMap(({ person, openid }, i) => [
    { what: `name ${i}`, text: person.name },
    { what: `ID number ${i}`, text: person.id_no },
    { what: `mobile ${i}`, text: person.mobile },
    { what: `openid ${i}`, text: openid },
  ]);

function nowhere(t, search, where, bytes) {
  const hits = search.in(bytes);
  t.check(
    `${where}: ${bytes.length.toLocaleString('en')} bytes, ${hits.length} hits`,
    bytes.length > 0 && hits.length === 0,
    JSON.stringify(hits, null, 1),
  );
}

/** The same search must find what is planted, or its silence says nothing. */
function planted(t, search, where, bytes, what) {
  t.check(
    `planted in ${where}, ${what} is found`,
    search.in(bytes).some((hit) => hit.what.startsWith(what)),
  );
}

const inMetrics = async (gateways) =>
  Buffer.concat(
    await Promise.all(gateways.flatMap((gateway) => ['/metrics', '/readyz'].map(async (route) => (await gateway.get(route)).body))),
  );

async function onServers(t, start) {
  const world = await t.cluster();
  const gateways = [await start(world, 'secrets-a'), await start(world, 'secrets-b')];
  let turn = 0;
  const via = () => gateways[++turn % 2];
  const bound = world.crowd !== undefined;
  const residents = world.crowd ?? people(200).map((person) => new Resident(via, person, t.sms));
  await crowd(residents, 32, async (resident) => {
    resident.via = via;
    if (!bound) await bind(resident, t.services);
    await live(resident, t.services);
  });
  const halfway = people(40).map((person) => new Resident(via, person, t.sms));
  await crowd(halfway, 32, (resident) => stopHalfway(resident, t.services, halfway.indexOf(resident) % 2 ? 'id_no' : 'code'));
  const search = new Search(secretsOf([...residents, ...halfway]));
  t.note(
    `${residents.length} residents through ${t.services.length} services, ${halfway.length} in the middle of binding, ${search.count} forms of their names, ID numbers, mobiles and openids`,
  );

  const counts = await mysql(
    'SELECT (SELECT COUNT(*) FROM residents WHERE level = 2 AND name IS NOT NULL), (SELECT COUNT(*) FROM records)',
  );
  const redisBefore = await dumpRedis();
  t.check(
    `there is something to find: residents and records ${counts.replace('\t', ', ')}; ${redisBefore.keys} keys`,
    Number(counts.split('\t')[0]) >= residents.length && redisBefore.keys >= residents.length,
    counts,
  );
  nowhere(t, search, 'MySQL, every table', await dumpMysql());
  nowhere(t, search, 'Redis, every key and value', redisBefore.bytes);
  nowhere(t, search, 'the logs of every process', world.logs());
  nowhere(t, search, '/metrics and /readyz', await inMetrics(gateways));

  const [{ person }] = residents;
  const carrier = Buffer.from(`{"v":"${person.name}"}`).toString('base64');
  await mysql(`INSERT INTO notes (id, citizen, answer, kept_at) VALUES ('planted', 'nobody', '${carrier}', 0)`);
  planted(t, search, 'MySQL in base64', await dumpMysql(), 'name 0');
  await mysql("DELETE FROM notes WHERE id = 'planted'");
  await redis(['SET', 'planted', Buffer.from(`x${person.id_no}`).toString('hex')]);
  planted(t, search, 'Redis in hex', (await dumpRedis()).bytes, 'ID number 0');
  await redis(['DEL', 'planted']);
  fs.writeFileSync(path.join(world.folder, 'planted.log'), `{"event":"sms","to":"${person.mobile}"}\n`);
  planted(t, search, 'a log', world.logs(), 'mobile 0');
  fs.rmSync(path.join(world.folder, 'planted.log'));
  planted(
    t,
    search,
    '/metrics',
    Buffer.concat([await inMetrics(gateways), Buffer.from(`m{openid="${residents[0].openid}"} 1\n`)]),
    'openid 0',
  );
}

async function onFile(t, start) {
  const world = t.embedded();
  const gateway = await start(world, 'secrets');
  const residents = people(25).map((person) => new Resident(() => gateway, person, t.sms));
  await crowd(residents, 8, async (resident) => {
    await bind(resident, t.services);
    await live(resident, t.services);
  });
  const search = new Search(secretsOf(residents));
  const file = path.join(world.folder, 'var/police.db');
  t.note(`${residents.length} residents; beside the database: ${fs.readdirSync(path.dirname(file)).join(' ')}`);
  nowhere(t, search, 'the SQLite file and its write-ahead log', world.disk());
  nowhere(t, search, 'the logs', world.logs());
  nowhere(t, search, '/metrics and /readyz', await inMetrics([gateway]));
  execFileSync('sqlite3', [file, '.timeout 5000', `INSERT INTO notes (id, citizen, answer, kept_at) VALUES ('planted', 'nobody', '${residents[3].person.name}', 0)`]);
  planted(t, search, 'SQLite', world.disk(), 'name 3');
  execFileSync('sqlite3', [file, '.timeout 5000', "DELETE FROM notes WHERE id = 'planted'"]);
}

export async function scenario(t) {
  await t.part('SQLite and in-process sessions', (start) => onFile(t, start));
  await t.part('MySQL and Redis, the 200 of the race', (start) => onServers(t, start), { needsServers: true });
}
