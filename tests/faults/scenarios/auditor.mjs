import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Gateway, temporaryFolder } from '../../e2e/lib/gateway.mjs';
import { people } from '../../e2e/lib/people.mjs';
import { bind, carry } from '../../e2e/lib/resident.mjs';
import { audit, secretsOf } from '../lib/audit.mjs';
import { book, cancel } from '../lib/booker.mjs';
import { Ledger } from '../lib/ledger.mjs';
import { Persistent } from '../lib/persistent.mjs';
import { onePlace, wanted } from '../lib/place.mjs';

export const title = 'the auditor itself: each thing broken is found, and nothing else';

const place = { windows: 4, slots: 1 };
const first = (table, where = '1') => `(SELECT MIN(id) FROM ${table} WHERE ${where})`;
const open = "state = 'open'";
const accident = first('records', "service = 'quick_accident_claim'");

/** What is broken in a copy, by SQL or in the ledger's lines, and the invariant that must be named. */
const mutations = [
  ['I2', 'a place counted that nobody took', { sql: 'UPDATE slots SET used = used + 1' }],
  ['I2', 'an expired hold swept without giving its place back', { sql: 'DELETE FROM holds' }],
  ['I2', 'more booked than there are places', { capacity: 2 }],
  [
    'I3',
    'two open appointments of one person',
    { sql: `UPDATE appointments SET person = (SELECT person FROM appointments WHERE id = ${first('appointments', open)}) WHERE ${open}` },
  ],
  [
    'I3',
    'two open appointments of one account',
    {
      sql: `UPDATE appointments SET resident = (SELECT resident FROM appointments WHERE id = ${first('appointments', open)}) WHERE ${open}`,
    },
  ],
  ['I4', 'two different answers to one push', { ledger: (lines) => [...lines, { ...lines[0], digest: '0' }] }],
  ['I5', 'what is dead without a reason', { sql: "UPDATE outbox SET state = 'dead', due_at = NULL, body = NULL" }],
  ['I5', 'what is done and still says what was told', { sql: "UPDATE outbox SET state = 'told', told_by = 'custom', due_at = NULL" }],
  ['I5', 'what waits and is never tried', { sql: 'UPDATE outbox SET due_at = NULL' }],
  ['I6', 'an act taken out of the audit chain', { sql: 'DELETE FROM audit WHERE seq = 1' }],
  ['I6', 'an act put in another place', { sql: "UPDATE audit SET previous_hash = 'x' WHERE seq = 2" }],
  [
    'I8',
    'a step that is not allowed',
    { sql: `UPDATE history SET from_state = 'CANCELLED' WHERE subject = ${first('records')} AND seq = 1` },
  ],
  ['I8', 'a step that was not written down', { sql: "DELETE FROM history WHERE to_state = 'cancelled'" }],
  [
    'whole',
    'a hold of no slot',
    {
      sql: "INSERT INTO holds (draft, holder, service, site, business_group, slot_day, start_time, held_until) VALUES ('d', 'h', 's', 'nowhere', 'g', '2030-01-01', '10:00', 9e9)",
    },
  ],
  [
    'whole',
    'an account of nobody',
    { sql: "INSERT INTO aliases (alias_index, channel, resident, created_at) VALUES ('a', 'W', 'nobody', 0)" },
  ],
  ['whole', 'a record and an appointment of two drafts', { sql: `UPDATE records SET draft = 'x' WHERE id = ${first('records', "state = 'BOOKED'")}` }],
  ['whole', 'a photo lost', { sql: `DELETE FROM files WHERE id = ${first('files', 'record IS NOT NULL')}` }],
  ['whole', 'a plate that may be reported again', { sql: `DELETE FROM marks WHERE mark = (SELECT MIN(mark) FROM marks)` }],
  ['whole', 'a code lost', { sql: 'DELETE FROM confirmations' }],
  ['whole', 'an agreement of nobody', { sql: `INSERT INTO documents (id, record, body, created_at) VALUES ('d', ${accident}, 'x', 0)` }],
  [
    'told',
    'a booking nobody was told of',
    {
      ledger: (lines) =>
        lines.filter(({ outcome, number }) => number !== lines.find((line) => line.outcome === 'booked').number || outcome === 'cancelled'),
    },
  ],
  [
    'told',
    'a booking told that is not there',
    { ledger: (lines) => [...lines, { citizen: 1, push: 'p', digest: '0', outcome: 'booked', number: '2000010100000000' }] },
  ],
  ...['reported', 'agreed'].map((outcome) => [
    'told',
    `an accident told as ${outcome} that is not there`,
    { ledger: (lines) => [...lines, { citizen: 1, push: 'p', digest: '0', outcome, number: 'KC20000101000000' }] },
  ]),
  [
    'told',
    'a cancellation told that did not happen',
    { ledger: (lines) => [...lines, { ...lines.findLast(({ outcome }) => outcome === 'booked'), push: 'p', outcome: 'cancelled' }] },
  ],
  [
    'I7',
    'a name in base64 in the database',
    {
      sql: ({ person }) =>
        `INSERT INTO notes (id, citizen, answer, kept_at) VALUES ('n', 'c', '${Buffer.from(`{"v":"${person.name}"}`).toString('base64')}', 0)`,
    },
  ],
  ['I7', 'a mobile in a log', { log: ({ person }) => `{"event":"sms","to":"${person.mobile}"}\n` }],
  ['I7', 'an openid in a core file', { log: ({ openid }) => `\0\0${openid}\0` }],
];

