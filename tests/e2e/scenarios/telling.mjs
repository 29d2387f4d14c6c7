import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { edit, run } from '../lib/gateway.mjs';
import { at } from '../lib/moved.mjs';
import { people } from '../lib/people.mjs';
import { opposite, PhoneResident, seen } from '../lib/phone.mjs';
import { bind, carry, options } from '../lib/resident.mjs';
import { request } from '../lib/wechat.mjs';
import { unsealed } from '../lib/vault.mjs';

export const title = 'what the account says of its own accord, on telephones that the sandbox plays';

/** An installation whose API is the sandbox on `wechat.origin`. */
const config = (world, wechat) =>
  world.config('telling', { gateway: (values) => wechat.serves(values) });

async function operator(t, wechat, gateway) {
  const ask = (...args) => run([...args, '--config', gateway.config], { cwd: path.dirname(gateway.config) });
  const token = await ask('token');
  t.check('token: WeChat gives one, and it is not shown', token.code === 0 && !/access_token|[\w-]{60}/.test(token.out), token.out);
  const before = await run(['menu', '--config', gateway.config, 'diff'], { cwd: path.dirname(gateway.config) });
  t.check('menu diff: everything is missing at WeChat', before.code === 1 && before.out.includes('+ 办事大厅 / 户政业务: click household'), before.out);
  const pushed = await run(['menu', '--config', gateway.config, 'push'], { cwd: path.dirname(gateway.config) });
  const shown = JSON.stringify(await wechat.get('/api/menu'));
  t.check('menu push: telephones show it', pushed.code === 0 && shown.includes('户政业务') && shown.includes('派出所查询'), shown);
  edit(path.join(gateway.config, 'services/community.json'), (values) => {
    values.police_station_directory.enabled = false;
    values.police_station_directory.notice = '系统维护，12月1日恢复。';
  });
  const off = await run(['menu', '--config', gateway.config, 'diff'], { cwd: path.dirname(gateway.config) });
  t.check('menu diff: a service switched off leaves the menu', off.code === 1 && off.out.trim() === '- 办事大厅 / 派出所查询: click stations', off.out);
  const quota = await ask('quota', '/cgi-bin/menu/create');
  t.check('quota: counts the push', quota.code === 0 && quota.out.includes(': 1 of 1000 used today'), quota.out);
  const callback = await ask('check-callback');
  t.check('check-callback', callback.code === 0 && callback.out.includes('ping '), callback.out);
  const qr = await ask('qr', 'id_card_appointment', '--days', '7');
  t.check('qr: a code that opens a service', qr.code === 0 && qr.out.includes('showqrcode?ticket='), qr.out + qr.err);
  const nonsense = await ask('qr', 'no_such_service');
  t.check('qr: anything else is refused', nonsense.code === 1 && nonsense.err.includes('expected a service id'), nonsense.err);

  await wechat.post('/api/faults', { path: '/cgi-bin/openapi/quota/get', kind: 'ip', times: 2 });
  const refused = await ask('quota');
  t.check(
    '40164 says which address to allow, and where',
    refused.code === 1 && /allow \d+\.\d+\.\d+\.\d+ in the account's console/.test(refused.err),
    refused.err,
  );
}

/** The sandbox's list has this machine's addresses. */
async function addresses(t, wechat, gateway) {
  const listed = await seen(async () => (await wechat.get('/api/calls')).some(({ path }) => path === '/cgi-bin/getcallbackip'));
  t.check("WeChat's addresses are asked for", listed);
  const from = async (headers) => {
    const { path: at, body } = gateway.account.push(gateway.account.message('oAddress', 'text', { Content: '菜单' }), { openid: 'oAddress' });
    return (await request(gateway.port, 'POST', at, body, headers)).status;
  };
  const stranger = await seen(async () => (await from({ 'X-Real-IP': '203.0.113.9' })) === 403);
  t.check('a push that nginx took from elsewhere is refused, however good its signature', stranger);
  t.check('one from the list is answered', (await from({ 'X-Real-IP': '127.0.0.9' })) === 200);
  t.check('and one that no proxy has named', (await from({})) === 200);
  t.check('the metric tells', (await gateway.metrics()).includes(`gateway_denied_total{reason="address is not WeChat's"} 1`), () => gateway.metrics());
}

