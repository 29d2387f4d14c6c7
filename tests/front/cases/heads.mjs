// Header fields: what breaks their syntax, what is too much, and what must change nothing.
const refused = ['400 closed'];
const unended = [...refused, '408 closed', 'cut']; // what has no end is waited for
const much = ['431 closed'];
const plain = ['200 kept'];
const patient = { within: 20_000 };
const lines = (count, line) => Array.from({ length: count }, (_, i) => line(i)).join('\r\n');
const withHead = (name, head, may, also) => [name, (g) => g.verify({ head }), may, also];
const uncoded = { check: ([answer]) => (answer.headers.has('content-encoding') ? 'the answer is compressed' : null) };
const short = { check: ([answer]) => (answer.body.length > 1000 ? `an answer of ${answer.body.length} bytes` : null) };
const unsplit = {
  check: ([answer]) => ([...answer.headers.keys()].some((name) => name.startsWith('fake')) ? 'the header was split' : null),
};

export default [
  withHead(
    '50 headers',
    lines(50, (i) => `X-${i}: y`),
    plain,
  ),
  withHead(
    '200 headers',
    lines(200, (i) => `X-${i}: y`),
    much,
  ),
  withHead(
    '200 headers of one name',
    lines(200, () => 'X: y'),
    much,
  ),
  withHead(
    '40 headers of 2,000 bytes',
    lines(40, (i) => `X-${i}: ${'y'.repeat(2000)}`),
    much,
  ),
  withHead('a header line of 9,000 bytes', `X: ${'y'.repeat(9000)}`, [...much, ...refused]),
  withHead('a header name of 9,000 bytes', `${'x'.repeat(9000)}: y`, [...much, ...refused]),
  withHead('REMOTE_ADDR from the client', 'REMOTE_ADDR: 10.0.0.1', refused),
  withHead('remote_addr from the client', 'remote_addr: 10.0.0.1', refused),
  withHead('%0d%0a in a value', 'X: a%0d%0aFake: 1', plain, unsplit),
  ['%0d%0a in the query', (g) => g.verify({ query: '&x=a%0d%0aFake:%201' }), plain, unsplit],
  ['%0d%0a in echostr', (g) => g.verify({ echo: 'a\r\nFake: 1\r\n\r\nb' }), plain, unsplit],
  withHead(
    '1,501 ranges',
    `Range: bytes=${Array(1501).fill('0-').join(',')}`,
    ['200 kept', '416 closed', '400 closed', '431 closed'],
    short,
  ),
  withHead('one range', 'Range: bytes=0-0', ['200 kept', '416 closed'], short),
  withHead('Accept-Encoding', 'Accept-Encoding: gzip, br, deflate', plain, uncoded),
  withHead('a bare LF between headers', 'X: y\nZ: z', refused),
  withHead('a bare LF before a hidden length', 'X: y\nContent-Length: 5', refused),
  ['bare LF line ends throughout', (g) => g.verify().replaceAll('\r\n', '\n'), unended, patient],
  ['a bare LF ends the headers', (g) => g.verify().replace(/\r\n\r\n$/, '\n\n'), unended, patient],
  withHead('a bare CR in a value', 'X: y\rZ: z', refused),
  withHead('CR CR LF', 'X: y\r', refused),
  withHead('NUL in a value', 'X: y\0z', refused),
  withHead('NUL in a name', 'X\0Y: z', refused),
  withHead('NUL in a length', 'Content-Length: 5\0', refused),
  withHead('a control character in a value', 'X: y\x01z', [...refused, ...plain]),
  withHead('DEL in a name', 'X\x7f: y', refused),
  withHead('a folded line', 'X: y\r\n z', refused),
  withHead('a folded line with a tab', 'X: y\r\n\tContent-Length: 5', refused),
  ['a folded first line', (g) => g.verify({ host: null, head: ' X: y\r\nHost: x' }), refused],
  withHead('a space before the colon', 'X : y', refused),
  withHead('a space before the colon of a length', 'Content-Length : 5', refused),
  withHead('a space in a name', 'X Y: z', refused),
  withHead('no colon', 'XYZ', refused),
  withHead('no name', ': y', refused),
  withHead('no value', 'X:', plain),
  withHead('a name with a bracket', 'X(y): z', refused),
  withHead('UTF-8 in a value', 'X: 广州', [...plain, ...refused]),
  withHead('UTF-8 in a name', '广州: x', refused),
  ['no Host', (g) => g.verify({ host: null }), refused],
  withHead('two Hosts', 'Host: y', refused),
  withHead('two equal Hosts', 'host: x', refused),
  ['an empty Host', (g) => g.verify({ host: '' }), [...plain, ...refused]],
  withHead('Upgrade to HTTP/2', 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA', [
    ...plain,
    '200 closed',
  ]),
  withHead(
    'Upgrade to WebSocket',
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAA',
    plain,
  ),
  withHead('X-HTTP-Method-Override', 'X-HTTP-Method-Override: DELETE', plain),
];
