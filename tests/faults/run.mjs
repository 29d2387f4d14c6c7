// What remains whole when machines, servers and networks fail.
//   node run.mjs               every scenario
//   node run.mjs kills flush   only these
// Starts a MariaDB and a Redis of its own. Uses the Release programs in $POLICE_TEST_BUILD and, for numbered kills, the test build in
// $POLICE_TEST_FAULTS_BUILD. $POLICE_TEST_SEED repeats the random choices of an earlier run; $POLICE_TEST_SCALE (0.1, say) makes the crowd of
// `kills` smaller, to try things out.
import path from 'node:path';
import * as report from '../e2e/lib/report.mjs';
import { chanceFrom, seed } from './lib/chance.mjs';
import { startBoth } from './lib/servers.mjs';

const names = report.wanted(['auditor', 'kills', 'failpoints', 'jobs', 'outbox', 'outages', 'flush', 'proxy', 'five_seconds']);

await startBoth();
// Only now: these read where the servers are when they are imported.
const { program, run, source } = await import('../e2e/lib/gateway.mjs');
const { startSms } = await import('../e2e/lib/sms.mjs');
const worlds = await import('../e2e/lib/worlds.mjs');
const testProgram = path.join(path.resolve(process.env.POLICE_TEST_FAULTS_BUILD ?? path.join(source, 'build-test')), 'police-gateway');
report.needs(program, 'POLICE_TEST_BUILD');
report.needs(testProgram, 'POLICE_TEST_FAULTS_BUILD');

const sms = await startSms();
const gateways = new Set();
const t = {
  sms,
  testProgram,
  fillOutbox: path.join(path.dirname(testProgram), 'tests/faults/fill-outbox'),
  services: JSON.parse((await run(['services', '--json', '--config', `${source}/deploy/config`])).out),
  cluster: () => worlds.cluster(sms), // a new database each time
  embedded: () => worlds.embedded(sms),
  chance: () => chanceFrom(seed),
  note: report.note,
  check: report.check,
  audited: ({ ok, out }) => (t.check('the auditor finds nothing', ok), console.log(out.replaceAll(/^/gm, '         '))),
  async timed(what, work) {
    const start = performance.now();
    const result = await work();
    t.note(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
    return result;
  },
  /** Remembers a process that must not outlive its scenario. */
  keep: (gateway) => (gateways.add(gateway), gateway.ended.then(() => gateways.delete(gateway)), gateway),
};

console.log(`seed ${seed}`);
for (const name of names) {
  const { title, scenario } = await import(`./scenarios/${name}.mjs`);
  console.log(`== ${name}: ${title}`);
  await t.timed('in all', async () => {
    await scenario(t).catch((failure) => t.check(failure.message.split('\n')[0], false, failure.stack));
    const left = [...gateways];
    for (const gateway of left) gateway.signal('SIGKILL');
    await Promise.all(left.map(({ ended }) => ended));
  });
}
sms.close();
report.end();