const configVersion = async (gateway) => /config_version\{version="(\w+)"\} 1/.exec(await gateway.metrics())[1];

async function deadline(gateway, ms) {
  const before = await configVersion(gateway);
  edit(path.join(gateway.config, 'gateway.json'), (values) => (values.limits.answer_deadline_ms = ms));
  await seen(async () => (await configVersion(gateway)) !== before);
}

async function lateAnswer(t, wechat, gateway, resident) {
  await resident.say('实名绑定');
  await carry(resident, t.services, { mobile: null });
  await deadline(gateway, 400);
  t.sms.delay = 1200;
  const reply = await resident.say(resident.person.mobile);
  t.check('an answer that is late is not shown as a reply', reply === '', reply);
  const late = await seen(async () => (await wechat.messages(resident.openid))[0]);
  t.check('it arrives by itself, as a customer-service message', late?.text.includes('短信验证码已发送'), () => JSON.stringify(late));
  t.sms.delay = 0;
  await deadline(gateway, 4000);
  const next = await resident.say(t.sms.code(resident.person.mobile));
  t.check('the dialogue goes on from there, and says nothing twice', next.includes('请输入您的姓名') && !next.includes('已发送'), next);
}

/** Books; the number is in the reply. Not the first day: a visit tomorrow that is booked after 18:00 has no evening before it. */
async function booked(t, resident) {
  await resident.say('换身份证');
  const reply = await carry(resident, t.services, { business: '到期换领', district: '天河区', date: (offered) => options(offered)[1].label });
  const number = /预约编号：(\d{16})/.exec(reply)?.[1];
  t.check('an appointment is made', number, () => resident.transcript());
  const [, month, day, hour, minute] = /时间：(\d+)月(\d+)日\S* (\d+):(\d+)/.exec(reply) ?? [];
  const year = new Date().getFullYear() + (Number(month) < new Date().getMonth() + 1 ? 1 : 0);
  return { number, begins: new Date(Date.UTC(year, month - 1, day, hour - 8, minute)) };
}

const hours = (number) => number * 3600e3;

async function reminders(t, world, wechat, first) {
  const [open, closed, cancelled, gone] = people(5)
    .slice(1)
    .map((person) => new PhoneResident(wechat, person, t.sms));
  const visits = [];
  for (const resident of [open, closed, cancelled, gone]) {
    await resident.event('subscribe');
    await bind(resident, t.services);
    visits.push(await booked(t, resident));
  }
  await wechat.post('/api/send?wait=1', {
    openid: closed.openid,
    type: 'event',
    event: 'subscribe_msg_popup_event',
  });
  await cancelled.say('我的预约');
  const ends = await carry(cancelled, t.services, { '@act': '取消预约' });
  t.check('one of them is cancelled', ends.includes('取消'), ends);
  await gone.event('unsubscribe');
  await first.stop();

  // A day and a half later: those who wrote two days ago cannot be written to.
  const evening = new Date(visits[0].begins - hours(24));
  evening.setUTCHours(10, 0, 5); // 18:00 in Guangzhou
  const gateway = await at(world, first, evening);
  const told = await seen(async () => (await wechat.messages(open.openid)).find(({ text }) => text?.includes('预约提醒')), 15_000);
  t.check(
    'the evening before, whoever may be written to is reminded: what, when, where, number',
    ['您明天有预约', '到期换领', visits[0].number, '我的预约'].every((part) => told?.text.includes(part)),
    () => JSON.stringify(told),
  );
  t.check('nobody is reminded of what is cancelled', (await wechat.messages(cancelled.openid)).every(({ text }) => !text?.includes('预约提醒')));
  t.check('nor told anything after leaving', (await wechat.messages(gone.openid)).every(({ text }) => !text?.includes('预约提醒')));
  await gateway.stop();

  await wechat.post('/api/clock', { advance_s: 3 * 86400 });
  const before = await at(world, first, visits[1].begins - hours(2) + 5000);
  const isCard = (bubble) => bubble.kind !== 'text' && JSON.stringify(bubble).includes(visits[1].number);
  const card = await seen(async () => (await wechat.messages(closed.openid)).find(isCard), 15_000);
  t.check('two hours before, with the window closed, who subscribed gets the card', card, async () => JSON.stringify(await wechat.get('/api/calls')));
  const metrics = await before.metrics();
  t.check('nothing was perhaps told twice', metrics.includes('outbox_perhaps_told_twice_total 0') && metrics.includes('how="subscribe"'), metrics);
  await before.stop();
}

