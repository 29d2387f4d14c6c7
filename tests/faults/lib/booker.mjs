// What a resident does about a booking, from the first word to knowing where they stand; begins anew when the dialogue got lost on the way.
import { sleep } from '../../e2e/lib/gateway.mjs';
import { carry, options } from '../../e2e/lib/resident.mjs';
import { told } from './ledger.mjs';
import { wanted } from './place.mjs';

const attempts = 4;

/** Done, or nothing left: where one slot was just taken and others are offered, a resident picks another. */
const isSettled = (reply) =>
  ['booked', 'already'].includes(told(reply).outcome) || (told(reply).outcome === 'full' && !reply.includes('余'));

/** Tries to book: 'booked' or 'full'. `resident.number` is the number they know of. */
export async function book(resident, services, chance) {
  const slot = (reply) => chance.one(options(reply).filter(({ label }) => label.includes('余')))?.label ?? null;
  for (let attempt = 0; attempt < attempts; ++attempt) {
    await resident.say('换身份证');
    const { outcome, number } = told(await carry(resident, services, { ...wanted, slot }, { until: isSettled }));
    if (outcome === 'booked') return (resident.number = number), outcome;
    await resident.say('取消');
    if (outcome === 'full') return outcome;
    if (outcome === 'already' && (resident.number = await resident.look())) return 'booked';
  }
  throw new Error(`neither booked nor full:\n${resident.transcript(12)}`);
}

/** Cancels the booking they know of; when the answer got lost, the list says whether it is gone. */
export async function cancel(resident, services, ledger) {
  const which = (reply) => options(reply).find(({ label }) => /\d+月\d+日/.test(label))?.label ?? null;
  // Where no delivery of the answer arrived, their "1" said again takes the line under it, 重新预约: they see that it is no cancelling.
  const isOver = (reply) => ['cancelled', 'gone'].includes(told(reply).outcome) || reply.includes('相片回执');
  for (let attempt = 0; attempt < attempts; ++attempt) {
    await resident.say('我的预约');
    const { outcome } = told(await carry(resident, services, { '@record': which, '@act': '取消预约' }, { until: isOver }));
    if (outcome !== 'cancelled') {
      await resident.say('取消');
      if (await resident.look()) continue;
      ledger.append({ citizen: resident.citizen, outcome: 'gone', number: resident.number });
    }
    resident.number = undefined;
    return;
  }
  throw new Error(`neither cancelled nor still there:\n${resident.transcript(12)}`);
}

/** Binds, or finds that it was done; waits and asks for another code when none came, or too late. */
export async function bindAnyhow(resident, services) {
  const { sms, person } = resident;
  const code = async (reply) => {
    if (sms.count(person.mobile) && !reply.includes('过期')) return sms.code(person.mobile);
    await sleep(1000);
    return '重发';
  };
  for (let attempt = 0; attempt < attempts; ++attempt) {
    await resident.say('实名绑定');
    if (/实名绑定成功|您已完成绑定/.test(await carry(resident, services, { code }))) return;
  }
  throw new Error(`not bound:\n${resident.transcript(12)}`);
}
