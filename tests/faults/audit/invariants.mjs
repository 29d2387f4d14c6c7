// What must hold after any fault, as a table: I2 to I6 and I8 of the project's list, that nothing is half there, and that residents were told
// the truth. (I1 concerns payments, which do not exist yet.)
import { answeredDifferently } from './ledger.mjs';

const slotColumns = ['site', 'business_group', 'slot_day', 'start_time'];
const slotOf = (row) => slotColumns.map((column) => row[column]).join(' ');

/** Which state may follow which; "" is before the first. */
const transitions = {
  appointment: { '': ['open'], open: ['cancelled', 'late_cancelled', 'attended', 'no_show'] },
  record: {
    '': ['BOOKED', 'AWAIT_CONFIRMATION', 'ASSIGNED'],
    BOOKED: ['CANCELLED', 'CANCELLED_LATE'],
    AWAIT_CONFIRMATION: ['ANSWERED', 'ASSIGNED', 'REVOKED', 'CLOSED'],
    ASSIGNED: ['REVOKED'],
  },
};

/** The state of a record beside the states its appointment may have. */
const pairs = { BOOKED: ['open', 'attended', 'no_show'], CANCELLED: ['cancelled'], CANCELLED_LATE: ['late_cancelled'] };

function countBy(rows, key) {
  const counts = new Map();
  for (const row of rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + 1);
  return counts;
}

async function placesAddUp({ database, capacity }) {
  const slots = await database.select([...slotColumns, 'used'], 'slots');
  const open = countBy(await database.select(slotColumns, "appointments WHERE state = 'open'"), slotOf);
  const held = countBy(await database.select(slotColumns, 'holds'), slotOf);
  const violations = [];
  for (const slot of slots) {
    const taken = (open.get(slotOf(slot)) ?? 0) + (held.get(slotOf(slot)) ?? 0);
    if (Number(slot.used) !== taken) violations.push(`${slotOf(slot)}: used ${slot.used}, but ${taken} are booked or held`);
    if (taken > capacity || Number(slot.used) > capacity) violations.push(`${slotOf(slot)}: ${taken} taken of ${capacity}`);
  }
  const sum = (counts) => [...counts.values()].reduce((a, b) => a + b, 0);
  return { count: `${slots.length} slots, ${sum(open)} booked, ${sum(held)} held`, violations };
}

async function oneBookingADay({ database }) {
  const open = await database.select(['person', 'resident', 'service', 'slot_day'], "appointments WHERE state = 'open'");
  const violations = [];
  for (const whose of ['person', 'resident']) {
    for (const [key, count] of countBy(open, (row) => `${whose} ${row[whose]} ${row.service} ${row.slot_day}`)) {
      if (count > 1) violations.push(`${key}: ${count} open appointments`);
    }
  }
  return { count: `${open.length} open appointments`, violations };
}

async function oneEffectAMessage({ ledger }) {
  const repeated = [...ledger.pushes.values()].filter((replies) => replies.length > 1).length;
  return { count: `${ledger.pushes.size} pushes answered, ${repeated} more than once`, violations: answeredDifferently(ledger) };
}

/** Whatever was to be told is open and will be tried, or is done: told or kept in some way, or dead for a reason; and its text is gone. */
async function everythingToldOrDead({ database }) {
  const rows = await database.select(['id', 'state', 'due_at IS NULL AS done', 'body IS NULL AS empty', 'told_by', 'why'], 'outbox');
  const fits = ({ state, done, empty, told_by, why }) =>
    state === 'open' ? done === '0' && empty === '0' : done === '1' && (empty === '1' || why === 'unreadable') && (state === 'dead' ? why !== '' : told_by !== '');
  const violations = rows.filter((row) => !fits(row)).map((row) => JSON.stringify(row));
  return { count: `${rows.length} entries, ${rows.filter(({ state }) => state !== 'open').length} done`, violations };
}

/** As far as anybody can see who has not its key: no row is missing between the first and the last, and each names the one before. */
async function chainIsWhole({ database }) {
  const rows = await database.select(['seq', 'previous_hash', 'hash'], 'audit ORDER BY seq');
  const violations = [];
  let before = '';
  rows.forEach(({ seq, previous_hash, hash }, i) => {
    if (Number(seq) !== i + 1 || previous_hash !== before) violations.push(`row ${seq} does not follow row ${i}`);
    before = hash;
  });
  return { count: `${rows.length} rows`, violations };
}

/** Both ways: what residents were told is there, and what is there, they were told or shown when they asked. */
async function residentsKnow({ database, ledger }) {
  const records = new Map((await database.select(['number', 'state'], 'records')).map(({ number, state }) => [number, state]));
  const violations = [];
  const known = ledger.numbers('booked', 'shown', 'reported', 'agreed');
  for (const number of new Set([...known, ...ledger.numbers('cancelled')])) {
    if (!records.has(number)) violations.push(`${number} was told, but is not there`);
  }
  const ended = ledger.numbers('cancelled', 'gone');
  for (const number of ledger.numbers('cancelled')) {
    if (records.get(number) === 'BOOKED') violations.push(`${number} was told to be cancelled, but is not`);
  }
  for (const [number, state] of records) {
    if (!known.has(number)) violations.push(`${number} (${state}) is there, and nobody was told`);
    if (state.startsWith('CANCELLED') && !ended.has(number)) violations.push(`${number} is cancelled, and nobody was told`);
  }
  return { count: `${records.size} records, ${known.size} told or shown, ${ended.size} told to be cancelled`, violations };
}

