// The HTTP front as an attacker, a crowd and an operator meet it: raw bytes to the Release program on free ports, on this machine only.
//   node run.mjs                  every part
//   node run.mjs attacks memory   only these
import fs from 'node:fs';
import { program } from '../e2e/lib/gateway.mjs';
import { startSms } from '../e2e/lib/sms.mjs';
import { embedded } from '../e2e/lib/worlds.mjs';

const names = ['attacks', 'random', 'memory', 'crowd', 'waiting', 'drain', 'admin'];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length || !fs.existsSync(program)) {
  console.error(
    unknown.length ? `no part ${unknown}; there are ${names}` : `${program} is missing: build Release first, or set POLICE_TEST_BUILD`,
  );
  process.exit(2);
}

let passed = 0,
  failed = 0;
const sms = await startSms();
const world = embedded(sms);
let started = [];
const t = {
  sms,
  note: (text) => console.log(`  .    ${text}`),
  check(what, ok, detail = '') {
    ok ? ++passed : ++failed;
    console.log(`  ${ok ? 'PASS' : 'FAIL'} ${what}`);
    if (!ok && detail) console.log(String(detail).replaceAll(/^/gm, '         '));
    return Boolean(ok);
  },
  /** A process of its own with the shipped config, ready; ended with the part. */
  async start(name, change = () => {}) {
    const gateway = await world.start(name, { gateway: change });
    started.push(gateway);
    return gateway;
  },
};

for (const name of names.filter((each) => wanted.length === 0 || wanted.includes(each))) {
  const { title, part } = await import(`./parts/${name}.mjs`);
  const start = performance.now();
  console.log(`== ${name}: ${title}`);
  // A part that throws is one failure and ends only itself.
  await part(t).catch((failure) => t.check(`${name}: ${failure.message.split('\n')[0]}`, false, failure.stack));
  sms.delay = 0;
  for (const gateway of started.filter(({ end }) => !end)) {
    await gateway.stop().then(
      (end) => end.code === 0 || t.check(`serve ended with ${JSON.stringify(end)}`, false),
      (failure) => t.check(failure.message, false),
    );
  }
  started = [];
  console.log(`  .    ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

sms.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
