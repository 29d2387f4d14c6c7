// Runs the auditor as an operator would: a process of its own, judged by its exit code.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../e2e/lib/gateway.mjs';

const auditor = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../auditor');

/** Resolves to {ok, out, broken: [ids]}. */
export function audit({ database, capacity, ledger, redis, secrets, lookIn = [] }) {
  const args = ['--database', database, '--capacity', String(capacity)];
  if (ledger) args.push('--ledger', ledger.file ?? ledger);
  if (redis) args.push('--redis', redis);
  if (secrets) {
    const file = path.join(temporaryFolder('planted'), 'secrets.json');
    fs.writeFileSync(file, JSON.stringify(secrets));
    args.push('--secrets', file);
  }
  for (const place of lookIn) args.push('--look-in', place);
  return new Promise((done) =>
    execFile(auditor, args, { maxBuffer: 1 << 26 }, (failure, out, errors) => {
      const broken = [...out.matchAll(/^BROKEN (\S+)/gm)].map(([, id]) => id);
      done({ ok: !failure, out: (out + errors).trim(), broken });
    }),
  );
}

/** Names, ID numbers, mobiles and openids of the residents: what must be found nowhere. */
export const secretsOf = (residents) =>
  residents.flatMap(({ person, openid, citizen }) =>
    Object.entries({ name: person.name, 'ID number': person.id_no, mobile: person.mobile, openid }).map(([what, text]) => ({
      what: `${what} of ${citizen}`,
      text,
    })),
  );
