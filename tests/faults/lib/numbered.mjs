// Processes that die at a numbered place: the n-th failpoint passed by the test build.
import fs from 'node:fs';
import path from 'node:path';
import { crowd } from '../../e2e/lib/crowd.mjs';
import { Gateway, sleep } from '../../e2e/lib/gateway.mjs';

/** Starts the test build's gateway; with `failAt` (7, or "jobs 7"), it dies at that failpoint. */
export async function startNumbered(t, config, folder, failAt) {
  const log = `${config}.log`;
  const before = fs.existsSync(log) ? fs.statSync(log).size : 0;
  const env = failAt ? { POLICE_FAIL_AT: String(failAt) } : {};
  const gateway = t.keep(new Gateway(config, folder, { binary: t.testProgram, env }));
  gateway.ownLog = () => fs.readFileSync(log).subarray(before).toString();
  // Jobs begin before anybody could ask whether it is ready.
  await gateway.ready().catch((failure) => {
    if (!failAt || !gateway.end) throw failure;
  });
  return gateway;
}

/** The name of the place where it died, by its own last word; null when it lives. Another end than that is an error. */
export async function placeOfDeath(gateway, { isSilent }) {
  // It may die a moment after its answer; and dead, it may take a while to be gone.
  await Promise.race([gateway.ended, sleep(isSilent ? 10_000 : 300)]);
  const [, name] = /^failpoint \d+ (.*)$/m.exec(gateway.ownLog()) ?? [];
  if (name) await gateway.ended;
  if (!gateway.end) return null;
  const { code, signal } = gateway.end;
  if (signal !== 'SIGKILL' || !name) throw new Error(`a gateway ended with ${code ?? signal}, not at a failpoint: ${gateway.ownLog()}`);
  return name;
}

/**
 * Experiments on copies of one embedded installation, as many at a time as there are lanes, killed at place `first`, then every `stride`
 * further, until one lives. `prepare(folder)` makes the installation the product's own way; `experiment(lane, folder, n)` resolves to the
 * place where it died, or null. Resolves to all places.
 */
export async function untilOneLives({ world, lanes, first = 1, stride = 1, prepare, experiment }) {
  const template = path.join(world.folder, 'template');
  fs.mkdirSync(template);
  await prepare(template);
  let next = first,
    end = Infinity;
  const places = [];
  await crowd(lanes, lanes.length, async (lane) => {
    while (next < end) {
      const n = next;
      next += stride;
      const folder = path.join(world.folder, `n${n}`);
      fs.cpSync(template, folder, { recursive: true });
      const died = await experiment(lane, folder, n);
      if (died) places.push(died);
      else end = Math.min(end, n);
      fs.rmSync(folder, { recursive: true });
    }
  });
  return places;
}
