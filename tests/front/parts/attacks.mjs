// Every row of the tables, with what must become of it, and whether others are served meanwhile.
import fs from 'node:fs';
import { crowd } from '../../e2e/lib/crowd.mjs';
import bodies from '../cases/bodies.mjs';
import connections from '../cases/connections.mjs';
import floods from '../cases/floods.mjs';
import heads from '../cases/heads.mjs';
import lines from '../cases/lines.mjs';
import { honest, play } from '../lib/judge.mjs';
import { Requests } from '../lib/requests.mjs';

export const title = 'one hostile request after another';

const tables = { bodies, heads, lines, connections, floods };

/** Behind whatever must close its connection stands a push, which must never be answered. */
function withHidden(pieces, may, requests) {
  const isWhole = typeof pieces === 'string' || Buffer.isBuffer(pieces);
  return isWhole && may.every((each) => !each.endsWith('kept'))
    ? Buffer.concat([Buffer.from(pieces), Buffer.from(requests.push())])
    : pieces;
}

/** null, or what was wrong with the case. */
async function fault(port, requests, [, make, may, { within, head, check } = {}]) {
  const pieces = withHidden(make(requests), may, requests);
  const { outcome, all, seconds } = await play(port, requests, { pieces, may, within, head });
  if (!may.includes(outcome)) return `${outcome.slice(0, 80)}, not ${may.join(' or ')}, after ${seconds.toFixed(1)} s`;
  const unannounced = all.at(-1)?.headers.get('connection')?.toLowerCase() === 'close' && outcome.endsWith('kept');
  return (unannounced ? 'kept what it said it closes' : null) ?? check?.(all) ?? null;
}

export async function part(t) {
  const gateway = await t.start('attacks');
  const requests = new Requests(gateway.account);
  for (const [table, cases] of Object.entries(tables)) {
    const faults = [];
    let starved = null;
    // Side by side, so that those that are cut only by a deadline do not add up.
    await crowd(cases, table === 'floods' ? 2 : 24, async (each) => {
      const found = await fault(gateway.port, requests, each);
      if (found) faults.push(`${each[0]}: ${found}`);
      starved ??= await honest(gateway.port, requests);
    });
    for (const each of faults) t.check(each, false);
    t.check(`${table}: ${cases.length - faults.length} of ${cases.length} as they must be`, faults.length === 0);
    t.check(`${table}: after each a good request is answered within 1 s`, !starved, starved);
  }
  const log = fs.readFileSync(gateway.log, 'utf8');
  const broken = log.split('\n').find((line) => line && !isJson(line));
  t.check('every line of the log is JSON', !broken, broken);
  t.check('the process is alive', !gateway.end && (await gateway.get('/readyz')).status === 200);
}

function isJson(line) {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}
