import net from 'node:net';
import { Resident } from '../lib/resident.mjs';
import { deliver, freshNonce, now, request, signature } from '../lib/wechat.mjs';

export const title = 'what must be refused';

const refused = (answer) => answer.status === 403 && answer.body.length === 0;

/** Writes raw bytes and returns all that comes back until the other side closes, or null if it does not within 3 s. */
function raw(port, bytes) {
  return new Promise((resolve, reject) => {
    let back = '';
    const connection = net.connect(port, '127.0.0.1', () => connection.write(bytes));
    const timer = setTimeout(() => (connection.destroy(), resolve({ back, closed: false })), 3000);
    connection.on('data', (part) => (back += part));
    connection.on('error', reject);
    connection.on('close', () => (clearTimeout(timer), resolve({ back, closed: true })));
  });
}

async function signatures(t, gateway, resident) {
  const { account, port } = gateway;
  const push = () => account.push(account.message(resident.openid, 'text', { Content: '菜单' }), { openid: resident.openid });
  const change = (edit) => {
    const made = push();
    const query = { ...made.query };
    edit(query);
    return deliver(port, { ...made, path: '/wechat/callback?' + new URLSearchParams(query) });
  };
  t.check('no msg_signature', refused(await change((query) => delete query.msg_signature)));
  t.check(
    'a wrong msg_signature',
    refused(await change((query) => (query.msg_signature = query.msg_signature.replace(/./, (c) => (c === '0' ? '1' : '0'))))),
  );
  t.check('a wrong signature beside a right msg_signature', refused(await change((query) => (query.signature = '0'.repeat(40)))));
  t.check('no nonce', refused(await change((query) => delete query.nonce)));
  t.check(
    'a timestamp outside the window',
    refused(
      await deliver(
        port,
        account.push(account.message(resident.openid, 'text', { Content: '菜单' }), { timestamp: String(Number(now()) - 301) }),
      ),
    ),
  );
  t.check('the parameters twice', (await deliver(port, { ...push(), path: push().path + '&nonce=1' })).status === 403);

  const plain = account.message(resident.openid, 'text', { Content: '菜单' });
  const [timestamp, nonce] = [now(), freshNonce()];
  const query = new URLSearchParams({ signature: signature(account.token, timestamp, nonce), timestamp, nonce, openid: resident.openid });
  t.check('a plain body in secure mode (downgrade)', refused(await deliver(port, { path: '/wechat/callback?' + query, body: plain })));
  query.set('encrypt_type', 'aes');
  query.set('msg_signature', signature(account.token, timestamp, nonce, ''));
  t.check('a plain body that says it is encrypted', refused(await deliver(port, { path: '/wechat/callback?' + query, body: plain })));

  const first = push();
  const { timestamp: at, nonce: used } = first.query;
  const another = account.push(account.message(resident.openid, 'text', { Content: '取消' }), { timestamp: at, nonce: used });
  t.check(
    'the first of two pushes under one timestamp and nonce is answered',
    account.text(await deliver(port, first)).includes('请选择业务'),
  );
  t.check('the second, with another body, is refused', refused(await deliver(port, another)));
}

async function bodies(t, gateway, resident) {
  const { account, port } = gateway;
  const dtd = '<!DOCTYPE xml [<!ENTITY file SYSTEM "file:///etc/passwd">]>';
  const made = account.push(account.message(resident.openid, 'text', { Content: '菜单' }));
  t.check('a DOCTYPE outside', refused(await deliver(port, { ...made, body: dtd + made.body })));
  const inner = account.push(dtd + account.message(resident.openid, 'text', { Content: '@' }).replace('<![CDATA[@]]>', '&file;'));
  const inside = await deliver(port, inner);
  t.check(
    'a DOCTYPE inside: authentic, so acknowledged, and not answered',
    inside.status === 200 && ['', 'success'].includes(inside.body.toString()),
    inside.body,
  );
  for (const size of [65537, 70_000, 5_000_000]) {
    const big = await request(port, 'POST', made.path, made.body.padEnd(size), { 'Content-Length': String(size) }).catch((failure) => ({
      status: 0,
      failure,
    }));
    // A server that closes before a long body was sent may be seen as a broken pipe.
    t.check(
      `a body of ${size} bytes: 413`,
      big.status === 413 || (size > 1e6 && ['ECONNRESET', 'EPIPE'].includes(big.failure?.code)),
      big.failure ?? big.status,
    );
  }
  const wide = account.push(account.message(resident.openid, 'text', { Content: '菜单' }));
  const fits = await deliver(port, { ...wide, body: wide.body.padEnd(65536) });
  t.check('65,536 bytes are still read', fits.status === 200, fits.status);
}

async function framing(t, gateway, resident) {
  const { account, port } = gateway;
  const hidden = account.push(account.message(resident.openid, 'text', { Content: '菜单' }));
  const smuggled = `POST ${hidden.path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${Buffer.byteLength(hidden.body)}\r\n\r\n${hidden.body}`;
  const chunked = await raw(
    port,
    `POST /wechat/callback HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${Buffer.byteLength(smuggled).toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`,
  );
  t.check('chunked: 411, and the connection closed', chunked.closed && chunked.back.startsWith('HTTP/1.1 411'), JSON.stringify(chunked));
  t.check('what the chunk held is not taken for a request', chunked.back.split('HTTP/1.1 ').length === 2, chunked.back);
  const both = await raw(
    port,
    `POST /wechat/callback HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${smuggled}`,
  );
  t.check(
    'chunked with a length: refused and closed',
    both.closed && /^HTTP\/1\.1 4\d\d/.test(both.back) && both.back.split('HTTP/1.1 ').length === 2,
    both.back,
  );
  const twice = await raw(port, `POST /wechat/callback HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n${smuggled}`);
  t.check(
    'two lengths: refused and closed',
    twice.closed && /^HTTP\/1\.1 4\d\d/.test(twice.back) && twice.back.split('HTTP/1.1 ').length === 2,
    twice.back,
  );
  const unframed = await raw(port, 'POST /wechat/callback HTTP/1.1\r\nHost: x\r\n\r\n');
  t.check('no length at all: 411 and closed', unframed.closed && unframed.back.startsWith('HTTP/1.1 411'), JSON.stringify(unframed));
  t.check(
    'another path: 404; another method: refused',
    (await request(port, 'GET', '/')).status === 404 && [404, 405].includes((await request(port, 'DELETE', '/wechat/callback')).status),
  );
}

export async function scenario(t) {
  await t.part('refusals', async (start) => {
    const gateway = await start(t.embedded(), 'hostile');
    const resident = new Resident(() => gateway);
    await signatures(t, gateway, resident);
    await bodies(t, gateway, resident);
    await framing(t, gateway, resident);
    t.check('and after all that a resident is answered', (await resident.say('菜单')).includes('请选择业务'));
    t.check('refusals are counted by reason', /gateway_denied_total\{reason="[^"]+"\} [1-9]/.test(await gateway.metrics()));
  });
}
