// What a resident does about a booking, from the first word to knowing where they stand.
import { carry, options } from '../../e2e/lib/resident.mjs';
import { told } from './ledger.mjs';
import { wanted } from './place.mjs';

const answered = ['booked', 'full', 'already'];

/** Tries to book: 'booked' or 'full'. `resident.number` is the number they know of. */
export async function book(resident, services, chance) {
  await resident.say('换身份证');
  const slot = (reply) => chance.one(options(reply).filter(({ label }) => label.includes('余')))?.label ?? null;
  const reply = await carry(resident, services, { ...wanted, slot }, { until: (each) => answered.includes(told(each).outcome) });
  const { outcome, number } = told(reply);
  if (outcome === 'booked') return ((resident.number = number), 'booked');
  if (outcome === 'full') return leave(resident, 'full');
  if (outcome === 'already') {
    await resident.say('取消');
    resident.number = await resident.look();
    return resident.number ? 'booked' : 'full';
  }
  throw new Error(`neither booked nor full:\n${resident.transcript(8)}`);
}

async function leave(resident, what) {
  await resident.say('取消');
  return what;
}

/** Cancels the booking they know of; when the answer got lost, the list says whether it is gone. */
export async function cancel(resident, services, ledger) {
  await resident.say('我的预约');
  const ended = ['cancelled', 'gone'];
  const which = (reply) => options(reply).find(({ label }) => /\d+月\d+日/.test(label))?.label ?? null;
  const reply = await carry(resident, services, { which, action: '取消预约' }, { until: (each) => ended.includes(told(each).outcome) });
  if (told(reply).outcome !== 'cancelled') {
    await resident.say('取消');
    if (await resident.look()) throw new Error(`neither cancelled nor still there:\n${resident.transcript(8)}`);
    ledger.append({ citizen: resident.citizen, outcome: 'gone', number: resident.number });
  }
  resident.number = undefined;
}
