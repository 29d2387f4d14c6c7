import fs from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import { freePort, sleep } from '../../e2e/lib/gateway.mjs';
import { people } from '../../e2e/lib/people.mjs';
import { carry } from '../../e2e/lib/resident.mjs';
import { host, Nginx, OutsideResident } from '../lib/nginx.mjs';

export const title = 'nginx in front, as shipped';

let senders = 0;
/** A push of a resident nobody else is. */
function message({ account }) {
  const openid = `oOutside${++senders}`;
  return account.push(account.message(openid, 'text', { Content: '菜单' }), { openid });
}
const closed = (answer) =>
  answer.then(
    ({ status }) => `answered ${status}`,
    (failure) => failure.code ?? failure.message,
  );

/** How many connections the gateway has, from whomever. */
function connections(port) {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = fs
    .readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  return rows.filter(([, at, , state]) => at === local && state === '01').length;
}

async function answers(t, nginx, gateway) {
  t.check('nginx -t is silent', nginx.checked.code === 0 && nginx.checked.both === '', nginx.checked.both);
  const echo = await nginx.request('GET', gateway.account.verification('4375120948345356249'));
  t.check('URL verification through TLS echoes', echo.status === 200 && echo.body.toString() === '4375120948345356249', echo.body);
  const resident = new OutsideResident(nginx, gateway, people(1)[0], t.sms);
  await resident.say('换身份证');
  const done = await carry(resident, t.services, { district: '海珠区', business: '损坏换领' });
  t.check(`a resident books through TLS, ${resident.pushed.length} messages`, done.includes('预约成功'), () => resident.transcript());
  const chunked = await nginx.deliver(message(gateway), { 'Transfer-Encoding': 'chunked' });
  t.check('a chunked push reaches the gateway with a length', gateway.account.text(chunked).includes('请选择业务'));
  const paper = await nginx.request('GET', '/documents/none.0.none');
  t.check(
    'a link that is no link: said by the gateway, and kept nowhere',
    paper.status === 404 && paper.body.toString().includes('链接已过期') && paper.headers['cache-control'] === 'private, no-store',
    paper.body,
  );
  t.check('a posted paper: 403', (await nginx.request('POST', '/documents/none.0.none', 'x')).status === 403);
  const server = chunked.headers.server ?? '';
  t.check(`no version is told: ${server}`, !/\d/.test(server));
  return resident;
}

