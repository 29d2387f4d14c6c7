// One conversation against a build with frame pointers, sampled by perf. Started by ./profile.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { source } from '../e2e/lib/gateway.mjs';
import { load, loadCore, pin, sizes } from './lib/bench.mjs';
import * as products from './lib/product.mjs';
import * as talks from './lib/talks.mjs';

const conversations = {
  embedded: { pair: products.embedded, talk: talks.directory },
  redis: { pair: () => products.cluster(1), talk: talks.directory },
  identified: { pair: () => products.cluster(1), talk: talks.name },
  commit: { pair: () => products.cluster(1), talk: { ...talks.confirm, citizens: 4000 }, change: talks.office('bench_profile', 200) },
};
const chosen = conversations[process.argv[2]];
if (!chosen) {
  console.error(`usage: tests/bench/profile [${Object.keys(conversations).join(' | ')}]`);
  process.exit(2);
}

const data = path.join(source, 'build/bench/perf.data');
const lines = (text, count) => text.split('\n').filter((line) => /^ +\d/.test(line)).slice(0, count);
/** Percentages of all samples as µs of one message. */
const scaled = (rows, cost) =>
  rows.map((row) => row.replace(/^ +([\d.]+)%(?: +([\d.]+)%)?/, (_, first) => `${((Number(first) / 100) * cost).toFixed(2).padStart(8)} µs`));

function perfReport(title, cost, ...how) {
  const report = spawnSync('perf', ['report', '-i', data, '--stdio', '--no-inline', '-g', 'none', '--percent-limit', '0.4', ...how], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  console.log(`\n${title}\n${scaled(lines(report.stdout, 60), cost).join('\n')}`);
}

for (const pid of Object.values(products.stores)) pin(pid, loadCore);
const product = await chosen.pair();
await product.populate(4000);
const server = await product.start({ change: chosen.change });
const seconds = 5;
try {
  const options = { ...chosen.talk, seconds, processes: products.stores };
  // The costs are taken without perf, which slows what it looks at.
  const measured = await load(server, options, sizes.full);
  const cost = measured.processes.server.us_per_message;
  console.log(`${process.argv[2]}: ${measured.rps.toFixed(0)} rps, p99 ${measured.p99.toFixed(1)} ms, ${cost.toFixed(1)} µs CPU a message`);
  for (const [name, { us_per_message }] of Object.entries(measured.processes)) console.log(`  ${name}: ${us_per_message.toFixed(1)} µs`);

  fs.rmSync(data, { force: true });
  const again = chosen.talk.once ? { ...options, first: 2000, citizens: 2000 } : options;
  const perf = spawn('perf', ['record', '-q', '-e', 'cpu-clock', '-F', '997', '--call-graph', 'fp', '-p', server.pid, '-o', data], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise((resolve) => perf.on('close', resolve));
  await load(server, again, sizes.full);
  perf.kill('SIGINT');
  await ended;
  perfReport('Self', cost, '--no-children', '--sort', 'symbol');
  perfReport('With what it calls', cost, '--children', '--sort', 'symbol');
} finally {
  await server.stop();
}
process.exit(0);
