// Requests changed at random: whatever they have become, each is answered once or refused, and nothing behind a refusal is answered.
//   FRONT_SEED=123 node run.mjs random     the same once more
import crypto from 'node:crypto';
import { crowd } from '../../e2e/lib/crowd.mjs';
import { honest } from '../lib/judge.mjs';
import { Requests } from '../lib/requests.mjs';
import { responses, send, Wire } from '../lib/wire.mjs';

export const title = 'requests changed at random';

const count = 3000;
const spice = [
  '\r\n', '\n', '\r', '\0', ' ', '\t', ':', ',', '%', '%0d%0a', '%00', '%zz', '?', '&', '#', '\xff', '0', '-1', 'chunked', 'close',
  '\r\nContent-Length: 5', '\r\nTransfer-Encoding: chunked', '\r\nConnection: close', '\r\nExpect: 100-continue', '\r\n\r\n',
  '\r\nContent-Type: multipart/form-data; boundary=x', '\r\nRange: bytes=0-', 'HTTP/1.0', 'GET / HTTP/1.1\r\n', 'y'.repeat(5000),
]; // prettier-ignore

/** mulberry32: the next of a fixed sequence, below `n`. */
function sequence(seed) {
  return (n) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

/** One to four pieces put in, taken out or said twice, most of them in the head. */
function changed(bytes, below) {
  for (let changes = 1 + below(4); changes > 0; --changes) {
    const head = Math.max(1, bytes.indexOf('\r\n\r\n') + 4);
    const at = below(below(4) ? head : bytes.length);
    const until = Math.min(bytes.length, at + below(20));
    const put = [
      () => Buffer.from(spice[below(spice.length)], 'latin1'),
      () => Buffer.of(below(256)),
      () => bytes.subarray(at, until),
      () => Buffer.alloc(0),
    ];
    const end = below(2) ? until : at;
    bytes = Buffer.concat([bytes.subarray(0, at), put[below(put.length)](), bytes.subarray(end)]);
  }
  return bytes;
}

/** The request in one write or in pieces, then `behind` it. */
function pieces(bytes, behind, below) {
  const all = Buffer.concat([bytes, Buffer.from(behind)]);
  const cuts = Array.from({ length: below(4) }, () => below(all.length)).sort((a, b) => a - b);
  return [0, ...cuts].flatMap((from, i) => [all.subarray(from, cuts[i] ?? all.length), { pause: 1 }]);
}

async function fault(port, requests, below) {
  const echo = crypto.randomBytes(9).toString('hex');
  const bytes = changed(Buffer.from(below(2) ? requests.verify() : requests.push()), below);
  const wire = new Wire(port);
  await send(wire, pieces(bytes, requests.verify({ echo }), below));
  wire.finish();
  await Promise.race([wire.ended, wire.until(() => false, 9000)]);
  const { all, rest, garbled } = responses(wire.bytes, { ended: true });
  wire.destroy();
  const told = all.filter(({ status }) => status !== 100);
  const last = told.findIndex(({ status, headers }) => ![200, 403, 404].includes(status) || headers.get('connection') === 'close');
  const wrong =
    (garbled ?? (wire.end === null && 'neither answered nor closed')) ||
    (rest.length && 'half an answer') ||
    (last >= 0 && last < told.length - 1 && 'an answer after a refusal') ||
    (told.some(({ status }) => status >= 500 && status !== 505) && 'an answer of 5xx') ||
    (told.findIndex(({ body }) => body.toString() === echo) > 1 && 'the request behind is answered third');
  return wrong && `${wrong}: ${JSON.stringify(bytes.toString('latin1'))} -> ${told.map(({ status }) => status)}`;
}

export async function part(t) {
  const gateway = await t.start('random');
  const requests = new Requests(gateway.account);
  const seed = Number(process.env.FRONT_SEED ?? crypto.randomInt(2 ** 31));
  const faults = [];
  await crowd(
    Array.from({ length: count }, (_, i) => sequence(seed + i)),
    64,
    async (below) => {
      const found = await fault(gateway.port, requests, below);
      if (found) faults.push(found);
    },
  );
  t.check(`${count} changed requests, seed ${seed}: ${faults.length} read wrongly`, faults.length === 0, faults.slice(0, 3).join('\n'));
  const starved = await honest(gateway.port, requests);
  t.check('and a good request is answered', !starved && !gateway.end, starved);
}
