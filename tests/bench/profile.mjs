// One conversation against the Release build, sampled by perf. Started by ./profile.
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
  commit: { pair: () => products.cluster(1), talk: { ...talks.confirm, citizens: 4000 }, change: talks.office('bench_profile', 100) },
};
const chosen = conversations[process.argv[2]];
if (!chosen) {
  console.error(`usage: tests/bench/profile [${Object.keys(conversations).join(' | ')}]`);
  process.exit(2);
}

const data = path.join(source, 'build/bench/perf.data');
/** A symbol without arguments, templates and offsets. */
function brief(symbol) {
  let name = symbol.replace(/\+0x[0-9a-f]+$/, '').replace(/\[abi:cxx11\]|\(anonymous namespace\)::/g, '');
  for (let shorter; (shorter = name.replace(/<[^<>]*>/g, '')) !== name; ) name = shorter;
  return name.replace(/\(.*/, '').slice(0, 90) || symbol;
}

/** What perf recorded, as stacks of names, the innermost first. */
function stacks() {
  const script = spawnSync('perf', ['script', '-i', data, '--no-inline', '-F', 'ip,sym'], { encoding: 'utf8', maxBuffer: 1 << 30 });
  return script.stdout
    .split('\n\n')
    .map((sample) => sample.split('\n').filter(Boolean))
    .filter((sample) => sample.length)
    .map((sample) => sample.map((line) => brief(line.trim().replace(/^[0-9a-f]+ /, ''))));
}

/** The names that `count` gives for each stack, the most frequent first, as µs of one message. */
function print(title, all, cost, most, count) {
  const seen = new Map();
  for (const stack of all) for (const name of new Set(count(stack))) seen.set(name, (seen.get(name) ?? 0) + 1);
  console.log(`\n${title}`);
  for (const [name, times] of [...seen].sort((a, b) => b[1] - a[1]).slice(0, most)) {
    console.log(`${((times / all.length) * cost).toFixed(2).padStart(8)} µs  ${name}`);
  }
}
const is_ours = (name) => /^(gateway|services|db|wechat|httplib|prometheus|spdlog|opencc)::/.test(name);
const allocates = (name) => /malloc|calloc|realloc|free|operator (new|delete)/.test(name);

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
  const perf = spawn('perf', ['record', '-q', '-e', 'cpu-clock', '-F', '499', '--call-graph', 'dwarf,16384', '-p', server.pid, '-o', data], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise((resolve) => perf.on('close', resolve));
  await load(server, again, sizes.full);
  perf.kill('SIGINT');
  await ended;
  const all = stacks();
  print('By itself', all, cost, 40, ([innermost]) => [innermost]);
  print('With what it calls', all, cost, 70, (stack) => stack.filter(is_ours));
  print('Memory allocated or freed, by who asked', all, cost, 30, (stack) => (allocates(stack[0]) ? [stack.find(is_ours) ?? '?'] : []));
} finally {
  await server.stop();
}
process.exit(0);
