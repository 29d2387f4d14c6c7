import { sleep } from '../lib/gateway.mjs';
import { people } from '../lib/people.mjs';
import { carry, Resident } from '../lib/resident.mjs';
import { deliver } from '../lib/wechat.mjs';

export const title = 'SIGTERM under light load';

/** One resident that says 菜单 again and again until the port is closed; what became of each delivery. */
async function chatter(gateway, log) {
  const resident = new Resident(() => gateway);
  for (;;) {
    const push = gateway.account.push(gateway.account.message(resident.openid, 'text', { Content: '菜单' }));
    const entry = { at: performance.now() };
    log.push(entry);
    try {
      entry.ok = gateway.account.text(await deliver(gateway.port, push)).includes('请选择业务');
    } catch (failure) {
      entry.failure = failure.code ?? failure.message;
      return;
    }
    await sleep(20);
  }
}

async function drain(t, gateway) {
  const slow = new Resident(() => gateway, people(1)[0], t.sms);
  await slow.say('绑定手机');
  await carry(slow, t.services, { mobile: null });
  const log = [];
  const ready = [];
  const talking = Array.from({ length: 6 }, () => chatter(gateway, log));
  await sleep(300);
  t.sms.delay = 1500;
  const inFlight = slow.say(slow.person.mobile);
  await sleep(300);
  const signalled = performance.now();
  gateway.signal('SIGTERM');
  const probing = (async () => {
    while (!gateway.end) {
      const answer = await gateway.get('/readyz').catch(() => null);
      if (answer) ready.push(`${answer.status} ${answer.body.toString().split('\n')[0]}`);
      await sleep(20);
    }
  })();
  const reply = await inFlight.catch((failure) => `${failure}`);
  const end = await gateway.ended;
  const took = (performance.now() - signalled) / 1000;
  await Promise.all([...talking, probing]);
  t.check(`exit 0 within 10 s: ${took.toFixed(2)} s`, end.code === 0 && took < 10, JSON.stringify(end));
  t.check('the message in flight is answered', reply.includes('验证码'), reply);
  // A connection made in the very last moment may still wait in the kernel: WeChat delivers it again.
  const before = log.filter(({ at }) => at < signalled - 50);
  t.check(
    `the ${before.length} messages before the signal are answered`,
    before.length > 20 && before.every(({ ok }) => ok),
    JSON.stringify(before.filter(({ ok }) => !ok)),
  );
  const after = log.filter(({ ok }) => !ok).map(({ failure }) => failure ?? 'other text');
  t.check(
    `later ones are refused at the port: ${after.join(' ')}`,
    after.every((each) => ['ECONNREFUSED', 'ECONNRESET', 'socket hang up'].includes(each)),
  );
  t.check(
    '/readyz says 503 while draining',
    ready.some((each) => each.startsWith('503 draining')),
    [...new Set(ready)].join(', '),
  );
}

export async function scenario(t) {
  await t.part('SQLite and in-process sessions', async (start) => drain(t, await start(t.embedded(), 'drain')));
  await t.part('MySQL and Redis', async (start) => drain(t, await start(await t.cluster(), 'drain')), { needsServers: true });
}
