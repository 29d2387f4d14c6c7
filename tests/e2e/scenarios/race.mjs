import { crowd } from '../lib/crowd.mjs';
import { isoDay } from '../lib/gateway.mjs';
import { people, popular } from '../lib/people.mjs';
import { bind, carry, options, Resident } from '../lib/resident.mjs';
import { mysql } from '../lib/servers.mjs';

export const title = '200 residents on 20 places, from two processes';

const places = 20,
  site = 'e2e_race',
  width = 32;
const full = /约满|没有可选|没有可预约/;

/** One office, one day, one slot of 20 places: 20 windows, one visit each. */
const change = {
  offices: (values) => {
    values.offices = [
      {
        id: site,
        name: '白云区抢号派出所',
        kind: 'station',
        parent: '',
        district: '440111',
        address: '白云区测试路1号',
        phone: '020-12345678',
        verified_on: '2026-01-01',
        hours: {},
        dated_hours: { [isoDay(10)]: ['10:00-10:30'] },
        businesses: ['id_card_appointment'],
        windows: { id_card_appointment: places },
        average_minutes: 30,
      },
    ];
  },
  household: (values) => Object.assign(values.id_card_appointment, { slot_minutes: 30, capacity_percent: 100, book_ahead_days: 14 }),
};

/** To the list of slots, from which everybody starts at once. */
async function queue(resident, services) {
  await bind(resident, services);
  await resident.say('换身份证');
  await carry(resident, services, { business: '到期换领', district: '白云区', slot: null });
  if (!options(resident.reply).some(({ label }) => label.includes('10:00'))) throw new Error(`no slot offered:\n${resident.transcript()}`);
}

async function grab(resident, services) {
  await resident.choose('10:00');
  await carry(resident, services, {}, { until: (reply) => full.test(reply) });
}

export async function scenario(t) {
  await t.part(
    'the race',
    async (start) => {
      const world = await t.cluster();
      const gateways = [await start(world, 'race-a', change), await start(world, 'race-b', change)];
      let turn = 0;
      const residents = people(200).map((person) => new Resident(() => gateways[++turn % 2], person, t.sms));
      // The secrets scenario looks for all of them afterwards.
      world.crowd = residents;
      const began = performance.now();
      await crowd(residents, width, (resident) => queue(resident, t.services));
      t.check(
        '200 are bound by SMS, name and ID number, and see the slot',
        residents.every(({ reply }) => reply.includes('10:00')),
      );
      const started = performance.now();
      await crowd(residents, width, (resident) => grab(resident, t.services));
      t.note(
        `${((started - began) / 1000).toFixed(1)} s to queue, ${((performance.now() - started) / 1000).toFixed(1)} s to race, ${width} at a time`,
      );

      const winners = residents.filter(({ reply }) => reply.includes('预约成功'));
      const losers = residents.filter(({ reply }) => full.test(reply));
      t.check(
        `${winners.length} are told they booked, ${losers.length} that it is full`,
        winners.length === places && losers.length === 200 - places,
        () => residents.find((each) => !winners.includes(each) && !losers.includes(each))?.transcript(),
      );
      const used = await mysql(`SELECT SUM(used), MAX(used), COUNT(*) FROM slots WHERE site = '${site}'`);
      t.check(`the database counts 20 in one slot: ${used.replaceAll('\t', ' ')}`, used === `${places}\t${places}\t1`);
      const rows = await mysql(
        `SELECT COUNT(*), COUNT(DISTINCT person), COUNT(DISTINCT record), SUM(state = 'open') FROM appointments WHERE site = '${site}'`,
      );
      t.check(`20 appointments of 20 persons: ${rows.replaceAll('\t', ' ')}`, rows === Array(4).fill(places).join('\t'));
      const records = await mysql(
        `SELECT COUNT(*) FROM records WHERE id IN (SELECT record FROM appointments WHERE site = '${site}') AND state = 'BOOKED'`,
      );
      t.check('20 records in state BOOKED', records === String(places), records);
      t.check(
        'no appointment without a record, no record without an appointment',
        (await mysql(
          "SELECT (SELECT COUNT(*) FROM records WHERE state = 'BOOKED') - (SELECT COUNT(*) FROM appointments WHERE state = 'open')",
        )) === '0',
      );
      const held = await mysql(`SELECT COUNT(*) FROM holds WHERE site = '${site}' AND held_until > UNIX_TIMESTAMP()`);
      t.note(`${held} holds left`);

      await crowd(losers, width, async (loser) => {
        await loser.say('取消');
        await loser.say('重名');
        await carry(loser, t.services, { name: popular.name });
      });
      t.check(
        'every loser goes on with something else',
        losers.every(({ reply }) => reply.includes(`叫「${popular.name[0]}**」的有`)),
        () => losers.find(({ reply }) => !reply.includes(popular.name))?.transcript(),
      );
      const failed = (await Promise.all(gateways.map((gateway) => gateway.metrics())))
        .join('')
        .match(/gateway_messages_total\{[^}]*outcome="(failed|late)"[^}]*\} \d+/g);
      t.check('no message failed or was late', !failed, failed);
    },
    { needsServers: true },
  );
}
