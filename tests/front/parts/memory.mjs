// What the floods, and clients that hold or do not read, may cost: base + 64 MiB, and nothing that stays.
import { sleep } from '../../e2e/lib/gateway.mjs';
import floods from '../cases/floods.mjs';
import { honest } from '../lib/judge.mjs';
import { mebi, openFiles, peak, resetPeak, resident, settledFiles } from '../lib/process.mjs';
import { Requests } from '../lib/requests.mjs';
import { send, Wire } from '../lib/wire.mjs';

export const title = 'memory under attack';

const allowed = 64 * mebi;
const runaway = 400 * mebi; // ends an attack, so that a bug here does not take the machine down

/** Each holds for `seconds` what it sent: pieces for every connection, and whether the answers are read. */
const holds = [
  {
    name: '1,000 connections that each hold a request of nearly 64 KiB',
    count: 1000,
    seconds: 3,
    pieces: (g) => [g.push({ pad: 65536 }).slice(0, -1)],
  },
  {
    name: '1,000 connections that each hold 60 KiB of headers',
    count: 1000,
    seconds: 3,
    pieces: (g) => [g.verify().slice(0, -2) + Array.from({ length: 30 }, (_, i) => `X-${i}: ${'y'.repeat(2000)}\r\n`).join('')],
  },
  {
    name: '30 clients that do not read the answers to 20,000 requests',
    count: 30,
    seconds: 3,
    deaf: true,
    pieces: (g) => Array(100).fill(g.verify({ echo: 'y'.repeat(7000) }).repeat(200)),
  },
  {
    name: '30 clients that do not read the metrics, 20,000 times',
    count: 30,
    seconds: 3,
    deaf: true,
    port: 'admin',
    pieces: () => Array(100).fill('GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(200)),
  },
  {
    name: '2,000 refused clients that stay',
    count: 2000,
    seconds: 3,
    pieces: (g) => [g.push({ length: 70000, body: 'y'.repeat(20000) })],
  },
];
const attacks = [...floods.map(([name, pieces]) => ({ name: `64 times ${name}`, count: 64, seconds: 0, pieces })), ...holds];

/** Runs the attack to its end; { most, last } resident bytes over what was there before it. */
async function cost(gateway, requests, { count, seconds, deaf, port = 'port', pieces }) {
  const { pid } = gateway.child;
  await sleep(50);
  resetPeak(pid);
  const base = resident(pid);
  const wires = [];
  let starved = null;
  const all = Array.from({ length: count }, async () => {
    const wire = new Wire(gateway[port]);
    wires.push(wire);
    // A socket that is not read stops taking; what the kernel holds of it is not the process's.
    if (deaf) wire.socket.pause();
    await send(wire, pieces(requests));
    if (seconds === 0) wire.finish();
  });
  const over = Promise.all([...all, sleep(1000 * seconds)]).then(() => 'over');
  const limit = performance.now() + 20_000;
  for (let state; state !== 'over' && performance.now() < limit && peak(pid) - base < runaway;) {
    state = await Promise.race([over, sleep(200)]);
    if (deaf && performance.now() > limit - 20_000 + 1000 * seconds) break;
    starved ??= await honest(gateway.port, requests, 2000);
  }
  const most = peak(pid) - base;
  wires.forEach((wire) => wire.reset());
  return { most, starved };
}

export async function part(t) {
  const gateway = await t.start('memory');
  const { pid } = gateway.child;
  const requests = new Requests(gateway.account);
  for (let i = 0; i < 50; ++i) await honest(gateway.port, requests);
  const base = resident(pid);
  t.check(`idle with the full catalog: ${(base / mebi).toFixed(1)} MiB, at most 64`, base <= 64 * mebi);
  const files = openFiles(pid);
  const starvedBy = [];
  for (const attack of attacks) {
    const { most, starved } = await cost(gateway, requests, attack);
    if (starved) starvedBy.push(`${attack.name}: ${starved}`);
    t.check(`${attack.name}: ${(most / mebi).toFixed(1)} MiB more`, most <= allowed && !gateway.end);
    const left = await settledFiles(pid, files, 8000);
    if (left > files) t.check(`${attack.name}: ${left - files} files stay open`, false);
  }
  const rest = resident(pid) - base;
  t.check(`after all of it: ${(rest / mebi).toFixed(1)} MiB more than before`, rest <= allowed);
  t.check('meanwhile a good request was answered within 2 s', starvedBy.length === 0, starvedBy.join('\n'));
}
