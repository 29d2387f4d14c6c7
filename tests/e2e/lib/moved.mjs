// The same installation at another time.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Gateway, source } from './gateway.mjs';

/** A process of `before`'s configuration whose wall clock shows `moment`; `before` must have stopped. */
export async function at(world, before, moment) {
  const shim = path.join(world.folder, 'moved_clock.so');
  if (!fs.existsSync(shim)) execFileSync('g++', ['-shared', '-fPIC', '-O1', '-o', shim, `${source}/tests/e2e/lib/moved_clock.cpp`]);
  const gateway = new Gateway(before.config, world.folder, {
    env: { LD_PRELOAD: shim, MOVED_CLOCK_SECONDS: String(Math.round((moment - Date.now()) / 1000)) },
  });
  await gateway.ready();
  return gateway;
}
