// One benchmark run: how long, which cores, the load tool, rounds in turn, and what a set of rounds says.
import { execFileSync, spawn } from 'node:child_process';
import path from 'node:path';
import { readConfig, source } from '../../e2e/lib/gateway.mjs';

export const programs = path.join(source, 'build/bench/programs');
export const account = readConfig(path.join(source, 'deploy/config/gateway.json')).wechat;
export const accountArguments = [
  ...['--token', account.token, '--key', account.encoding_aes_key],
  ...['--app-id', account.app_id, '--original-id', account.original_id],
];

/** The server under test has core 0 for itself; the load tool, MariaDB and Redis share core 1. */
export const serverCore = '0',
  loadCore = '1';
export const pin = (pid, core) => execFileSync('taskset', ['-acp', core, String(pid)], { stdio: 'ignore' });

/** How much of everything: seconds a round, rounds, residents. */
export const sizes = {
  full: { seconds: 3, warm: 0.5, rounds: 3, prepared: 4000, soak: 60, small: 100_000, large: 1_000_000 },
  quick: { seconds: 1, warm: 0.3, rounds: 3, prepared: 1000, soak: 10, small: 10_000, large: 100_000 },
  smoke: { seconds: 0.2, warm: 0.1, rounds: 1, prepared: 64, soak: 1, small: 200, large: 400 },
};

/** Runs a program to its end and gives what it wrote. */
export function output(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '',
      err = '';
    child.stdout.on('data', (part) => (out += part));
    child.stderr.on('data', (part) => (err += part));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(out) : reject(new Error(`${path.basename(program)} ended with ${code}: ${err}`))));
  });
}

/** One run of the load tool against a server; throws when an answer was wrong, so that no figure stands for refusals. */
export async function load(server, options, size, core = loadCore) {
  const { setup = [], loop, once = false, processes = {}, ...numbers } = { seconds: size.seconds, warm: size.warm, ...options };
  const args = ['--port', String(server.port), ...accountArguments];
  for (const [name, value] of Object.entries(numbers)) args.push(`--${name}`, String(value));
  for (const step of setup) args.push('--setup', step);
  for (const step of loop) args.push('--loop', step);
  if (once) args.push('--once');
  for (const [name, pid] of Object.entries({ server: server.pid, ...processes })) args.push('--process', `${name}=${pid}`);
  const measured = JSON.parse(await output('taskset', ['-c', core, path.join(programs, 'bench-load'), ...args]));
  if (measured.wrong || measured.refused) {
    throw new Error(`${server.name}: ${measured.wrong} of ${measured.checked} answers wrong, ${measured.refused} refused: ${measured.first_wrong}`);
  }
  return measured;
}

/**
 * Every contender once a round, each time in another order, with a fresh server each time, so that a noisy minute falls on all of them.
 * `contenders`: {name: {start, load}}; resolves to {name: [measured]}.
 */
export async function rounds(contenders, size) {
  const names = Object.keys(contenders);
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < size.rounds; ++round) {
    for (let i = 0; i < names.length; ++i) {
      const name = names[(i + round) % names.length];
      const { start, load: options } = contenders[name];
      const server = await start();
      try {
        results[name].push(await load(server, typeof options === 'function' ? options(round) : options, size));
      } finally {
        await server.stop();
      }
    }
  }
  return results;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length % 2 ? sorted[(sorted.length - 1) / 2] : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
}

const pick = (results, key) => results.map((one) => key.split('.').reduce((value, part) => value?.[part], one) ?? NaN);
/** The median of one figure over the rounds. */
export const middle = (results, key) => median(pick(results, key));
/** "median (min..max)". */
export function spread(results, key, digits = 0) {
  const values = pick(results, key);
  const text = (value) => value.toFixed(digits);
  return values.length === 1 ? text(values[0]) : `${text(median(values))} (${text(Math.min(...values))}..${text(Math.max(...values))})`;
}
