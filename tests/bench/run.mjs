// Runs the rows one after another and writes build/bench/results.md and results.json. Started by ./run, which prepares everything.
import fs from 'node:fs';
import path from 'node:path';
import { source } from '../e2e/lib/gateway.mjs';
import { loadCore, pin, sizes } from './lib/bench.mjs';
import * as products from './lib/product.mjs';
import { machine, table } from './lib/report.mjs';
import * as connections from './rows/connections.mjs';
import * as single from './rows/process.mjs';
import * as scale from './rows/scale.mjs';
import * as steps from './rows/steps.mjs';

const { embedded, redis, commit } = steps;
const { memory, start, two } = single;
const { growth, callbacks, booking } = scale;
const rows = { embedded, redis, commit, open: connections.open, slow: connections.slow, memory, start, growth, two, callbacks, booking };
const [flags, wanted] = [process.argv.slice(2).filter((each) => each.startsWith('--')), process.argv.slice(2).filter((each) => !each.startsWith('--'))];
const mode = flags.length === 0 ? 'full' : flags[0].slice(2);
const unknown = wanted.filter((id) => !rows[id]);
if (flags.length > 1 || !sizes[mode] || unknown.length) {
  console.error(`usage: tests/bench/run [--quick | --smoke] [row...]; the rows are ${Object.keys(rows).join(', ')}`);
  process.exit(2);
}

for (const pid of Object.values(products.stores)) pin(pid, loadCore);
const once = (make) => {
  let made;
  return () => (made ??= make());
};
const bench = { size: sizes[mode], embedded: once(products.embedded), cluster: once(() => products.cluster(1)) };
const report = { mode, machine: await machine(), rows: [] };
let broken = 0;
for (const [id, row] of Object.entries(rows)) {
  if (wanted.length && !wanted.includes(id)) continue;
  const begun = performance.now();
  process.stderr.write(`${id}: `);
  const lines = await row.run(bench).catch((failure) => {
    ++broken;
    return [{ what: `did not run: ${failure.message}`, target: '', product: '', reference: '', value: '', met: false }];
  });
  if (mode === 'smoke') for (const line of lines) delete line.met;
  report.rows.push({ id, title: row.title, lines });
  for (const { what, value, product, met } of lines) console.error(`  ${met === undefined ? '-' : met ? 'met' : 'NOT MET'}  ${what}: ${value || product}`);
  console.error(`  ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}

const folder = path.join(source, 'build/bench');
fs.writeFileSync(path.join(folder, 'results.json'), JSON.stringify(report, null, 2) + '\n');
fs.writeFileSync(path.join(folder, 'results.md'), table(report));
console.log(path.join(folder, 'results.md'));
const judged = report.rows.flatMap(({ lines }) => lines).filter(({ met }) => met !== undefined);
console.log(`${report.rows.length} rows; ${judged.filter(({ met }) => met).length} of ${judged.length} targets met`);
// A target that is missed is a result; a row that did not run is a failure.
process.exit(broken ? 1 : 0);
