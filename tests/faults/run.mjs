// What remains whole when machines, servers and networks fail.
//   node run.mjs               every scenario
//   node run.mjs kills flush   only these
// Starts a MariaDB and a Redis of its own. Uses the Release programs in $POLICE_TEST_BUILD and, for numbered kills, the test build in
// $POLICE_TEST_FAULTS_BUILD. $POLICE_TEST_SEED repeats the random choices of an earlier run; $POLICE_TEST_SCALE (0.1, say) makes the crowd of
// `kills` smaller, to try things out.
import fs from 'node:fs';
import path from 'node:path';
import { chanceFrom, seed } from './lib/chance.mjs';
import { startBoth } from './lib/servers.mjs';

const names = ['auditor', 'kills', 'failpoints', 'outages', 'flush', 'proxy', 'five_seconds'];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length) {
  console.error(`no scenario ${unknown}; there are ${names}`);
  process.exit(2);
}

await startBoth();
// Only now: these read where the servers are when they are imported.
const { program, run, source } = await import('../e2e/lib/gateway.mjs');
const { startSms } = await import('../e2e/lib/sms.mjs');
const worlds = await import('../e2e/lib/worlds.mjs');
const testProgram = path.join(path.resolve(process.env.POLICE_TEST_FAULTS_BUILD ?? path.join(source, 'build-test')), 'police-gateway');
for (const [file, variable] of [
  [program, 'POLICE_TEST_BUILD'],
  [testProgram, 'POLICE_TEST_FAULTS_BUILD'],
]) {
  if (fs.existsSync(file)) continue;
  console.error(`${file} is missing: build it first, or set ${variable}`);
  process.exit(2);
}

let passed = 0,
  failed = 0;
const sms = await startSms();
const gateways = new Set();
const t = {
  sms,
  testProgram,
  services: JSON.parse((await run(['services', '--json', '--config', `${source}/deploy/config`])).out),
  cluster: () => worlds.cluster(sms), // a new database each time
  embedded: () => worlds.embedded(sms),
  chance: () => chanceFrom(seed),
  note: (text) => console.log(`  .    ${text}`),
  check(what, ok, detail = '') {
    ok ? ++passed : ++failed;
    console.log(`  ${ok ? 'PASS' : 'FAIL'} ${what}`);
    if (!ok && detail) console.log(String(typeof detail === 'function' ? detail() : detail).replaceAll(/^/gm, '         '));
    return Boolean(ok);
  },
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
for (const name of names.filter((each) => wanted.length === 0 || wanted.includes(each))) {
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
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
