// The operators' listener: as strict as the public one, and there while that is under attack.
import { crowd } from '../../e2e/lib/crowd.mjs';
import { sleep } from '../../e2e/lib/gateway.mjs';
import floods from '../cases/floods.mjs';
import heads from '../cases/heads.mjs';
import { isHead } from '../cases/lines.mjs';
import { bystanders } from '../lib/bystanders.mjs';
import { honest, play } from '../lib/judge.mjs';
import { AdminRequests, http, Requests } from '../lib/requests.mjs';
import { send, Wire } from '../lib/wire.mjs';

export const title = 'the admin listener';

const refusals = ['405 closed', '405 kept'];
const own = [
  ...['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH'].map((method) => [
    method,
    () => http({ method, target: '/metrics', length: 0 }),
    refusals,
  ]),
  ['HEAD', () => http({ method: 'HEAD', target: '/metrics' }), [...refusals, '200 kept'], isHead],
  ['POST with a body', (g) => g.push({ body: 'hello' }), ['405 closed', '405 kept', '413 closed']],
  ['POST with a body of 1 MiB', (g) => g.push({ body: 'y'.repeat(1 << 20) }), ['413 closed', '405 closed']],
  ['POST without length', (g) => g.push({ length: null }), ['411 closed', '405 closed']],
  ['chunked', (g) => g.push({ length: null, head: 'Transfer-Encoding: chunked', body: '0\r\n\r\n' }), ['411 closed', '400 closed']],
  ['GET with a body', (g) => g.verify({ body: 'hello' }), ['400 closed', '413 closed']],
  ['a path it does not know', () => http({ target: '/wechat/callback' }), ['404 kept']],
  ['the metrics', () => http({ target: '/metrics' }), ['200 kept']],
];
// Rows about an answer that shows what was asked have nothing to show here.
const table = [...heads.filter(([name]) => name !== '%0d%0a in echostr'), ...own];

async function hostile(t, gateway, requests) {
  const faults = [];
  await crowd(table, 16, async ([name, make, may, extras = {}]) => {
    const { outcome, all } = await play(gateway.admin, requests, { pieces: make(requests), may, ...extras });
    const found = may.includes(outcome) ? extras.check?.(all) : `${outcome}, not ${may.join(' or ')}`;
    if (found) faults.push(`${name}: ${found}`);
  });
  for (const each of faults) t.check(each, false);
  t.check(`${table.length - faults.length} of ${table.length} hostile requests as they must be`, faults.length === 0);
  t.check('refusals are counted by status', /^http_refused_total\{reason="411"\} [1-9]/m.test(await gateway.metrics()));
}

async function reachable(t, gateway, requests) {
  const company = await bystanders(gateway.port, 1000, 500);
  const attackers = new Requests(gateway.account);
  let over = false;
  const attack = Promise.all(
    floods.map(async ([, pieces]) => {
      while (!over) {
        const wire = new Wire(gateway.port);
        await Promise.race([send(wire, pieces(attackers)), sleep(1500)]);
        wire.destroy();
      }
    }),
  );
  const faults = [];
  let asked = 0;
  for (const until = performance.now() + 4000; performance.now() < until; await sleep(50), ++asked) {
    const fault = await honest(gateway.admin, requests, 1000);
    if (fault) faults.push(fault);
  }
  over = true;
  await attack;
  company.leave();
  t.check(
    `asked ${asked} times during an attack on the public listener, it answers within 1 s`,
    faults.length === 0 && asked > 3,
    faults[0],
  );
}

/** Clients that say `text`, stay as long as they are let, and come back. */
function besiege(port, count, text) {
  const wires = new Set();
  let over = false;
  const all = Array.from({ length: count }, async () => {
    while (!over) {
      const wire = new Wire(port);
      wires.add(wire);
      await wire.write(text);
      await Promise.race([wire.ended, sleep(6000)]);
      // Refused, it reads that at its leisure; and whoever is cut for somebody else's sake takes a moment to notice.
      if (!over) await sleep(1000);
      wires.delete(wire);
      wire.destroy();
    }
  });
  return () => ((over = true), wires.forEach((wire) => wire.destroy()), Promise.all(all));
}

/** Many more clients than the listener takes. */
async function full(t, gateway, requests, [name, text]) {
  const leave = besiege(gateway.admin, 300, text);
  await sleep(1500);
  const answers = [];
  for (let i = 0; i < 20; ++i, await sleep(20)) answers.push(await honest(gateway.admin, requests, 1000));
  await leave();
  const faults = answers.filter(Boolean);
  t.check(`beside 300 ${name}, ${20 - faults.length} of 20 good requests are answered within 1 s`, faults.length === 0, faults[0]);
}
const crowds = [
  ['clients that say nothing', ''],
  ['clients whose headers never end', 'GET / HTTP/1.1\r\nX'],
  ['clients that are refused and stay', 'X\r\n\r\n'],
];

export async function part(t) {
  const gateway = await t.start('admin');
  const requests = new AdminRequests();
  await hostile(t, gateway, requests);
  await reachable(t, gateway, requests);
  for (const each of crowds) await full(t, gateway, requests, each);
  t.check('and is ready', (await gateway.get('/readyz')).status === 200);
}
