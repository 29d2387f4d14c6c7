// What an operator is given, tried with the real tools.
//   node run.mjs               every part
//   node run.mjs nginx backup  only these
// Uses the Release programs in $POLICE_TEST_BUILD and the private servers $POLICE_TEST_MYSQL and $POLICE_TEST_REDIS; without those two, the
// steps that need them are skipped, and say so, except in CI.
import fs from 'node:fs';
import path from 'node:path';
import { program, run, source } from '../e2e/lib/gateway.mjs';
import * as report from '../e2e/lib/report.mjs';
import * as servers from '../e2e/lib/servers.mjs';
import { startSms } from '../e2e/lib/sms.mjs';
import * as worlds from '../e2e/lib/worlds.mjs';

const names = report.wanted(['hardening', 'systemd', 'docker', 'monitoring', 'nginx', 'upgrade', 'backup', 'package']);
report.needs(program, 'POLICE_TEST_BUILD');

let seed, cluster;
const sms = await startSms();
const t = {
  sms,
  services: JSON.parse((await run(['services', '--json', '--config', `${source}/deploy/config`])).out),
  /** A SQLite installation that was never started. */
  empty: () => worlds.embedded(sms),
  /** One that was: a copy of the first, so that the population is loaded once. */
  async embedded() {
    if (!seed) {
      seed = worlds.embedded(sms);
      await (await seed.start('seed')).stop();
    }
    const world = worlds.embedded(sms);
    fs.cpSync(path.join(seed.folder, 'var'), path.join(world.folder, 'var'), { recursive: true });
    return world;
  },
  cluster: async () => (cluster ??= await worlds.cluster(sms)),
  note: report.note,
  check: report.check,
  /** A step that throws is one failure and ends only itself; whatever it handed to `owned` is stopped after it, the last first. */
  async step(what, step, { needsServers = false } = {}) {
    if (needsServers && !servers.available)
      return report.skip(`${what}: POLICE_TEST_MYSQL and POLICE_TEST_REDIS are not set`);
    console.log(`  --   ${what}`);
    const stops = [];
    const owned = (thing) => (stops.unshift(thing), thing);
    try {
      await step(owned);
    } catch (failure) {
      t.check(`${what}: ${failure.message.split('\n')[0]}`, false, failure.stack);
    } finally {
      sms.delay = 0;
      for (const thing of stops) if (!thing.end) await thing.stop().catch((failure) => t.check(failure.message, false));
    }
  },
};

for (const name of names) {
  const { title, part } = await import(`./parts/${name}.mjs`);
  const start = performance.now();
  console.log(`== ${name}: ${title}`);
  await part(t);
  console.log(`  .    ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

sms.close();
if (cluster) await servers.dropDatabase(), await servers.flushRedis();
report.end();
