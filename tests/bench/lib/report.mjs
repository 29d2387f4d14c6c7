// The results file: what it ran on, and one table a row.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { source } from '../../e2e/lib/gateway.mjs';
import { output } from './bench.mjs';

const first = async (program, ...args) => (await output(program, args)).trim().split('\n')[0];
const packageOf = (name) => first('dpkg-query', '-W', '-f=${Package} ${Version}', name);

export async function machine() {
  const koa = JSON.parse(fs.readFileSync(path.join(source, 'tests/bench/references/koa/package.json'))).dependencies;
  return {
    date: new Date().toISOString(),
    commit: await first('git', '-C', source, 'rev-parse', '--short', 'HEAD').catch(() => 'unknown'),
    cpu: `${os.cpus().length} × ${os.cpus()[0].model}`,
    memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    kernel: os.release(),
    load_at_start: os.loadavg()[0].toFixed(1),
    compiler: await first('c++', '--version'),
    node: process.version,
    packages: await Promise.all(['libcpp-httplib-dev', 'libssl-dev', 'mariadb-server', 'redis-server', 'nginx-light'].map(packageOf)),
    npm: Object.entries(koa).map(([name, version]) => `${name} ${version}`),
  };
}

const verdict = (met) => (met === undefined ? '' : met ? 'yes' : '**no**');
const cells = (...all) => `| ${all.map((each) => String(each).replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;

export function table({ mode, machine, rows }) {
  const lines = [`# Benchmark, ${mode}`, ''];
  for (const [name, value] of Object.entries(machine)) lines.push(`- ${name}: ${[value].flat().join(', ')}`);
  lines.push('', 'Server on core 0; load tool, MariaDB and Redis on core 1. Median (min..max) of the rounds; µs: CPU of the server a message.', '');
  for (const { id, title, lines: results } of rows) {
    lines.push(`## ${id}: ${title}`, '', cells('what', 'target', 'product', 'reference', 'value', 'met'), cells(...Array(6).fill('---')));
    for (const { what, target, product, reference, value, met } of results) lines.push(cells(what, target, product, reference, value, verdict(met)));
    lines.push('');
  }
  return lines.join('\n');
}
