// A retry of a message that is still being worked on waits for the first one's answer, and holds up nobody else.
import { run, sleep, source } from '../../e2e/lib/gateway.mjs';
import { people } from '../../e2e/lib/people.mjs';
import { carry, Resident } from '../../e2e/lib/resident.mjs';
import { deliver } from '../../e2e/lib/wechat.mjs';

export const title = 'retries of a message that takes its time, with two workers';

const message = ({ account }, openid, Content) => account.push(account.message(openid, 'text', { Content }), { openid });
const same = (answers) => answers.every(({ status, body }) => status === 200 && body.equals(answers[0].body));

export async function part(t) {
  const services = JSON.parse((await run(['services', '--json', '--config', `${source}/deploy/config`])).out);
  const gateway = await t.start('waiting', (values) => (values.limits.threads = 2));
  const { port, account } = gateway;
  const slow = new Resident(() => gateway, people(1)[0], t.sms);
  await slow.say('绑定手机');
  await carry(slow, services, { mobile: null });

  t.sms.delay = 1700; // the product gives up after 2 s
  const first = message(gateway, slow.openid, slow.person.mobile);
  const firstAnswer = deliver(port, first);
  await sleep(200);
  // As many as WeChat sends, and far more than it ever would.
  const retries = [deliver(port, first), deliver(port, first)];
  await sleep(50);
  const excess = Array.from({ length: 10 }, () => deliver(port, first));
  const next = deliver(port, message(gateway, slow.openid, '菜单'));

  const others = Array.from({ length: 10 }, (_, i) => message(gateway, `oFrontWaiting${i}`, '菜单'));
  const pairs = await Promise.all(others.map((push) => Promise.all([push, push, push].map((each) => deliver(port, each)))));
  const times = [];
  let isOver = false;
  firstAnswer.then(() => (isOver = true));
  for (let i = 0; !isOver; ++i) {
    const answer = await deliver(port, message(gateway, `oFrontHonest${i}`, '菜单'));
    if (!isOver) times.push(account.text(answer).includes('请选择业务') ? answer.ms : Infinity);
    await sleep(20);
  }
  const slowest = Math.max(...times);
  t.check(`${times.length} others are answered meanwhile, the slowest after ${slowest.toFixed(0)} ms`, times.length > 3 && slowest < 1000);
  t.check('ten residents, three deliveries each at the same moment: each gets the same bytes three times', pairs.every(same));

  const answer = await firstAnswer;
  t.check(`the slow message is answered after ${answer.ms.toFixed(0)} ms`, account.text(answer).includes('验证码'), account.text(answer));
  const waited = await Promise.all(retries);
  t.check(
    'both retries get the same bytes',
    same([answer, ...waited]),
    waited.map(({ body }) => body),
  );
  const rest = await Promise.all(excess);
  t.check(
    'each of ten more gets the same bytes or is told success',
    rest.every((each) => same([answer, each]) || (each.status === 200 && each.body.toString() === 'success')),
    rest.map(({ status, body }) => `${status} ${body}`).join('\n'),
  );
  t.check("the resident's next message is answered in its turn, or put off", (await next).status === 200);
  const again = await deliver(port, first);
  t.check('a retry afterwards gets them too, at once', same([answer, again]) && again.ms < 500);
  t.check(`one SMS was sent`, t.sms.count(slow.person.mobile) === 1);
}
