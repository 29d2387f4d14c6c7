// Requests without end: cut, or refused and cut, whatever part of them it is that never ends.
import zlib from 'node:zlib';

const piece = Buffer.alloc(65536, 'y');
const bomb = zlib.gzipSync(Buffer.alloc(900 << 20), { level: 9 });

/** The head, then `body` over and over, `limit` bytes in all. */
function* flood(head, body = piece, limit = 300 << 20) {
  yield head;
  for (let sent = 0; sent < limit; sent += body.length) yield body;
}
const ends = (...statuses) => [...statuses.flatMap((status) => [`${status} closed`, `${status} reset`]), 'cut'];
const lengthless = (g, head) => g.push({ length: null, head, body: '' });
const chunk = Buffer.concat([Buffer.from('10000\r\n'), piece, Buffer.from('\r\n')]);
const headers = Buffer.from('X: y\r\n'.repeat(10_000));

export default [
  ['a chunked body', (g) => flood(lengthless(g, 'Transfer-Encoding: chunked'), chunk), ends(411)],
  ['a chunk of size -2', (g) => flood(lengthless(g, 'Transfer-Encoding: chunked') + '-2\r\n'), ends(411, 400)],
  ['one chunk-size line', (g) => flood(lengthless(g, 'Transfer-Encoding: chunked')), ends(411, 400)],
  ['a body without length', (g) => flood(lengthless(g, '')), ends(411)],
  [
    'a body longer than its length',
    (g) => flood(g.push({ length: 100, body: '' })),
    ['403 closed', '403 reset', ...ends(400), '403 400 closed', '403 431 closed', '403 414 closed'],
  ],
  ['a body of 300 MiB', (g) => flood(g.push({ length: 300 << 20, body: '' })), ends(413)],
  ['a header line', (g) => flood(g.verify().slice(0, -2) + 'X: '), ends(431, 400)],
  ['a header name', (g) => flood(g.verify().slice(0, -2)), ends(431, 400)],
  ['600,000 headers', (g) => flood(g.verify().slice(0, -2), headers, 60 * headers.length), ends(431, 400)],
  ['a request target', () => flood('GET /'), ends(414, 431, 400)],
  ['a method', () => flood(''), ends(414, 431, 400, 405, 501)],
  ['empty lines', () => flood('', Buffer.from('\r\n'.repeat(32768))), ends(400, 431, 408)],
  ['NULs', () => flood('', Buffer.alloc(65536)), ends(400, 414, 431)],
  ['a gzip body', (g) => [g.push({ head: 'Content-Encoding: gzip', length: bomb.length, body: '' }), bomb], ends(415, 413)],
].map(([name, pieces, may]) => [`without end: ${name}`, pieces, may, { within: 20_000 }]);
