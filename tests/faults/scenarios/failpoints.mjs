import { crowd } from '../../e2e/lib/crowd.mjs';
import { Gateway, sleep } from '../../e2e/lib/gateway.mjs';
import { people } from '../../e2e/lib/people.mjs';
import { databaseUrl, mysql as sql } from '../../e2e/lib/servers.mjs';
import { audit, secretsOf } from '../lib/audit.mjs';
import { bindAnyhow, book, cancel } from '../lib/booker.mjs';
import { isDeep, seed } from '../lib/chance.mjs';
import { Ledger, told } from '../lib/ledger.mjs';
import { every, onCopies, passedBy, placeOfDeath, startNumbered } from '../lib/numbered.mjs';
import { Persistent } from '../lib/persistent.mjs';
import { onePlace } from '../lib/place.mjs';
import { redis } from '../lib/servers.mjs';
import { cry, steps } from '../lib/steps.mjs';

export const title = isDeep
  ? 'killed at every numbered place of every step, until none is left; on SQLite at every third'
  : 'killed at each numbered place once, in the first step that passes it';

const lanes = 4; // experiments at the same time; each mostly waits for a lease to run out
const leaseRunsOut = 1200;
const stride = 3; // on SQLite every third place, beginning with one that the seed decides: two starts each take their time
const place = { windows: 100, slots: 5 };

/**
 * Kills A at the n-th place of one message, or at the first so named; the second delivery goes to B, the third to A, started again. The place,
 * or null; with "list", the names of all places.
 */
async function killOnce({ t, world, config, b, ledger, residents }, step, n) {
  const resident = new Persistent({ gateway: b, ports: () => b.port, ledger, person: people(1)[0], sms: t.sms });
  residents.push(resident);
  const [a] = await Promise.all([startNumbered(t, config, world.folder, n), step.reach(resident, t.services)]);
  const { account } = b;
  const push = account.push(account.message(resident.openid, 'text', { Content: step.say(resident) }), { openid: resident.openid });
  const to = async (gateway) => ((resident.ports = () => gateway.port), resident.deliver(push));
  step.before?.(a);
  const first = await to(a);
  const died = await placeOfDeath(a, { isSilent: first === null });
  if (!died) {
    a.signal('SIGKILL');
    await a.ended;
    t.check(`${step.name}: answered where nothing dies`, step.told.test(first ?? ''), first);
    return n === 'list' ? passedBy(a) : null;
  }
  const [again] = await Promise.all([startNumbered(t, config, world.folder), sleep(leaseRunsOut)]);
  const [second, third] = [await to(b), await to(again)];
  again.signal('SIGKILL');
  await again.ended;
  if (told(second ?? '').outcome === 'gone') ledger.append({ citizen: resident.citizen, outcome: 'gone', number: numberOf(resident) });
  if (!step.told.test(second ?? '') || third !== second) {
    t.check(`${step.name}, killed at ${n} (${died})`, false, `first:\n${first}\nsecond:\n${second}\nthird:\n${third}`);
  }
  return died;
}

/** The number in the last reply that had one. */
const numberOf = ({ said }) => said.map((each) => told(each).number).findLast(Boolean);

/** The names of those killed at: at every place of the step, or at those where nobody died before. */
async function killAll(lane, step, visited) {
  const died = [];
  if (!isDeep) {
    const places = (await killOnce(lane, step, 'list')).filter((name) => !visited.has(name));
    for (const name of places) visited.add(name);
    for (const name of places) died.push(await killOnce(lane, step, name));
    lane.t.check(`${step.name}: died at ${places.length} places`, String(died) === String(places), died);
    return died;
  }
  for (const n of every()) {
    const at = await killOnce(lane, step, n);
    if (!at) break;
    died.push(at);
  }
  lane.t.check(`${step.name}: there were places to die at`, died.length >= 2);
  return died;
}

async function onServers(t) {
  const world = await t.cluster();
  const ledger = new Ledger('failpoints');
  const config = await world.config('b', onePlace(place));
  const b = t.keep(new Gateway(config, world.folder)); // Release: it dies of nothing
  await b.ready();
  const residents = [];
  const places = new Map();
  const visited = new Set();
  const todo = [...steps].reverse(); // the longest first
  await crowd(Array.from({ length: lanes }), lanes, async () => {
    const lane = { t, world, b, ledger, residents, config: await world.config('a', onePlace(place)) };
    for (let step; (step = todo.shift()); ) {
      const died = await killAll(lane, step, visited);
      places.set(step.name, died);
      t.note(`${died.length} kills in: ${step.name}`);
    }
  });
  b.signal('SIGKILL');
  await b.ended;
  const cries = places.get(cry).length + 1;
  t.check(`${cries} cries for help, and as many alarms`, Number(await sql('SELECT COUNT(*) FROM alarms')) === cries);
  const kills = [...places.values()].flat();
  t.note([...new Set(kills)].join(', '));
  t.audited(
    await audit({
      database: databaseUrl,
      capacity: place.windows,
      ledger,
      redis: redis.socket,
      secrets: secretsOf(residents),
      lookIn: [world.folder],
    }),
  );
  return kills.length;
}

/** Binds, books, and cancels, on a process that may die at any moment and is started again; its dialogues are lost with it. */
async function live(t, { folder, config, n, ledger }) {
  let gateway = await startNumbered(t, config, folder, n);
  let died = null;
  const revive = async () => {
    died ??= await placeOfDeath(gateway, { isSilent: true });
    if (gateway.end) gateway = await startNumbered(t, config, folder);
  };
  const resident = new Persistent({ gateway, ledger, person: people(1)[0], sms: t.sms });
  resident.ports = () => gateway.port;
  resident.revived = revive;
  const chance = t.chance();
  await bindAnyhow(resident, t.services);
  if ((await book(resident, t.services, chance)) !== 'booked') throw new Error(`not booked:\n${resident.transcript()}`);
  await cancel(resident, t.services, ledger);
  died ??= await placeOfDeath(gateway, { isSilent: false });
  const passed = passedBy(gateway);
  gateway.signal('SIGKILL');
  await gateway.ended;
  return { died, resident, passed };
}

async function embedded(t) {
  const world = t.embedded();
  const configs = await Promise.all(Array.from({ length: lanes }, () => world.config('lane', onePlace(place))));
  const experiment = async (config, folder, n) => {
    const ledger = new Ledger(`embedded-${n}`);
    const { died, resident, passed } = await live(t, { folder, config, n, ledger });
    const database = `sqlite:${folder}/var/police.db`;
    const result = await audit({ database, capacity: place.windows, ledger, secrets: secretsOf([resident]), lookIn: [`${config}.log`] });
    if (!result.ok) t.check(`SQLite, killed at ${n} (${died}): the auditor finds nothing`, false, result.out);
    return n === 'list' ? passed : died;
  };
  const places = await onCopies({
    world,
    lanes: configs,
    prepare: async (folder) => (await startNumbered(t, configs[0], folder)).stop(),
    places: (once) => (isDeep ? every(stride, 1 + (seed % stride)) : once('list')),
    experiment,
  });
  t.note([...new Set(places)].join(', '));
  t.check(`SQLite: the auditor found nothing after each of ${places.length} kills`, places.length >= 15);
  return places.length;
}

export async function scenario(t) {
  const kills = await t.timed('MySQL and Redis, two gateways', () => onServers(t));
  const more = await t.timed('SQLite, one gateway', () => embedded(t));
  t.check(`${kills} kills on MySQL and Redis, ${more} on SQLite`, kills + more >= (isDeep ? 100 : 30));
}
