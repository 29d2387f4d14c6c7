import { people } from '../lib/people.mjs';
import { bind, carry, options, Resident } from '../lib/resident.mjs';
import { deliver } from '../lib/wechat.mjs';

export const title = 'two processes on one MySQL and Redis';

/** A push saying something, to be delivered where and as often as wanted. */
const pushOf = (gateway, resident, text) =>
  gateway.account.push(gateway.account.message(resident.openid, 'text', { Content: text }), { openid: resident.openid });

async function alternating(t, a, b) {
  let turn = 0;
  const resident = new Resident(() => (++turn % 2 ? a : b), people(1)[0], t.sms);
  await resident.say('换身份证');
  const done = await carry(resident, t.services, { district: '海珠区', business: '损坏换领' });
  t.check(`binding and booking, each of ${turn} messages on the other process`, done.includes('预约成功'), () => resident.transcript());
  await resident.say('我的预约');
  t.check(
    'listing and cancelling likewise',
    (await carry(resident, t.services, { '@record': '损坏换领', '@act': '取消预约' })).includes('已取消'),
    () => resident.transcript(),
  );
}

async function retried(t, a, b) {
  const resident = new Resident(() => a, people(1)[0], t.sms);
  const push = pushOf(a, resident, '重名');
  const first = await deliver(a.port, push);
  const second = await deliver(b.port, push);
  const third = await deliver(a.port, push);
  t.check(
    'a retry to the other process gets byte-identical bytes',
    first.status === 200 && first.body.length > 100 && first.body.equals(second.body) && first.body.equals(third.body),
  );
  const other = a.account.push(a.account.message(resident.openid, 'text', { Content: '菜单' }), {
    timestamp: push.query.timestamp,
    nonce: push.query.nonce,
  });
  const reused = await deliver(b.port, other);
  t.check(
    'the same timestamp and nonce with another body is refused there',
    reused.status === 403 && reused.body.length === 0,
    reused.status,
  );
}

/** Deliveries of one push at the same moment, of a message that sends an SMS: answered alike, done once. */
async function parallel(t, a, b) {
  let alike = 0,
    sentOnce = 0;
  const residents = people(8).map((person) => new Resident(() => a, person, t.sms));
  for (const [i, resident] of residents.entries()) {
    await resident.say('绑定手机');
    await carry(resident, t.services, { mobile: null });
    t.sms.delay = i % 2 ? 300 : 0;
    const push = pushOf(a, resident, resident.person.mobile);
    const answers = await Promise.all([a, b, a, b].map((gateway) => deliver(gateway.port, push)));
    t.sms.delay = 0;
    if (answers.every(({ status, body }) => status === 200 && body.length > 100 && body.equals(answers[0].body))) ++alike;
    if (t.sms.count(resident.person.mobile) === 1) ++sentOnce;
  }
  t.check('four deliveries at once to two processes: the same bytes, 8 of 8', alike === residents.length, alike);
  t.check('and one SMS each, 8 of 8', sentOnce === residents.length, sentOnce);
}

/** Different messages of one resident at the same moment: one at a time, none lost. */
async function impatient(t, a, b) {
  const resident = new Resident(() => a, people(1)[0], t.sms);
  await bind(resident, t.services);
  await resident.say('重名');
  await carry(resident, t.services, { name: null });
  const answers = await Promise.all(
    [a, b, a]
      .map((gateway) => new Resident(() => gateway))
      .map((other, i) => Object.assign(other, { openid: resident.openid }).say(['黄子轩', '菜单', '继续'][i])),
  );
  t.check(
    'three messages at once from one resident are all answered',
    answers.every((answer) => answer.length > 0),
    JSON.stringify(answers),
  );
  await resident.say('菜单');
  t.check('and the session is whole', options(resident.reply).length >= 3, resident.reply);
}

export async function scenario(t) {
  await t.part(
    'one citizen, two processes',
    async (start) => {
      const world = await t.cluster();
      const a = await start(world, 'a'),
        b = await start(world, 'b');
      await alternating(t, a, b);
      await retried(t, a, b);
      await parallel(t, a, b);
      await impatient(t, a, b);
      t.check('replays are counted', (await a.metric('gateway_replays_total')) + (await b.metric('gateway_replays_total')) >= 10);
    },
    { needsServers: true },
  );
}
