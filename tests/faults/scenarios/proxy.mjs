import fs from 'node:fs';
import { crowd } from '../../e2e/lib/crowd.mjs';
import { Gateway, sleep } from '../../e2e/lib/gateway.mjs';
import { people } from '../../e2e/lib/people.mjs';
import { Resident } from '../../e2e/lib/resident.mjs';
import { databaseUrlAt } from '../../e2e/lib/servers.mjs';
import { bindAnyhow } from '../lib/booker.mjs';
import { isValid, kinds, murmur, timed, waits } from '../lib/load.mjs';
import { mysql, redis } from '../lib/servers.mjs';
import { startProxy, toxics } from '../lib/toxics.mjs';

export const title = 'a bad network between the gateway and MySQL or Redis';

const deadline = 4500, // WeChat hangs up at 5 s
  poisoned = 4000,
  recovery = 5000,
  spare = 2; // descriptors that may come and go by themselves

const descriptors = ({ child }) => fs.readdirSync(`/proc/${child.pid}/fd`).length;

/** Everybody at once, so that every connection the pools may have is open. */
const together = (residents, text) => Promise.all(residents.map((resident) => timed(resident, text)));

async function sweep(t, what, proxy, { gateway, residents, chance }) {
  for (let round = 0; round < 5; ++round) await together(residents, '重名');
  const base = descriptors(gateway);
  for (const toxic of Object.keys(toxics)) {
    proxy.toxic = toxic;
    const { log, stop } = murmur(residents, chance, 500);
    await sleep(toxic === 'none' ? 1000 : poisoned);
    proxy.toxic = 'none';
    // What hangs in the proxy would hang for ever; a network that heals resets what it had swallowed.
    if (toxic === 'blackhole') proxy.pairs.forEach(({ client }) => client.resetAndDestroy());
    const healed = performance.now();
    await sleep(recovery + 500);
    await stop();
    const { count, p99, max } = waits(log);
    t.check(`${what}, ${toxic}: all ${count} answered, p99 ${p99} ms, at most ${max} ms`, log.every(isValid) && max <= deadline, () => kinds(log));
    const late = log.filter(({ at, kind }) => kind !== 'normal' && at > healed + recovery);
    const last = Math.max(healed, ...log.filter(({ kind }) => kind !== 'normal').map(({ at }) => at));
    t.check(`${what}, ${toxic}: as usual ${((last - healed) / 1000).toFixed(1)} s afterwards`, late.length === 0 && !gateway.end, () => kinds(late));
    await together(residents, '菜单');
    const now = descriptors(gateway);
    t.check(`${what}, ${toxic}: ${now} descriptors, ${base} before`, now <= base + spare);
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
      const config = await world.config('proxy', { gateway: (values) => use(values, proxy.port), household: (values) => (values.newborn_name_query.daily_limit = null) });
      return { what, proxy, config };
    }),
  );
  for (const part of parts) {
    part.gateway = t.keep(new Gateway(part.config, world.folder));
    await part.gateway.ready(); // one after the other: the first loads the population
    part.residents = people(20).map((person) => new Resident(() => part.gateway, person, t.sms));
    await crowd(part.residents, 8, (resident) => bindAnyhow(resident, t.services));
  }
  await Promise.all(parts.map((part) => sweep(t, part.what, part.proxy, { ...part, chance: t.chance() })));
  for (const { proxy } of parts) proxy.stop();
}
