// When a connection is kept, when closed, what may stand behind a request, and how slowly one may come.
import { finish, pause, reset } from '../lib/wire.mjs';

const kept = ['200 kept'];
const closed = ['200 closed'];
const cut = ['408 closed', '400 closed', 'cut'];
const connection = (value, may) => [`Connection: ${value}`, (g) => g.verify({ head: `Connection: ${value}` }), may];
const patient = { within: 20_000 };

/** The text in writes of `size` bytes, a pause of `ms` after every `often`th. */
const drip = (text, size, ms, often = 1) => {
  const bytes = Buffer.from(text);
  const writes = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
  return writes.flatMap((each, i) => (i % often ? [each] : [each, pause(ms)]));
};
function* forever(head, piece, ms) {
  yield head;
  for (;;) yield* [piece, pause(ms)];
}
/** Answers in the order of the requests, each its own. */
const inOrder = (...echoes) => ({
  check: (all) => (all.every(({ body }, i) => body.toString() === echoes[i]) ? null : `answers ${all.map(({ body }) => body)}`),
});

export default [
  connection('close', closed),
  connection('Close', closed),
  connection('CLOSE', closed),
  connection('keep-alive, close', closed),
  connection('close, keep-alive', closed),
  connection('Keep-Alive,CLOSE,x', closed),
  connection('x ,\tclose\t, y', closed),
  connection('keep-alive\r\nConnection: close', closed),
  connection('keep-alive', kept),
  connection('closed', kept),
  connection('x-close, enclose', kept),
  connection('', kept),
  [
    'two requests in one write',
    (g) => g.verify({ echo: 'first' }) + g.verify({ echo: 'second' }),
    ['200 200 kept', '200 closed'],
    inOrder('first', 'second'),
  ],
  ['a push and a verification in one write', (g) => g.push() + g.verify(), ['200 200 kept', '200 closed']],
  ['a verification and a push in one write', (g) => g.verify() + g.push(), ['200 200 kept', '200 closed']],
  ['one and a half requests', (g) => [g.verify() + g.verify().slice(0, 40), finish], closed],
  ['one request, then half of one', (g) => [g.verify() + 'POST /wechat/cal'], ['200 closed', '200 408 closed', '200 400 closed'], patient],
  ['bytes after a request', (g) => g.verify() + '\0\0\0\0\r\n\r\n', ['200 closed', '200 400 closed']],
  ['a body longer than its length', (g) => g.push({ body: 'hello', length: 2 }) + '\r\n\r\n', ['403 400 closed', '403 closed']],
  ['a refusal between two good requests', (g) => g.verify() + g.verify({ head: 'X : y' }) + g.push(), ['200 400 closed', '200 closed']],
  ['a hidden request after the refusal was sent', (g) => [g.push({ length: 'abc', body: '' }), pause(300), g.push()], ['400 closed']],
  ['a hidden request in an unread body', (g) => [g.push({ length: 70000, body: '' }), g.push(), pause(300), g.push()], ['413 closed']],
  ['a hidden request in a body cut off', (g) => [g.push({ length: 5000, body: g.push() }), finish], ['400 closed', 'cut']],
  ['a verification in single bytes', (g) => drip(g.verify(), 1, 1), kept],
  ['a push in single bytes', (g) => drip(g.push(), 1, 1, 8), kept],
  ['a push in two halves', (g) => drip(g.push(), 400, 500), kept],
  ['half closed after the request', (g) => [g.verify(), finish], closed],
  ['half closed after a push', (g) => [g.push(), finish], closed],
  ['half closed in the middle of the headers', (g) => [g.verify().slice(0, -8), finish], cut],
  ['half closed in the middle of a body', (g) => [g.push().slice(0, -8), finish], cut],
  ['opened and half closed', () => [finish], ['cut']],
  ['reset after the request', (g) => [g.push(), reset], ['cut']],
  ['reset in the middle of the headers', (g) => [g.verify().slice(0, -8), reset], ['cut']],
  ['reset in the middle of a body', (g) => [g.push().slice(0, -8), reset], ['cut']],
  ['reset at once', () => [reset], ['cut']],
  ['headers that drip', (g) => forever(g.verify().slice(0, -2), 'X: y\r\n', 500), [...cut, '431 closed'], patient],
  ['one header that drips', (g) => forever(g.verify().slice(0, -2) + 'X: ', 'y', 500), cut, patient],
  ['a body that drips', (g) => forever(g.push({ length: 60000 }), 'y', 500), cut, patient],
  ['a body that never comes', (g) => [g.push({ length: 60000 })], cut, patient],
  [
    'Expect: 100-continue, and no body',
    (g) => [g.push({ head: 'Expect: 100-continue', length: 60000, body: '' })],
    ['100 408 closed', '100 400 closed', '100 closed'],
    patient,
  ],
];
