import { crowd } from '../../e2e/lib/crowd.mjs';
import { Gateway, sleep } from '../../e2e/lib/gateway.mjs';
import { people } from '../../e2e/lib/people.mjs';
import { carry } from '../../e2e/lib/resident.mjs';
import { databaseUrl, mysql as sql, redis as kv } from '../../e2e/lib/servers.mjs';
import { audit, secretsOf } from '../lib/audit.mjs';
import { bindAnyhow, book, cancel } from '../lib/booker.mjs';
import { scale } from '../lib/chance.mjs';
import { Ledger } from '../lib/ledger.mjs';
import { startNginx } from '../lib/nginx.mjs';
import { Persistent } from '../lib/persistent.mjs';
import { onePlace } from '../lib/place.mjs';
import { redis } from '../lib/servers.mjs';

export const title = 'two gateways behind nginx, killed again and again, while many residents take few places';

const residentsCount = 1000 * scale,
  windows = 20 * scale,
  slots = 5,
  places = windows * slots,
  kills = 500 * scale,
  arrivals = 60_000 * scale;

/** Starts the gateway, lets it live a moment, kills it, as long as there are kills left; then leaves it running. */
async function killAgainAndAgain(start, state, chance) {
  for (;;) {
    const gateway = start();
    await gateway.ready();
    if (state.kills >= kills) return gateway;
    await sleep(chance.between(0, 500));
    if (++state.kills > kills) return --state.kills, gateway;
    gateway.signal('SIGKILL');
    await gateway.ended;
  }
}

/** A cancelled place is kept off sale for minutes; here they pass in seconds. */
async function makeMinutesPass(state) {
  while (!state.over) {
    await forgetRest();
    await sleep(1000);
  }
}
const forgetRest = () => kv(['DEL', 'police:resting:faults_site:id_card_appointment']);

/** One resident while gateways die: books, sometimes cancels so that others get the place, else does something else. */
async function restless(resident, t, { chance, ledger, state }) {
  await sleep(chance.between(0, arrivals));
  while (!state.over) {
    if (resident.number) {
      if (chance.happens(0.7)) await cancel(resident, t.services, ledger);
    } else if ((await book(resident, t.services, chance)) === 'full' && chance.happens(0.5)) {
      await resident.say('重名');
      await carry(resident, t.services, { name: '黄子轩' });
    }
    for (const until = Date.now() + chance.between(500, resident.number ? 5000 : 60_000); Date.now() < until && !state.over; )
      await sleep(500);
  }
}

/** When nothing dies any more: whoever has no place tries again, until nobody gets one. */
async function settle(residents, t, chance) {
  for (let sweep = 1; ; ++sweep) {
    let gained = 0;
    await crowd(
      residents.filter(({ number }) => !number),
      24,
      async (resident) => {
        resident.last = await book(resident, t.services, chance);
        if (resident.last === 'booked') ++gained;
      },
    );
    if (gained === 0) return sweep;
  }
}

export async function scenario(t) {
  const chance = t.chance();
  const world = await t.cluster();
  const ledger = new Ledger('kills');
  const change = onePlace({ windows, slots });
  const configs = [await world.config('kills-a', change), await world.config('kills-b', change)];
  const starts = configs.map((config) => () => t.keep(new Gateway(config, world.folder)));
  let gateways = [];
  for (const start of starts) await gateways[gateways.push(start()) - 1].ready(); // the first loads the population
  const nginx = await startNginx(gateways.map(({ port }) => port));

  const late = (outcome) => !['apology', 'busy'].includes(outcome) && chance.happens(0.2);
  const residents = people(residentsCount).map(
    (person) => new Persistent({ gateway: gateways[0], ports: () => nginx.port, ledger, person, sms: t.sms, late }),
  );
  await t.timed(`${residents.length} residents bind themselves`, () =>
    crowd(residents, 16, (resident) => bindAnyhow(resident, t.services)),
  );

  for (const gateway of gateways) gateway.signal('SIGKILL');
  await Promise.all(gateways.map(({ ended }) => ended));
  const state = { kills: 0, over: false };
  const busy = crowd(residents, residents.length, (resident) => restless(resident, t, { chance, ledger, state }));
  const minutes = makeMinutesPass(state);
  await t.timed(`${kills} kills`, async () => {
    gateways = await Promise.all(starts.map((start) => killAgainAndAgain(start, state, chance)));
    state.over = true;
    await Promise.all([busy, minutes]);
  });
  await forgetRest();
  const sweeps = await t.timed('those without a place try again', () => settle(residents, t, chance));
  const sum = (key) => residents.reduce((total, resident) => total + resident[key], 0);
  t.note(`${JSON.stringify(ledger.counts)}; ${sum('unanswered')} pushes never answered, ${sum('repeated')} said again; ${sweeps} sweeps`);

  t.check(`${state.kills} kills`, state.kills === kills);
  const open = await sql("SELECT COUNT(*) FROM appointments WHERE state = 'open' AND site = 'faults_site'");
  t.check(`${open} of ${places} places are booked`, open === String(places));
  const winners = residents.filter(({ number }) => number);
  const losers = residents.filter(({ number, last }) => !number && last === 'full');
  t.check(
    `${winners.length} know their number, ${losers.length} were told it is full`,
    winners.length === places && losers.length === residents.length - places,
  );
  t.check(
    'there was something to lose: places were cancelled and taken again',
    (ledger.counts.cancelled ?? 0) >= places / 4,
    JSON.stringify(ledger.counts),
  );
  const judge = () =>
    audit({ database: databaseUrl, capacity: windows, ledger, redis: redis.socket, secrets: secretsOf(residents), lookIn: [world.folder] });
  t.audited(await judge());
  // Its silence says something only where it would speak.
  await sql("UPDATE slots SET used = used + 1 WHERE site = 'faults_site' LIMIT 1");
  await kv(['SET', 'planted', winners[0].person.id_no]);
  const { broken } = await judge();
  t.check('a place too many and an ID number in Redis are found', broken.join() === 'I2,I7', broken);
  await nginx.stop();
}