async function refuses(t, nginx, gateway) {
  const plain = await nginx.request('GET', '/pages/1?x=1', '', { port: nginx.plain });
  t.check(
    'HTTP: 301 to https, without the query',
    plain.status === 301 && plain.headers.location === `https://${host}/`,
    plain.headers.location,
  );
  const push = message(gateway);
  const clear = await nginx.request('POST', push.path, push.body, { port: nginx.plain });
  t.check('a push in the clear: 403', clear.status === 403, clear.status);
  for (const route of ['/', '/metrics', '/readyz', '/wechat', '/wechat/callback/', '/wechat/callback/../../metrics'])
    t.check(`${route}: closed without an answer`, /ECONNRESET|socket hang up/.test(await closed(nginx.request('GET', route))));
  for (const method of ['GET', 'POST']) {
    const page = await nginx.request(method, '/duty/12345678?t=0123456789abcdef0123456789abcdef', '');
    t.check(`${method} of the duty desk's page reaches the gateway, which knows no such alarm: ${page.status}`, page.status === 404 && !page.body.includes('nginx'));
  }
  t.check('DELETE of it: 403', (await nginx.request('DELETE', '/duty/12345678')).status === 403);
  t.check('DELETE: 403', (await nginx.request('DELETE', '/wechat/callback')).status === 403);
  const stranger = await closed(nginx.request('GET', '/wechat/callback', '', { servername: 'other.example.cn' }));
  t.check(`another name gets no certificate: ${stranger}`, /UNRECOGNIZED_NAME|EPROTO/i.test(stranger));
  const other = await closed(nginx.request('GET', '/', '', { headers: { Host: 'other.example.cn' } }));
  t.check('another Host behind the right name: closed', /ECONNRESET|socket hang up/.test(other), other);
  const old = new Promise((resolve) => {
    const connection = tls.connect({
      host: '127.0.0.1',
      port: nginx.tls,
      servername: host,
      ca: nginx.ca,
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    connection.on('secureConnect', () => resolve('accepted')).on('error', (failure) => resolve(failure.code ?? failure.message));
  });
  t.check(`TLS 1.1 is refused: ${await old}`, (await old) !== 'accepted');
}

async function sizes(t, nginx, gateway) {
  const push = message(gateway);
  const big = await nginx.deliver({ ...push, body: push.body.padEnd(65537) });
  t.check('65,537 bytes: 413, by nginx', big.status === 413 && big.body.includes('nginx'), big.body);
  // nginx answers first and writes its log then.
  const alone = / 413 \d+ \d+ [\d.]+ - - -\n/;
  for (const end = Date.now() + 5000; Date.now() < end && !alone.test(nginx.logs()); await sleep(20));
  t.check('which asked no gateway', alone.test(nginx.logs()), () => nginx.logs().slice(-600));
  t.check('65,536 bytes are answered', (await nginx.deliver({ ...push, body: push.body.padEnd(65536) })).status === 200);
}

/** A TLS connection that sends `text` and then nothing; `life` resolves to how long nginx kept it, in seconds. */
function silent(nginx, text) {
  const start = performance.now();
  const connection = tls.connect({ host: '127.0.0.1', port: nginx.tls, servername: host, ca: nginx.ca }, () => connection.write(text));
  connection.on('error', () => {}).resume();
  return { connection, life: new Promise((done) => connection.on('close', () => done((performance.now() - start) / 1000))) };
}

async function slow(t, nginx, gateway) {
  await sleep(4500); // until nginx has let go of the connections it kept
  const idle = connections(gateway.port);
  const head = `POST /wechat/callback?x=1 HTTP/1.1\r\nHost: ${host}\r\n`;
  const texts = ['', head, `${head}Content-Length: 500\r\n\r\n<xml>`];
  const senders = texts.flatMap((text) => Array.from({ length: 100 }, () => silent(nginx, text)));
  await sleep(1500);
  t.check(
    `300 idle, half-sent and stalled senders: ${connections(gateway.port)} connections at the gateway`,
    connections(gateway.port) === idle,
    idle,
  );
  const honest = await Promise.all(Array.from({ length: 20 }, () => nginx.deliver(message(gateway))));
  const longest = Math.max(...honest.map(({ ms }) => ms));
  t.check(
    `20 honest pushes meanwhile: the longest took ${Math.round(longest)} ms`,
    honest.every(({ status }) => status === 200) && longest < 1000,
  );
  const lives = await Promise.all(senders.map(({ life }) => Promise.race([life, sleep(12_000).then(() => Infinity)])));
  senders.forEach(({ connection }) => connection.destroy());
  const last = texts.map((_, i) => Math.max(...lives.slice(i * 100, i * 100 + 100)).toFixed(1));
  t.check(`all are cut, the last of each kind after ${last.join(', ')} s`, Math.max(...lives) < 9);
}

async function next(t, owned) {
  const world = await t.cluster();
  const [a, b] = [owned(await world.start('first')), owned(await world.start('second'))];
  const nginx = owned(await Nginx.start([a.port, b.port]));
  const resident = new OutsideResident(nginx, a, people(1)[0], t.sms);
  await resident.say('绑定手机');
  await carry(resident, t.services, { mobile: null });
  t.sms.delay = 1500;
  const inFlight = resident.say(resident.person.mobile);
  await sleep(500);
  a.signal('SIGKILL');
  const reply = await inFlight.catch(String);
  t.sms.delay = 0;
  t.check('the message the killed gateway was working on is answered by the other', reply.includes('验证码'), reply);
  const answered = await Promise.all(
    Array.from({ length: 50 }, () => nginx.deliver(message(a)).then((answer) => a.account.text(answer), String)),
  );
  t.check(
    'and so are the next 50',
    answered.every((text) => text.includes('请选择业务')),
    answered.join('\n'),
  );
  const used = await b.metric('gateway_answer_seconds_count');
  t.check(`by the other: it counts ${used}`, used >= 50);
  b.signal('SIGKILL');
  await b.ended;
  t.check('both gone: 502', (await nginx.deliver(message(a))).status === 502);
  return [nginx, resident];
}

function silentLogs(t, nginx, pushes, openids) {
  const log = nginx.logs();
  const lines = log.match(/ POST \/wechat\/callback \d{3} /g)?.length ?? 0;
  t.check(`the log has ${lines} pushes in it`, lines >= pushes.length);
  const secrets = [...openids, ...pushes.flatMap(({ query }) => [query.signature, query.msg_signature, query.nonce])];
  const found = [...secrets, 'signature=', 'openid=', '?'].filter((secret) => log.includes(secret));
  t.check(`and none of ${secrets.length} openids, signatures and nonces`, found.length === 0, found.join('\n'));
}

export async function part(t) {
  await t.step('one gateway', async (owned) => {
    const gateway = owned(await (await t.embedded()).start('nginx'));
    const nginx = owned(await Nginx.start([gateway.port, await freePort()]));
    const resident = await answers(t, nginx, gateway);
    await refuses(t, nginx, gateway);
    await sizes(t, nginx, gateway);
    await slow(t, nginx, gateway);
    await gateway.stop();
    t.check('without a gateway: 502', (await nginx.deliver(message(gateway))).status === 502);
    silentLogs(t, nginx, resident.pushed, [resident.openid, 'oOutside']);
  });
  await t.step(
    'two gateways',
    async (owned) => {
      const [nginx, resident] = await next(t, owned);
      silentLogs(t, nginx, resident.pushed, [resident.openid, 'oOutside']);
    },
    { needsServers: true },
  );
}
