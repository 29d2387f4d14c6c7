// The request line: versions, methods, targets, and other protocols on this port.
const refused = ['400 closed'];
const version = ['505 closed', '400 closed'];
const method = ['405 closed', '405 kept', '501 closed'];
const elsewhere = ['404 kept', '404 closed', '400 closed'];
export const isHead = { head: (index) => index === 0 };  // the good request behind it is none
const silent = {
  check: ([answer]) => (answer.body.includes('secret') ? 'the request came back' : null),
};

const versions = [
  'HTTP/1.2',
  'HTTP/2.0',
  'HTTP/0.9',
  'HTTP/1.1x',
  'HTTP/11',
  'http/1.1',
  'HTTP/1,1',
  'HTTP/1.',
  'HTTP/',
  'HTTPS/1.1',
  '',
].map((each) => [`version "${each}"`, (g) => g.verify({ version: each }), version]);
const methods = [
  'PUT',
  'DELETE',
  'PATCH',
  'TRACE',
  'CONNECT',
  'OPTIONS',
  'PROPFIND',
  'BREW',
  'get',
  'Get',
  'GETT',
  'G\tT',
  'GÉT',
  'X'.repeat(9000),
].map((each) => [
  `method ${each.slice(0, 12)}`,
  (g) => g.verify({ method: each, head: 'X: secret', length: null }),
  [...method, ...refused, ...(each.length > 100 ? ['414 closed', '431 closed'] : [])],
  silent,
]);
const targets = [
  ['*', elsewhere],
  ['/', elsewhere],
  ['/wechat/callback%00', elsewhere],
  ['/wechat/callback%2f', elsewhere],
  ['/wechat/callback/', elsewhere],
  ['//wechat/callback', elsewhere],
  ['/wechat/../wechat/callback', elsewhere],
  ['/wechat/callback/../../../../etc/passwd', elsewhere],
  ['/%2e%2e/%2e%2e/etc/passwd', elsewhere],
  ['/wechat/%', elsewhere],
  ['/wechat/%zz', elsewhere],
  ['/wechat/%u0041', elsewhere],
  ['wechat/callback', elsewhere],
  ['', elsewhere],
  ['?', elsewhere],
  ['/metrics', elsewhere],
  ['/healthz', elsewhere],
  ['/\x01', elsewhere],
  ['/广州', elsewhere],
  [`/${'a/'.repeat(3500)}`, elsewhere],
  ['/wechat/callback?', ['403 kept']],
  [`/wechat/callback?${'&'.repeat(7000)}`, ['403 kept']],
  [`/wechat/callback?${'a=b&'.repeat(1900)}`, ['403 kept']],
  [`/wechat/callback?signature=${'%'.repeat(5000)}`, ['403 kept', ...refused]],
  ['/wechat/callback?nonce=%00%ff%fe', ['403 kept', ...refused]],
  [`/${'a'.repeat(9000)}`, ['414 closed']],
  [`/wechat/callback?x=${'a'.repeat(9000)}`, ['414 closed']],
].map(([target, may]) => [`target ${JSON.stringify(target.slice(0, 48))}`, (g) => g.verify({ target }), may]);

export default [
  ...versions,
  ...methods,
  ...targets,
  ['HEAD', (g) => g.verify({ method: 'HEAD' }), ['200 kept', '405 kept', '405 closed'], isHead],
  ['HTTP/0.9', () => 'GET /wechat/callback\r\n\r\n', [...version, 'cut']],
  ['HTTP/1.0', (g) => g.verify({ version: 'HTTP/1.0' }), ['200 closed']],
  ['HTTP/1.0 without Host', (g) => g.verify({ version: 'HTTP/1.0', host: null }), ['200 closed']],
  ['HTTP/1.0 with keep-alive', (g) => g.verify({ version: 'HTTP/1.0', head: 'Connection: keep-alive' }), ['200 kept', '200 closed']],
  [
    'HTTP/1.0, chunked',
    (g) => g.push({ version: 'HTTP/1.0', head: 'Transfer-Encoding: chunked', length: null }),
    ['411 closed', '400 closed'],
  ],
  ['HTTP/1.0, no length', (g) => g.push({ version: 'HTTP/1.0', length: null }), ['411 closed', '400 closed']],
  ['the HTTP/2 preface', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [...version, '405 closed', 'cut']],
  [
    'a TLS ClientHello',
    () =>
      Buffer.from(
        '16030100c8010000c40303' + '5a'.repeat(32) + '20' + 'a5'.repeat(32) + '0004130113020100' + '00'.repeat(60) + '0d0a0d0a',
        'hex',
      ),
    [...refused, 'cut'],
  ],
  ['bytes that are no text', () => Buffer.alloc(4096, '\xff\x00\x80\r\n', 'latin1'), [...refused, 'cut', '414 closed', '431 closed']],
  ['the absolute form', (g) => g.verify().replace('GET /', 'GET http://x/'), ['200 kept', '400 closed', '404 kept', '404 closed']],
  [
    'the absolute form of another host',
    (g) => g.verify().replace('GET /', 'GET http://evil.example/'),
    ['200 kept', '400 closed', '404 kept', '404 closed'],
  ],
  ['an empty line before the request', (g) => '\r\n' + g.verify(), ['200 kept', '400 closed']],
  ['1,000 empty lines before it', (g) => '\r\n'.repeat(1000) + g.verify(), ['200 kept', '400 closed', 'cut']],
  ['a bare LF before the request', (g) => '\n' + g.verify(), ['200 kept', '400 closed', 'cut']],
  ['a space before the method', (g) => ' ' + g.verify(), refused],
  ['two spaces in the request line', (g) => g.verify().replace(' ', '  '), refused],
  ['a tab in the request line', (g) => g.verify().replace(' ', '\t'), refused],
  ['a space at the end of the request line', (g) => g.verify().replace('HTTP/1.1', 'HTTP/1.1 '), refused],
  ['a space in the target', (g) => g.verify({ query: '& x=1' }), refused],
  ['NUL in the target', (g) => g.verify({ query: '&x=\0' }), refused],
  ['a CR in the target', (g) => g.verify({ query: '&x=\r1' }), refused],
  ['a parameter twice', (g) => g.verify({ query: '&nonce=1' }), ['403 kept']],
  ['only a request line, ever', () => ['GET / HTTP/1.1\r\n'], ['408 closed', '400 closed', 'cut'], { within: 20_000 }],
];
