// The real gateway with its demonstration data, and the sandbox opposite it, in a folder of their own and on free ports.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../e2e/lib/gateway.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A sanitized gateway seals its fifty thousand demonstration rows before it answers; beside other suites that takes most of a minute. */
async function reachable(url, child) {
  for (const until = Date.now() + 180_000; Date.now() < until; ) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} left with ${child.exitCode}`);
    try { if ((await fetch(url)).ok) return; } catch { /* not yet */ }
    await sleep(100);
  }
  throw new Error(`${url} does not answer`);
}

/**
 * Starts both; GATEWAY and SANDBOX name the executables. Resolves to {url, origin, metrics, close}; `origin` is the gateway's own, `metrics`
 * where it counts. `operators` are those of operators.json.
 */
export async function account({ operators = [] } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'account-'));
  const [gateway, admin, phone] = [await freePort(), await freePort(), await freePort()];
  await cp(join(root, 'deploy', 'config'), join(folder, 'config'), { recursive: true });
  await mkdir(join(folder, 'var'));
  const file = join(folder, 'config', 'gateway.json');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replaceAll('8080', gateway).replaceAll('8081', admin).replaceAll('8090', phone));

  // Dates to book must exist on whatever day this runs.
  const day = new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 10);
  await writeFile(join(folder, 'config', 'calendar.json'),
    JSON.stringify({ loaded_until: day, holidays: [{ name: '测试日', from: day, until: day }], working_weekends: [] }));

  await writeFile(join(folder, 'config', 'operators.json'), JSON.stringify({ operators }));

  const children = [];
  const start = (program, ...args) => {
    const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'ignore', process.env.VERBOSE ? 'inherit' : 'ignore'] });
    children.push(child);
    return child;
  };
  const close = async () => {
    for (const child of children.reverse()) {
      if (child.pid === undefined || child.exitCode !== null) continue;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for (const key of ['data', 'index']) await once(start(process.env.GATEWAY, 'keys', 'new', `var/${key}.key`), 'exit');
    await reachable(`http://127.0.0.1:${admin}/readyz`, start(process.env.GATEWAY, 'serve', '--config', 'config'));
    const url = `http://127.0.0.1:${phone}`;
    await reachable(url, start(process.env.SANDBOX, 'serve', '--config', 'config', '--listen', `127.0.0.1:${phone}`));
    return { url, origin: `http://127.0.0.1:${gateway}`, metrics: `http://127.0.0.1:${admin}/metrics`, close };
  } catch (error) {
    await close();
    throw error;
  }
}
