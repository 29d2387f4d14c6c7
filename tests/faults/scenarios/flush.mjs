import { crowd } from '../../e2e/lib/crowd.mjs';
import { Gateway } from '../../e2e/lib/gateway.mjs';
import { people } from '../../e2e/lib/people.mjs';
import { carry, options } from '../../e2e/lib/resident.mjs';
import { databaseUrl, flushRedis, mysql as sql } from '../../e2e/lib/servers.mjs';
import { audit, secretsOf } from '../lib/audit.mjs';
import { bindAnyhow, book } from '../lib/booker.mjs';
import { Ledger } from '../lib/ledger.mjs';
import { Persistent } from '../lib/persistent.mjs';
import { onePlace, wanted } from '../lib/place.mjs';
import { redis } from '../lib/servers.mjs';

export const title = 'Redis loses everything in the middle of dialogues';

const place = { windows: 8, slots: 5 };
const isTold = /已经结束或已过期|没有保留|已失效/;

/** How far each of them has come when it happens, and what they say next. */
const middles = [
  {
    name: 'choosing a slot',
    reach: async (resident, services) => (await resident.say('换身份证'), carry(resident, services, { ...wanted, slot: null })),
    next: () => '1',
  },
  {
    name: 'about to confirm',
    reach: async (resident, services) => {
      await resident.say('换身份证');
      await carry(resident, services, wanted, { until: (reply) => reply.includes('请核对') });
    },
    next: () => '确认',
  },
  {
    name: 'typing a name',
    reach: async (resident, services) => (await resident.say('重名'), carry(resident, services, { name: null })),
    next: () => '黄子轩',
  },
];

const tables = ['records', 'appointments', 'history', 'residents', 'aliases', 'consents'];
const checksums = () => sql(`CHECKSUM TABLE ${tables.join(', ')}`);

export async function scenario(t) {
  const chance = t.chance();
  const world = await t.cluster();
  const ledger = new Ledger('flush');
  const gateway = t.keep(new Gateway(await world.config('flush', onePlace(place)), world.folder));
  await gateway.ready();
  const make = (person) => new Persistent({ gateway, ports: () => gateway.port, ledger, person, sms: t.sms });
  const booked = people(5).map(make);
  const talking = people(30).map(make);
  await crowd([...booked, ...talking], 8, (resident) => bindAnyhow(resident, t.services));
  await crowd(booked, 4, (resident) => book(resident, t.services, chance));
  const middle = (resident) => middles[talking.indexOf(resident) % middles.length];
  await crowd(talking, 8, (resident) => middle(resident).reach(resident, t.services));

  const before = await checksums();
  await flushRedis();
  t.check('records, bookings and residents are untouched', before === (await checksums()));
  await crowd(talking, 8, (resident) => resident.say(middle(resident).next(resident)));
  for (const { name } of middles) {
    const those = talking.filter((resident) => middle(resident).name === name);
    const wrong = those.find(({ reply }) => !isTold.test(reply));
    t.check(`${name}: ${those.length} are told that their dialogue is lost`, !wrong, () => wrong.transcript(2));
  }
  await crowd(talking, 8, (resident) => book(resident, t.services, chance));
  t.check(
    'all of them book from the beginning, the place they held is theirs',
    talking.every(({ number }) => number),
    () => talking.find(({ number }) => !number).transcript(),
  );
  await crowd(booked, 4, async (resident) => (resident.seen = await resident.look()));
  t.check(
    'who had booked before still has it',
    booked.every(({ number, seen }) => number && number === seen),
  );
  t.check('nobody has to bind again', options(booked[0].reply).length > 0 && !booked.some(({ said }) => said.at(-1).includes('实名绑定')));
  const all = [...booked, ...talking];
  t.audited(
    await audit({
      database: databaseUrl,
      capacity: place.windows,
      ledger,
      redis: redis.socket,
      secrets: secretsOf(all),
      lookIn: [world.folder],
    }),
  );
}
