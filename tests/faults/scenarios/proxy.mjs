import fs from 'node:fs';
import { crowd } from '../../e2e/lib/crowd.mjs';
import { Gateway, sleep } from '../../e2e/lib/gateway.mjs';
import { people } from '../../e2e/lib/people.mjs';
import { Resident } from '../../e2e/lib/resident.mjs';
import { databaseUrlAt } from '../../e2e/lib/servers.mjs';
import { bindAnyhow } from '../lib/booker.mjs';
import { isValid, kinds, lastFailure, murmur, quiet, timed, waits } from '../lib/load.mjs';
import { mysql, redis } from '../lib/servers.mjs';
import { startProxy, toxics } from '../lib/toxics.mjs';

export const title = 'a bad network between the gateway and MySQL or Redis';

const deadline = 4500, // WeChat hangs up at 5 s
  poisoned = 4000,
  recovery = 5000,
  threads = 14,
  pool = threads + 24, // connections to each server
  crowdSize = 20; // more than there are workers

/** Two seconds a statement are more than a message of several has: it is acknowledged at the gateway's own deadline, and told with the next. */
const isInTime = (entry, toxic) => isValid(entry) || (toxic === 'latency 2 s' && entry.kind === 'no text' && entry.ms >= 3900);

const descriptors = ({ child }) => fs.readdirSync(`/proc/${child.pid}/fd`).length;

/** Everybody at once, several times, so that what the pools lost is there again; then how many descriptors there are. */
async function refilled(gateway, residents) {
  for (let round = 0; round < 5; ++round) await Promise.all(residents.map((resident) => timed(resident, '重名')));
  return descriptors(gateway);
}

async function sweep(t, what, proxy, { gateway, residents, idle, chance }) {
  // Every toxic breaks far more connections than this leaves room for.
  const most = idle + 2 * pool + residents.length;
  for (const toxic of Object.keys(toxics)) {
    proxy.toxic = toxic;
    const { log, stop } = murmur(residents, chance, 500);
    await sleep(toxic === 'none' ? 1000 : poisoned);
    proxy.toxic = 'none';
    // What hangs in the proxy would hang for ever; a network that heals resets what it had swallowed.
    if (toxic === 'blackhole') proxy.pairs.forEach(({ client }) => client.resetAndDestroy());
    const healed = performance.now();
    await quiet(log, healed, recovery);
    await stop();
    const { count, p99, max } = waits(log);
    t.check(`${what}, ${toxic}: all ${count} answered, p99 ${p99} ms, at most ${max} ms`, log.every((entry) => isInTime(entry, toxic)) && max <= deadline, () =>
      kinds(log),
    );
    const took = (lastFailure(log, healed) - healed) / 1000;
    t.check(`${what}, ${toxic}: the last failure ${took.toFixed(1)} s after it healed`, took <= recovery / 1000 && !gateway.end, () =>
      kinds(log),
    );
    const now = await refilled(gateway, residents);
    t.check(
      `${what}, ${toxic}: ${proxy.pairs.size} connections of at most ${pool}, ${now} descriptors of at most ${most}`,
      proxy.pairs.size <= pool && now <= most,
    );
  }
}

export async function scenario(t) {
  const world = await t.cluster();
  const parts = await Promise.all(
    [
      ['MySQL', mysql, (values, port) => (values.database = databaseUrlAt(port))],
      ['Redis', redis, (values, port) => (values.sessions = `redis://127.0.0.1:${port}`)],
    ].map(async ([what, server, use]) => {
      const proxy = await startProxy(server.socket);
      const config = await world.config('proxy', {
        gateway: (values) => {
          use(values, proxy.port);
          values.limits.threads = threads;
        },
        household: (values) => (values.newborn_name_query.daily_limit = null),
      });
      return { what, proxy, config };
    }),
  );
  for (const part of parts) {
    part.gateway = t.keep(new Gateway(part.config, world.folder));
    await part.gateway.ready(); // one after the other: the first loads the population
    part.idle = descriptors(part.gateway);
    part.residents = people(crowdSize).map((person) => new Resident(() => part.gateway, person, t.sms));
    await crowd(part.residents, 8, (resident) => bindAnyhow(resident, t.services));
  }
  await Promise.all(parts.map((part) => sweep(t, part.what, part.proxy, { ...part, chance: t.chance() })));
  for (const { proxy } of parts) proxy.stop();
}
