// How long a body is: whatever two servers could read differently is refused, and the connection closed over the unread rest.
import zlib from 'node:zlib';

const refused = ['400 closed'];
const coded = ['411 closed', '400 closed', '501 closed'];

const lengths = [
  ['abc', refused],
  ['', ['411 closed', '400 closed']],
  ['+5', refused],
  ['-1', refused],
  ['0x5', refused],
  ['5.0', refused],
  ['5 5', refused],
  ['5,5', refused],
  ['5, 6', refused],
  ['5;', refused],
  ['"5"', refused],
  ['5\x0b', refused],
  ['५', refused],
  ['1'.padEnd(20, '0'), ['400 closed', '413 closed']],
  ['18446744073709551621', ['400 closed', '413 closed']], // 5 in 64 bits
  ['4294967301', ['400 closed', '413 closed']], // 5 in 32 bits
  ['65537', ['413 closed']],
  ['314572800', ['413 closed']],
].map(([length, may]) => [`Content-Length: ${length}`, (g) => g.push({ length }), may]);

const codings = [
  'chunked',
  'Chunked',
  'CHUNKED',
  'identity',
  'gzip, chunked',
  'chunked, identity',
  'chunked, chunked',
  'xchunked',
  '\tchunked',
  '\x0bchunked',
  '"chunked"',
  '',
].map((coding) => [
  `Transfer-Encoding: ${JSON.stringify(coding)}`,
  (g) => g.push({ length: null, head: `Transfer-Encoding: ${coding}`, body: '5\r\nhello\r\n0\r\n\r\n' }),
  coded,
]);

/** A push whose body length is said by `head` alone. */
const framed = (head, body) => (g) => g.push({ length: null, head, body });
const gzipped = (size) => (g) => {
  const body = zlib.gzipSync(Buffer.alloc(size));
  return Buffer.concat([Buffer.from(g.push({ head: 'Content-Encoding: gzip', length: body.length, body: '' })), body]);
};

export default [
  ...lengths,
  ...codings,
  ['a chunked body without end', framed('Transfer-Encoding: chunked', '5\r\nhello\r\n'), ['411 closed']],
  ['chunk size -2', framed('Transfer-Encoding: chunked', '-2\r\nhello\r\n0\r\n\r\n'), coded],
  ['chunk size with 20 digits', framed('Transfer-Encoding: chunked', 'fffffffffffffffffff0\r\nhello'), coded],
  ['a length and chunked', (g) => g.push({ length: 5, head: 'Transfer-Encoding: chunked', body: '0\r\n\r\n' }), coded],
  ['chunked and then a length', framed('Transfer-Encoding: chunked\r\nContent-Length: 5', '0\r\n\r\n'), coded],
  ['chunked under a name with a tab', framed('Transfer-Encoding\t: chunked', '0\r\n\r\n'), coded],
  ['a length under a name with an underscore', framed('Content_Length: 5', 'hello'), ['411 closed', '400 closed']],
  ['two equal lengths', framed('Content-Length: 5\r\nContent-Length: 5', 'hello'), refused],
  ['two different lengths', framed('Content-Length: 0\r\nContent-Length: 5', 'hello'), refused],
  ['two lengths in different case', framed('Content-Length: 5\r\ncontent-length: 50', 'hello'), refused],
  ['a length with spaces round it', framed('Content-Length: \t 0 ', ''), ['403 kept', '400 closed']],
  ['no length', (g) => g.push({ length: null }), ['411 closed']],
  ['no length and no body', framed('', ''), ['411 closed']],
  ['length 0', (g) => g.push({ length: 0, body: '' }), ['403 kept']],
  ['the longest body', (g) => g.push({ pad: 65536 }), ['200 kept']],
  ['one byte more', (g) => g.push({ pad: 65537 }), ['413 closed']],
  ['a gzip body', gzipped(1 << 20), ['415 closed']],
  ['a gzip body that unpacks to 50 MiB', gzipped(50 << 20), ['415 closed']],
  ['a br body', (g) => g.push({ head: 'content-encoding: br' }), ['415 closed']],
  ['GET with a body', (g) => g.verify({ body: 'hello' }), refused],
  ['GET with length 0', (g) => g.verify({ length: 0 }), ['200 kept']],
  ['GET with a chunked body', (g) => g.verify({ head: 'Transfer-Encoding: chunked', body: '0\r\n\r\n', length: null }), coded],
  ['Expect: 100-continue', (g) => g.push({ head: 'Expect: 100-continue' }), ['100 200 kept', '200 kept']],
  ['expect: 100-Continue', (g) => g.push({ head: 'expect: 100-Continue' }), ['100 200 kept', '200 kept']],
  [
    'Expect: 100-continue for a body too long',
    (g) => g.push({ head: 'Expect: 100-continue', length: 70000 }),
    ['413 closed', '417 closed'],
  ],
  ['Expect: something else', (g) => g.push({ head: 'Expect: 200-ok' }), ['417 closed', '200 kept']],
];
