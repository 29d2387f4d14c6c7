// The programs from outside, as WeChat, a resident and an administrator meet them.
//   node run.mjs               every scenario
//   node run.mjs dialogue race only these
// Uses the Release programs in $POLICE_TEST_BUILD and the private servers $POLICE_TEST_MYSQL and $POLICE_TEST_REDIS; without those two, the
// scenarios that need them are skipped, and say so, except in CI.
import { program, run, source } from './lib/gateway.mjs';
import * as report from './lib/report.mjs';
import * as servers from './lib/servers.mjs';
import { startSms } from './lib/sms.mjs';
import { latencies } from './lib/wechat.mjs';
import * as worlds from './lib/worlds.mjs';

const names = report.wanted([
  'commands',
  'start',
  'dialogue',
  'telling',
  'data',
  'broadcast',
  'duty',
  'hostile',
  'administrator',
  'reload',
  'processes',
  'race',
  'secrets',
  'rotation',
  'drain',
]);
report.needs(program, 'POLICE_TEST_BUILD');

const sms = await startSms();
const made = {};
const t = {
  sms,
  services: JSON.parse((await run(['services', '--json', '--config', `${source}/deploy/config`])).out),
  embedded: () => (made.embedded ??= worlds.embedded(sms)),
  cluster: async () => (made.cluster ??= await worlds.cluster(sms)),
  note: report.note,
  check: report.check,
  /** Runs `part` only where the servers are; a part that throws is one failure and ends only itself. */
  async part(what, part, { needsServers = false } = {}) {
    if (needsServers && !servers.available)
      return report.skip(`${what}: POLICE_TEST_MYSQL and POLICE_TEST_REDIS are not set`);
    console.log(`  --   ${what}`);
    const started = [];
    const start = async (world, name, change, how) => {
      const gateway = await world.start(name, change, how);
      started.push(gateway);
      return gateway;
    };
    try {
      await part(start);
    } catch (failure) {
      t.check(`${what}: ${failure.message.split('\n')[0]}`, false, failure.stack);
    } finally {
      sms.delay = 0;
      for (const gateway of started) {
        if (!gateway.end) await gateway.stop().catch((failure) => t.check(failure.message, false));
      }
    }
  },
};

for (const name of names) {
  const { title, scenario } = await import(`./scenarios/${name}.mjs`);
  const start = performance.now();
  console.log(`== ${name}: ${title}`);
  await scenario(t);
  console.log(`  .    ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

sms.close();
if (made.cluster) (await servers.dropDatabase(), await servers.flushRedis());
latencies.sort((a, b) => a - b);
const quantile = (q) => (latencies.length ? latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * q))].toFixed(1) : '-');
console.log(
  `${latencies.length} pushes answered, p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms (for information; the clients share this machine)`,
);
report.end();
