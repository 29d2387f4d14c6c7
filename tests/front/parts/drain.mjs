// SIGTERM with every kind of connection open; and a second one.
import { run, sleep, source } from '../../e2e/lib/gateway.mjs';
import { people } from '../../e2e/lib/people.mjs';
import { carry, Resident } from '../../e2e/lib/resident.mjs';
import { Requests } from '../lib/requests.mjs';
import { responses, send, Wire } from '../lib/wire.mjs';

export const title = 'SIGTERM with connections in every state';

/** Connections that were answered once. */
const idle = (port, requests, count) =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const wire = new Wire(port);
      await wire.write(requests.verify());
      await wire.until(() => responses(wire.bytes).all.length, 3000);
      wire.parts = [];
      return wire;
    }),
  );

/** Connections whose request drips: half in the headers, half in the body. */
function dripping(port, requests, count) {
  return Array.from({ length: count }, (_, i) => {
    const wire = new Wire(port);
    send(
      wire,
      (function* () {
        yield i % 2 ? requests.verify().slice(0, -2) + 'X: ' : requests.push({ length: 60000 });
        for (;;) yield* ['y', { pause: 250 }];
      })(),
    );
    return wire;
  });
}

async function seconds(gateway, since) {
  const end = await Promise.race([gateway.ended, sleep(12_000)]);
  return { code: end?.code, took: (performance.now() - since) / 1000 };
}

async function drain(t, services) {
  const gateway = await t.start('drain');
  const { port, account } = gateway;
  const requests = new Requests(account);
  const slow = new Resident(() => gateway, people(1)[0], t.sms);
  await slow.say('绑定手机');
  await carry(slow, services, { mobile: null });
  const silent = await idle(port, requests, 50);
  const [speaking] = await idle(port, requests, 1);
  const drips = dripping(port, requests, 20);
  await sleep(300);
  t.sms.delay = 1500;
  const inFlight = slow.say(slow.person.mobile);
  await sleep(300);
  const start = performance.now();
  gateway.signal('SIGTERM');
  await sleep(300);
  await speaking.write(requests.verify());
  const reply = await inFlight.catch(String);
  const { code, took } = await seconds(gateway, start);
  t.check(`exit 0 within 10 s: ${code} after ${took.toFixed(1)} s`, code === 0 && took < 10);
  t.check('the message in flight is answered', reply.includes('验证码'), reply);
  t.check(
    '50 idle connections are closed without a byte',
    silent.every(({ end, bytes }) => end === 'closed' && !bytes.length),
  );
  const { all } = responses(speaking.bytes);
  t.check(
    'one that speaks while it drains is closed, or answered with Connection: close',
    speaking.end === 'closed' &&
      (all.length === 0 || (all.length === 1 && all[0].status === 200 && all[0].headers.get('connection') === 'close')),
    speaking.bytes,
  );
  t.check(
    '20 that drip are cut, with 408 at most',
    drips.every(({ end, bytes }) => end && (!bytes.length || responses(bytes).all[0]?.status === 408)),
    drips.map(({ end, bytes }) => `${end} ${bytes}`).join('\n'),
  );
}

async function twice(t, when) {
  const gateway = await t.start('drain-twice');
  const requests = new Requests(gateway.account);
  await idle(gateway.port, requests, 5);
  dripping(gateway.port, requests, 5);
  await sleep(300);
  gateway.signal('SIGTERM');
  await sleep(when);
  const start = performance.now();
  t.check(`${when} ms after SIGTERM it waits for slow requests`, !gateway.end);
  gateway.signal('SIGTERM');
  const { took } = await seconds(gateway, start);
  t.check(`a second SIGTERM ends it at once: ${took.toFixed(2)} s`, took < 1);
}

export async function part(t) {
  const services = JSON.parse((await run(['services', '--json', '--config', `${source}/deploy/config`])).out);
  await drain(t, services);
  t.sms.delay = 0;
  await twice(t, 200);
  await twice(t, 1500);
}
