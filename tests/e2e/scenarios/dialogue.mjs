import { people, popular } from '../lib/people.mjs';
import { asked, carry, options, Resident } from '../lib/resident.mjs';
import { Account, deliver, request } from '../lib/wechat.mjs';

export const title = 'a resident, from outside, in secure mode';

async function verification(t, gateway) {
  const get = (path) => request(gateway.port, 'GET', path);
  const good = await get(gateway.account.verification('4375120948345356249'));
  t.check('URL verification echoes', good.status === 200 && good.body.toString() === '4375120948345356249');
  const bad = await get(gateway.account.verification('secret', { token: 'anotherToken' }));
  t.check('a wrong signature is refused, without the echo', bad.status === 403 && bad.body.length === 0);
  const old = await get(gateway.account.verification('secret', { timestamp: String(Math.floor(Date.now() / 1000) - 3600) }));
  t.check('so is an hour-old timestamp', old.status === 403 && old.body.length === 0);
}

async function names(t, resident) {
  const { person, sms } = resident;
  await resident.say('重名');
  const asksMobile = await carry(resident, t.services, { mobile: null });
  t.check(
    'the name query asks for consent, then for the mobile',
    asksMobile.includes('手机号码') && resident.said.some((each) => each.includes('同意并继续')),
    () => resident.transcript(),
  );
  await resident.say(person.mobile);
  t.check(
    'the SMS notice shows the number masked',
    resident.reply.includes('验证码') && !resident.reply.includes(person.mobile) && /199\*{4}\d{4}/.test(resident.reply),
    resident.reply,
  );
  const code = sms.code(person.mobile);
  await resident.say(code === '000000' ? '111111' : '000000');
  t.check('a wrong code is refused', resident.reply.includes('不正确'), resident.reply);
  await resident.say(code);
  t.check(
    'the right one binds, and the query goes on by itself',
    resident.reply.includes('手机号码绑定成功') && resident.reply.includes('继续办理'),
    resident.reply,
  );
  const result = await carry(resident, t.services, { name: popular.name, sex: '不限', area: '全市' });
  const [men, women] = [popular.M, popular.F];
  const told = (count) => (count === 0 ? '0人' : count < 10 ? '不足10人' : `约${Math.floor(count / 10) * 10}人`);
  t.check(
    `the counts of ${popular.name} are those of the population, in tens: ${men + women}, ${men} and ${women}`,
    [told(men + women), `男${told(men)}`, `女${told(women)}`].every((each) => result.includes(each)),
    result,
  );
}

async function appointment(t, resident) {
  const { person } = resident;
  await resident.say('换身份证');
  const wrong = await carry(resident, t.services, { name: '张三丰' }, { until: (reply) => reply.includes('不符') });
  t.check(
    'name and ID number that do not match are refused, and asked for again',
    wrong.includes('不符') && asked(wrong, t.services)?.key === 'name',
    wrong,
  );
  let bound = '';
  const review = await carry(
    resident,
    t.services,
    { business: '到期换领', district: '天河区' },
    {
      until: (reply) => {
        if (reply.includes('实名绑定成功')) bound = reply;
        return bound && options(reply).some(({ label }) => label === '确认提交');
      },
    },
  );
  const hidden = (reply) => !reply.includes(person.id_no) && !reply.includes(person.mobile) && !reply.includes(person.name);
  t.check('ID number and name bind in the middle, shown masked', bound.includes('继续办理') && hidden(bound) && bound.includes('*'), bound);
  t.check('the review hides them too', hidden(review) && review.includes('*') && review.includes('天河区'), review);
  const done = await resident.choose('确认提交');
  const number = /预约编号：(\S+)/.exec(done)?.[1];
  t.check('booked, with a number and a password', done.includes('预约成功') && number && /查询密码：\d{6}/.test(done), () =>
    resident.transcript(),
  );

  await resident.say('我的预约');
  await carry(resident, t.services, { '@record': '到期换领', '@act': null });
  await resident.choose('查看详情');
  t.check('it is listed, and can be looked at', (await carry(resident, t.services)).includes(number ?? '-'), () => resident.transcript());
  await resident.say('我的预约');
  const cancelled = await carry(resident, t.services, { '@record': '到期换领', '@act': '取消预约' });
  t.check('and cancelled', cancelled.includes('已取消') && cancelled.includes(number ?? '-'), () => resident.transcript());
  await resident.say('我的预约');
  t.check('then the list is empty', (await carry(resident, t.services, { '@record': null })).includes('没有未办理的预约'), resident.reply);
  await resident.say('取消');
}

async function directory(t, resident) {
  await resident.say('派出所');
  const near = await resident.send('location', { Location_X: '23.1247', Location_Y: '113.3612', Scale: 15, Label: '天河' });
  t.check(
    'the directory by position: nearest first, with distances',
    near.includes('离您最近的') && near.includes('1. 天河区第一派出所') && /\d+(米|公里)/.test(near),
    near,
  );
  await resident.say('派出所');
  const keyword = await resident.say('天河区');
  t.check('and by keyword', keyword.includes('天河区第一派出所') && keyword.includes('天河区户籍办证窗口') && !keyword.includes('荔湾'), keyword);
  await resident.say('派出所');
  t.check('nothing found is said politely', (await resident.say('东京塔')).includes('没有找到'), resident.reply);
}

async function journey(t, gateway) {
  await verification(t, gateway);
  const resident = new Resident(() => gateway, people(1)[0], t.sms);
  const welcome = await resident.send('event', { Event: 'subscribe', EventKey: '' });
  t.check('a follower is welcomed with the menu', welcome.includes('欢迎') && options(welcome).length >= 3, welcome);
  await names(t, resident);
  await appointment(t, resident);
  await directory(t, resident);
  const unsubscribed = await resident.send('event', { Event: 'unsubscribe', EventKey: '' });
  t.check('an event that takes no reply is acknowledged', unsubscribed === '');
  const other = new Account({
    token: gateway.account.token,
    app_id: gateway.account.appId,
    original_id: 'gh_other0000000',
    encoding_aes_key: gateway.account.key.toString('base64').slice(0, 43),
  });
  const misdirected = await deliver(gateway.port, other.push(other.message(resident.openid, 'text', { Content: '菜单' })));
  t.check('a push for another account is refused', misdirected.status === 403 && misdirected.body.length === 0);
}

export async function scenario(t) {
  await t.part('SQLite and in-process sessions', async (start) => journey(t, await start(t.embedded(), 'dialogue')));
  await t.part('MySQL and Redis', async (start) => journey(t, await start(await t.cluster(), 'dialogue')), { needsServers: true });
}