const asked = (world, sql) =>
  JSON.parse(execFileSync('sqlite3', ['-json', path.join(world.folder, 'var/police.db'), '.timeout 5000', sql], { maxBuffer: 1 << 26 }).toString() || '[]');

/** A photo of several parts; no two of its stretches are alike. */
function photo() {
  const bytes = Buffer.alloc(600_000);
  for (let at = 0, word = 1; at < bytes.length; at += 4, word = (Math.imul(word, 1103515245) + 12345) >>> 0) bytes.writeUInt32LE(word, at);
  return Buffer.concat([Buffer.from('FFD8FFE0', 'hex'), bytes]);
}

async function photos(t, world, wechat, gateway, resident) {
  const sent = photo();
  const { media_id } = await (await fetch(`${wechat.origin}/api/media`, { method: 'POST', body: sent })).json();
  await wechat.post('/api/faults', { path: '/cgi-bin/media/get', kind: 'busy', times: 1 });
  await bind(resident, t.services);
  await resident.say('快撤理赔');
  await carry(resident, t.services, { photo_front: null });
  await resident.push({ type: 'image', media_id });
  const kept = await seen(() => asked(world, "SELECT * FROM files WHERE state = 'kept'")[0]);
  t.check('a photo that a resident is asked for is kept', kept?.content_type === 'image/jpeg' && kept.bytes === sent.length, () => JSON.stringify(asked(world, 'SELECT * FROM files')));
  const key = path.join(world.folder, 'var/data.key');
  const parts = asked(world, 'SELECT seq, body FROM file_parts ORDER BY seq');
  const opened = parts.map(({ seq, body }) => unsealed(key, body, 'file_parts', 'body', `${kept.id}:${seq}`));
  t.check('byte for byte, in three parts', opened.length === 3 && Buffer.concat(opened).equals(sent));
  const disk = world.disk();
  const plain = sent.subarray(3000, 3030);
  t.check(
    'and neither the photo nor its id can be read on disk or in the logs',
    [plain, plain.toString('base64').slice(2, -2), media_id, resident.openid].every((each) => !disk.includes(each) && !world.logs().includes(each)),
  );
  const sends = () =>
    fetch(`${wechat.origin}/api/send?wait=1`, {
      method: 'POST',
      body: JSON.stringify({ openid: resident.openid, type: 'image', media_id: 'an-id-that-WeChat-does-not-know' }),
    });
  await sends(); // the photo before it is none, and is asked for again first
  const refused = await sends();
  const lost = refused.ok && (await seen(() => asked(world, "SELECT why FROM files WHERE state = 'lost'")[0]));
  t.check('what WeChat does not have is given up', lost?.why.startsWith('40007'), () => JSON.stringify(asked(world, 'SELECT * FROM files')));
  const metrics = await gateway.metrics();
  t.check('both are counted', ['kept', 'lost'].every((how) => metrics.includes(`files_fetched_total{how="${how}",kind="image"} 1`)), metrics);
  await resident.event('unsubscribe');
  const left = await seen(() => asked(world, 'SELECT (SELECT COUNT(*) FROM files) + (SELECT COUNT(*) FROM file_parts) AS n')[0].n === 0);
  t.check('whoever leaves takes their photos along', left);
}

export async function scenario(t) {
  await t.part('menu, late answers, photos and reminders', async () => {
    const world = t.embedded();
    await opposite(world, config, async (wechat, gateway) => {
      await operator(t, wechat, gateway);
      await addresses(t, wechat, gateway);
      const resident = new PhoneResident(wechat, people(1)[0], t.sms);
      await resident.event('subscribe');
      await lateAnswer(t, wechat, gateway, resident);
      const photographer = new PhoneResident(wechat, people(1)[0], t.sms);
      await photographer.event('subscribe');
      await photos(t, world, wechat, gateway, photographer);
      await reminders(t, world, wechat, gateway);
    });
  });
}
