// The HTTP front as an attacker, a crowd and an operator meet it: raw bytes to the Release program on free ports, on this machine only.
//   node run.mjs                  every part
//   node run.mjs attacks memory   only these
import { program } from '../e2e/lib/gateway.mjs';
import * as report from '../e2e/lib/report.mjs';
import { startSms } from '../e2e/lib/sms.mjs';
import { embedded } from '../e2e/lib/worlds.mjs';

const names = report.wanted(['attacks', 'random', 'memory', 'crowd', 'waiting', 'drain', 'admin']);
report.needs(program, 'POLICE_TEST_BUILD');

const sms = await startSms();
const world = embedded(sms);
let started = [];
const t = {
  sms,
  note: report.note,
  check: report.check,
  /** A process of its own with the shipped config, ready; ended with the part. */
  async start(name, change = () => {}) {
    const gateway = await world.start(name, { gateway: change });
    started.push(gateway);
    return gateway;
  },
};

for (const name of names) {
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
report.end();