/** A small healthy installation: two booked, one cancelled, one in the middle with a place held; an accident, and two cries for help. */
async function healthy(t) {
  const world = t.embedded();
  const config = await world.config('audited', onePlace(place));
  const gateway = t.keep(new Gateway(config, world.folder));
  await gateway.ready();
  const ledger = new Ledger('audited');
  const residents = people(4).map((person) => new Persistent({ gateway, ports: () => gateway.port, ledger, person, sms: t.sms }));
  for (const resident of residents) await bind(resident, t.services);
  await book(residents[0], t.services, t.chance());
  await cancel(residents[0], t.services, ledger);
  for (const resident of residents.slice(1, 3)) await book(resident, t.services, t.chance());
  await residents[3].say('换身份证');
  await carry(residents[3], t.services, wanted, { until: (reply) => reply.includes('请核对') });
  await residents[0].say('快撤理赔');
  await carry(residents[0], t.services);
  for (const words of ['我不想活了', '救命，有人持刀']) await residents[1].say(words);
  await gateway.stop();
  return { residents, ledger, database: path.join(world.folder, 'var/police.db'), log: gateway.log };
}

export async function scenario(t) {
  const { residents, ledger, database, log } = await healthy(t);
  const secrets = secretsOf(residents);
  const lines = fs
    .readFileSync(ledger.file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const audited = async ({ sql, ledger: change, log: extra, capacity = place.windows } = {}, looksFor = true) => {
    const folder = temporaryFolder('audited');
    const copy = {
      database: path.join(folder, 'police.db'),
      ledger: path.join(folder, 'ledger.jsonl'),
      log: path.join(folder, 'copy.log'),
    };
    fs.copyFileSync(database, copy.database);
    fs.writeFileSync(copy.ledger, (change?.(lines) ?? lines).map((line) => JSON.stringify(line)).join('\n'));
    fs.writeFileSync(copy.log, fs.readFileSync(log, 'utf8') + (extra?.(residents[1]) ?? ''));
    if (sql) execFileSync('sqlite3', [copy.database, typeof sql === 'function' ? sql(residents[1]) : sql]);
    return audit({
      database: `sqlite:${copy.database}`,
      capacity,
      ledger: copy.ledger,
      secrets: looksFor ? secrets : null,
      lookIn: [copy.log],
    });
  };
  t.audited(await audited());
  for (const [id, what, change] of mutations) {
    const { ok, broken, out } = await audited(change, id === 'I7');
    t.check(`${what}: ${id}`, !ok && broken.join() === id, out);
  }
}
