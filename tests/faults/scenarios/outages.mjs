import { crowd } from '../../e2e/lib/crowd.mjs';
import { Gateway, sleep } from '../../e2e/lib/gateway.mjs';
import { people } from '../../e2e/lib/people.mjs';
import { Resident } from '../../e2e/lib/resident.mjs';
import { databaseUrl } from '../../e2e/lib/servers.mjs';
import { audit, secretsOf } from '../lib/audit.mjs';
import { bindAnyhow, book, cancel } from '../lib/booker.mjs';
import { Ledger } from '../lib/ledger.mjs';
import { isValid, kinds, lastFailure, murmur, quiet, slowest, timed, waits } from '../lib/load.mjs';
import { Persistent } from '../lib/persistent.mjs';
import { onePlace } from '../lib/place.mjs';
import { mysql, redis } from '../lib/servers.mjs';

export const title = 'MySQL and Redis refuse, hang or die in the middle of load, and come back';

const place = { windows: 4, slots: 5 };
const outage = 5000,
  breakerOpens = 2500, // from the beginning of the outage, with the failures that open it
  longest = 3500, // who waits a second in vain for a connection, and leaves a worker to somebody who then waits two for the server
  recovery = 5000;

const ways = [
  { name: 'refused', begin: (server) => server.end('SIGTERM'), end: (server) => server.start() },
  { name: 'hung', begin: (server) => server.signal('SIGSTOP'), end: (server) => server.signal('SIGCONT') },
  { name: 'killed', begin: (server) => server.end('SIGKILL'), end: (server) => server.start() },
];

/** Booked and cancelled over and over, so that every outage finds something in the middle. */
async function rebook(resident, t, chance, ledger, state) {
  while (!state.over) {
    if (resident.number) await cancel(resident, t.services, ledger);
    else await book(resident, t.services, chance);
    await sleep(chance.between(100, 600));
  }
}

async function fail(t, server, way, { gateway, residents, helpless, chance }) {
  const name = `${server.name} ${way.name}`;
  const { log, stop } = murmur(residents, chance, 800);
  await sleep(1000);
  const began = performance.now();
  await way.begin(server);
  await sleep(breakerOpens);
  const cry = await timed(helpless, '救命');
  await sleep(outage - (performance.now() - began));
  await way.end(server);
  const back = performance.now();
  await quiet(log, back, recovery);
  await stop();

  const during = log.filter(({ at }) => at >= began && at < back);
  const settled = waits(during.filter(({ at }) => at >= began + breakerOpens));
  const all = waits(log.filter(({ at }) => at >= began));
  t.check(`${name}: all ${all.count} were answered politely or as usual`, log.every(isValid) && all.count > 100, () => kinds(log));
  t.check(
    `${name}: p99 ${settled.p99} ms of ${settled.count} once the breaker is open, at most ${all.max} ms ever`,
    settled.p99 <= 1000 && all.max <= longest,
    () => `${kinds(during)}\n${slowest(during, began)}`,
  );
  t.check(`${name}: a cry for help gets the card`, cry.reply.includes('110'), cry.reply);
  const took = (lastFailure(log, back) - back) / 1000;
  t.check(`${name}: the last failure ${took.toFixed(1)} s after its return`, took <= recovery / 1000, () =>
    kinds(log.filter(({ at }) => at >= back)),
  );
  t.check(`${name}: the same process goes on`, !gateway.end);
}

export async function scenario(t) {
  const chance = t.chance();
  const world = await t.cluster();
  const ledger = new Ledger('outages');
  const gateway = t.keep(new Gateway(await world.config('outages', onePlace(place)), world.folder));
  await gateway.ready();
  const via = () => gateway;
  const residents = people(60).map((person) => new Resident(via, person, t.sms));
  const bookers = people(4).map(
    (person) => new Persistent({ gateway, ports: () => gateway.port, ledger, person, sms: t.sms, sayings: 30 }),
  );
  const helpless = new Resident(via, people(1)[0], t.sms);
  await crowd([...residents, ...bookers], 8, (resident) => bindAnyhow(resident, t.services));

  const state = { over: false };
  const booking = crowd(bookers, bookers.length, (resident) => rebook(resident, t, chance, ledger, state));
  for (const server of [mysql, redis]) {
    for (const way of ways) await fail(t, server, way, { gateway, residents, helpless, chance });
  }
  state.over = true;
  await booking;
  t.note(`bookings meanwhile: ${JSON.stringify(ledger.counts)}`);
  t.audited(
    await audit({
      database: databaseUrl,
      capacity: place.windows,
      ledger,
      redis: redis.socket,
      secrets: secretsOf(bookers),
      lookIn: [world.folder],
    }),
  );
}
