// Processes that die at a numbered place: the n-th failpoint passed by the test build.
import fs from 'node:fs';
import path from 'node:path';
import { crowd } from '../../e2e/lib/crowd.mjs';
import { Gateway, sleep } from '../../e2e/lib/gateway.mjs';

/** Starts the test build's gateway; with `failAt` (7, a name, or "jobs 7"), it dies at that failpoint; with "list" it tells which it passes. */
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

/** The names of the places that a process started with "list" has passed, each once. */
export const passedBy = (gateway) => [...new Set([...gateway.ownLog().matchAll(/^passed (.*)$/gm)].map(([, name]) => name))];

/** 1, 1 + stride, … */
export function* every(stride = 1, first = 1) {
  for (let n = first; ; n += stride) yield n;
}

/**
 * Experiments on copies of one embedded installation, as many at a time as there are lanes. `prepare(folder)` makes the installation the
 * product's own way; `experiment(lane, folder, at)` resolves to the place where it died, or null. `places(once)` are names, or numbers until
 * one lives; `once` makes an experiment for them. Resolves to the places where one died.
 */
export async function onCopies({ world, lanes, prepare, places, experiment }) {
  const template = path.join(world.folder, 'template');
  fs.mkdirSync(template);
  await prepare(template);
  const once = async (lane, at) => {
    const folder = path.join(world.folder, `at-${at}`.replaceAll(/[^\w-]+/g, '-'));
    fs.cpSync(template, folder, { recursive: true });
    const found = await experiment(lane, folder, at);
    fs.rmSync(folder, { recursive: true });
    return found;
  };
  const todo = (await places((at) => once(lanes[0], at)))[Symbol.iterator]();
  const died = [];
  let lives = false;
  await crowd(lanes, lanes.length, async (lane) => {
    for (let next; !lives && !(next = todo.next()).done; ) {
      const place = await once(lane, next.value);
      if (place) died.push(place);
      else if (typeof next.value === 'number') lives = true;
    }
  });
  return died;
}