async function onlyAllowedSteps({ database }) {
  const history = await database.select(['subject', 'seq', 'from_state', 'to_state'], 'history ORDER BY subject, seq');
  const subjects = new Map();
  for (const step of history) subjects.set(step.subject, [...(subjects.get(step.subject) ?? []), step]);
  const violations = [];
  let walked = 0;
  for (const [kind, table] of [
    ['record', 'records'],
    ['appointment', 'appointments'],
  ]) {
    for (const { id, state } of await database.select(['id', 'state'], table)) {
      let at = '';
      (subjects.get(id) ?? []).forEach((step, i) => {
        ++walked;
        const fits = Number(step.seq) === i + 1 && step.from_state === at && transitions[kind][at]?.includes(step.to_state);
        if (!fits) violations.push(`${kind} ${id}: step ${step.seq} "${step.from_state}" to "${step.to_state}" after "${at}"`);
        at = step.to_state;
      });
      if (at !== state) violations.push(`${kind} ${id} is "${state}", its history ends with "${at}"`);
    }
  }
  return { count: `${walked} steps`, violations };
}

const belongings = (table) => `(SELECT COUNT(*) FROM ${table} WHERE ${table}.record = records.id)`;
const accident = (condition) => `records WHERE service = 'quick_accident_claim' AND ${condition}`;

/** Rows that stand alone though they belong together. */
const orphans = [
  ['booking without its appointment', "records WHERE service = 'id_card_appointment' AND id NOT IN (SELECT record FROM appointments)"],
  ['appointment without its record', 'appointments WHERE record NOT IN (SELECT id FROM records)'],
  ['two appointments of one record', 'appointments GROUP BY record HAVING COUNT(*) > 1', 'record'],
  ['alias without its resident', 'aliases WHERE resident NOT IN (SELECT id FROM residents)', 'alias_index'],
  ['resident without an alias', 'residents WHERE id NOT IN (SELECT resident FROM aliases)'],
  ['history of nothing', 'history WHERE subject NOT IN (SELECT id FROM records UNION SELECT id FROM appointments)', 'subject'],
  ['accident without its three photos', accident(`${belongings('files')} <> 3`)],
  [
    'accident that does not hold the plates of who reported and confirmed it',
    accident(`state NOT IN ('REVOKED', 'CLOSED') AND ${belongings('marks')} <> CASE WHEN state = 'ANSWERED' THEN 2 ELSE 1 END`),
  ],
  ['accident that waits for no code', accident(`state = 'AWAIT_CONFIRMATION' AND ${belongings('confirmations')} <> 1`)],
  ['accident whose agreement does not go with its state', accident(`(state = 'ANSWERED') <> (${belongings('documents')} = 1)`)],
  ...['holds', 'appointments'].map((table) => [
    `one of ${table} without its slot`,
    `${table} WHERE NOT EXISTS (SELECT 1 FROM slots WHERE ${slotColumns.map((column) => `slots.${column} = ${table}.${column}`).join(' AND ')})`,
    'draft',
  ]),
];

async function nothingHalf({ database }) {
  const violations = [];
  for (const [what, from, key = 'id'] of orphans) {
    for (const row of await database.select([`${key} AS id`], from)) violations.push(`${what}: ${row.id}`);
  }
  const joined = await database.select(
    ['records.number AS number', 'records.state AS state', 'appointments.state AS beside', 'appointments.draft = records.draft AS same'],
    'records JOIN appointments ON appointments.record = records.id',
  );
  for (const { number, state, beside, same } of joined) {
    if (!pairs[state]?.includes(beside)) violations.push(`record ${number} is ${state}, its appointment ${beside}`);
    if (same !== '1') violations.push(`record ${number} and its appointment are of two drafts`);
  }
  return { count: `${joined.length} records with their appointments`, violations };
}

export const invariants = [
  { id: 'I2', title: 'used = booked + held, within the capacity', check: placesAddUp },
  { id: 'I3', title: 'one open appointment a person, service and day', check: oneBookingADay },
  { id: 'I4', title: 'one answer a message, the same to every delivery', check: oneEffectAMessage, needsLedger: true },
  { id: 'I5', title: 'what is to be told is open, told, or dead for a reason', check: everythingToldOrDead },
  { id: 'I6', title: 'the audit chain is whole', check: chainIsWhole },
  { id: 'I8', title: 'only allowed steps, and the last is the state', check: onlyAllowedSteps },
  { id: 'whole', title: 'nothing half-done', check: nothingHalf },
  { id: 'told', title: 'what residents were told is true and complete', check: residentsKnow, needsLedger: true },
];
