// auditor --database URL --ledger FILE --capacity N [--redis SOCKET] [--secrets FILE] [--look-in PATH]...
//   --database  mysql://USER@/NAME?socket=PATH or sqlite:PATH
//   --ledger    JSON lines of what residents were told: {citizen, push, digest, outcome, number}; absent: only the database is judged
//   --capacity  places of one slot
//   --redis     Unix socket of the session store, searched for secrets
//   --secrets   JSON list of {what, text}: personal data that was planted and must be found nowhere
//   --look-in   files and folders (logs, core files) that are searched too; may be repeated
// One line an invariant; ends with 1 when one is broken.
import { parseArgs } from 'node:util';
import { Database } from './database.mjs';
import { invariants } from './invariants.mjs';
import { readLedger } from './ledger.mjs';
import { searchEverything } from './secrets.mjs';

const shown = 5; // violations printed of one invariant

export async function main(args) {
  const text = { type: 'string' };
  const { values } = parseArgs({
    args,
    options: {
      database: text,
      ledger: text,
      capacity: text,
      redis: text,
      secrets: text,
      'look-in': { ...text, multiple: true, default: [] },
    },
  });
  const database = new Database(values.database);
  const world = { database, capacity: Number(values.capacity), ledger: values.ledger ? readLedger(values.ledger) : null };
  let broken = 0;
  const report = (id, title, { count, violations }) => {
    console.log(`${violations.length ? 'BROKEN' : 'ok    '} ${id.padEnd(7)} ${title}: ${count}`);
    for (const violation of violations.slice(0, shown)) console.log(`         ${violation}`);
    if (violations.length > shown) console.log(`         and ${violations.length - shown} more`);
    if (violations.length) ++broken;
  };
  for (const { id, title, needsLedger, check } of invariants) {
    if (!needsLedger || world.ledger) report(id, title, await check(world));
  }
  if (values.secrets) {
    const found = await searchEverything(values.secrets, { database, redis: values.redis, paths: values['look-in'] });
    report('I7', 'personal data planted, found in clear nowhere', found);
  }
  process.exitCode = broken ? 1 : 0;
}
