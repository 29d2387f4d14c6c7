// What follows from a call: cards on the phone, events to the gateway, grants, codes.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { account, command, field } from './lib.mjs';
import { followed, menu, png, wechat } from './wechat.mjs';

const progress = 'ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY';
const reminder = 'VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3';
const fines = '9nLIlbOQZC5Y89AZteFEux3WCXRRRG5W';
const progressData = { thing1: { value: '居住证' }, time2: { value: '2026年3月1日 09:30' }, phrase3: { value: '已办结' }, character_string4: { value: 'GZ1' } };
const reminderData = { thing1: { value: '换证' }, time2: { value: '09:30' }, thing3: { value: '天河' }, character_string4: { value: 'A1' } };
const finesData = { car_number1: { value: '粤A8Z888挂' }, time2: { value: '09:30' }, amount3: { value: '¥200元' }, thing4: { value: '请处理' } };
const bizsend = (w, template_id, data) => w.call('/cgi-bin/message/subscribe/bizsend', { touser: followed, template_id, data });

test('stable_token: the same until five minutes before its end, then both for a while', async (t) => {
  const w = await wechat(t);
  assert.equal((await w.stable()).access_token, w.access_token);
  await w.later(6800);
  assert.equal((await w.stable()).access_token, w.access_token);
  await w.later(150);
  const fresh = await w.stable();
  assert.notEqual(fresh.access_token, w.access_token);
  assert.equal(fresh.errcode, undefined);
  for (const access_token of [w.access_token, fresh.access_token]) assert.equal((await w.get('/cgi-bin/getcallbackip', { access_token })).errcode, undefined);
  await w.later(300);
  assert.equal((await w.call('/cgi-bin/getcallbackip')).errcode, 42001);
});

test('stable_token: forced at most every thirty seconds and twenty times a day, apart from the old token', async (t) => {
  const w = await wechat(t);
  const old = await w.get('/cgi-bin/token', { grant_type: 'client_credential', appid: account.appId, secret: account.appSecret });
  let last = (await w.stable({ force_refresh: true })).access_token;
  assert.notEqual(last, w.access_token);
  assert.equal((await w.call('/cgi-bin/getcallbackip')).errcode, 40001);
  assert.equal((await w.stable({ force_refresh: true })).access_token, last);
  for (let n = 1; n < 20; ++n) {
    await w.later(30);
    const { access_token } = await w.stable({ force_refresh: true });
    assert.notEqual(access_token, last);
    last = access_token;
  }
  await w.later(30);
  assert.equal((await w.stable({ force_refresh: true })).errcode, 45009);
  assert.equal((await w.get('/cgi-bin/getcallbackip', { access_token: old.access_token })).errcode, undefined);
});

test('a template message: the card, its number, and the event that tells how it went', async (t) => {
  const w = await wechat(t);
  await w.follow();
  const sent = await w.call('/cgi-bin/message/template/send', { touser: followed, template_id: progress, url: 'http://127.0.0.1/x', data: progressData });
  assert.equal(sent.errcode, 0);
  const event = await w.pushed('TEMPLATESENDJOBFINISH');
  assert.equal(field(event, 'MsgID'), String(sent.msgid));
  assert.equal(field(event, 'Status'), 'success');
  const [card] = await w.shown();
  assert.deepEqual([card.kind, card.title, card.rows[2]], ['card', '业务办理进度提醒', { label: '办理状态', value: '已办结' }]);
  await w.box.json('/api/resident', { openid: followed, refuses_templates: true });
  w.pushes.length = 0;
  await w.call('/cgi-bin/message/template/send', { touser: followed, template_id: progress, data: progressData });
  assert.equal(field(await w.pushed('TEMPLATESENDJOBFINISH'), 'Status'), 'failed:user block');
  assert.equal((await w.shown()).length, 1);
});

test('订阅通知: one agreement, one notice; a long-term one is good until it is taken back', async (t) => {
  const w = await wechat(t);
  await w.follow();
  assert.equal((await bizsend(w, reminder, reminderData)).errcode, 43101);
  const trigger = (event, template, answer) => command('trigger', event, '--template', template, '--answer', answer, '--sandbox', w.box.url);
  assert.equal((await trigger('subscribe_msg_popup_event', reminder, 'accept')).code, 0);
  assert.equal(field(w.pushes.at(-1), 'SubscribeStatusString'), 'accept');
  const sent = await bizsend(w, reminder, reminderData);
  assert.deepEqual([sent.errcode, sent.msgid], [0, undefined]);
  assert.equal(field(await w.pushed('subscribe_msg_sent_event'), 'TemplateId'), reminder);
  assert.equal((await bizsend(w, reminder, reminderData)).errcode, 43101);

  await trigger('subscribe_msg_popup_event', fines, 'accept');
  for (let n = 0; n < 3; ++n) assert.equal((await bizsend(w, fines, finesData)).errcode, 0);
  await trigger('subscribe_msg_change_event', fines, 'reject');
  assert.equal((await bizsend(w, fines, finesData)).errcode, 43101);
});

test('a value of the wrong kind or length is named', async (t) => {
  const w = await wechat(t);
  await w.follow();
  for (const [key, value] of [['car_number1', '粤A8Z888挂挂'], ['amount3', '二百'], ['thing4', '长'.repeat(21)], ['time2', '明天'], ['thing4', '']]) {
    const answer = await bizsend(w, fines, { ...finesData, [key]: { value } });
    assert.equal(answer.errcode, 47003, `${key} ${value}`);
    assert.ok(answer.errmsg.includes(`data.${key}.value`), answer.errmsg);
  }
});

test('web authorisation: silent, asked, refused, used once, and as somebody who only looks', async (t) => {
  const w = await wechat(t);
  const link = (scope) => `${w.box.url}/connect/oauth2/authorize?appid=${account.appId}&redirect_uri=${encodeURIComponent('http://127.0.0.1/back?a=1')}`
    + `&response_type=code&scope=${scope}&state=x%26y#wechat_redirect`;
  const visit = async (url, openid = 'oVisitor') => fetch(url, { redirect: 'manual', headers: { cookie: `resident=${openid}` } });
  const back = new URL((await visit(link('snsapi_base'))).headers.get('location'));
  assert.deepEqual([back.pathname, back.searchParams.get('a'), back.searchParams.get('state')], ['/back', '1', 'x&y']);
  const trade = (code) => w.get('/sns/oauth2/access_token', { appid: account.appId, secret: account.appSecret, code, grant_type: 'authorization_code' });
  const grant = await trade(back.searchParams.get('code'));
  assert.deepEqual([grant.openid, grant.scope, grant.is_snapshotuser], ['oVisitor', 'snsapi_base', undefined]);
  assert.equal((await trade(back.searchParams.get('code'))).errcode, 40163);
  assert.equal((await trade('none')).errcode, 40029);
  assert.equal((await w.get('/sns/userinfo', { access_token: grant.access_token, openid: grant.openid })).errcode, 48001);
  assert.equal((await w.get('/sns/auth', { access_token: grant.access_token, openid: grant.openid })).errcode, 0);

  await w.box.json('/api/snapshots', { on: true });
  const page = await (await visit(link('snsapi_userinfo'))).text();
  const [yes, no] = [...page.matchAll(/href="(\/connect[^"]*)"/g)].map(([, href]) => w.box.url + href.replaceAll('&amp;', '&'));
  assert.equal(new URL((await visit(no)).headers.get('location')).searchParams.get('code'), null);
  const agreed = await trade(new URL((await visit(yes)).headers.get('location')).searchParams.get('code'));
  assert.deepEqual([agreed.scope, agreed.is_snapshotuser], ['snsapi_userinfo', 1]);
  assert.equal((await w.get('/sns/userinfo', { access_token: agreed.access_token, openid: agreed.openid })).openid, 'oVisitor');
  const renewed = await w.get('/sns/oauth2/refresh_token', { appid: account.appId, grant_type: 'refresh_token', refresh_token: agreed.refresh_token });
  assert.equal(renewed.openid, 'oVisitor');

  const late = new URL((await visit(link('snsapi_base'))).headers.get('location')).searchParams.get('code');
  await w.later(301);
  assert.equal((await trade(late)).errcode, 40029);
  const shuffled = link('snsapi_base').replace(/(appid=[^&]*)&(redirect_uri=[^&]*)/, '$2&$1');
  assert.equal((await visit(shuffled)).status, 200);
});

test('a QR code: a picture; scanned by a stranger it subscribes, by a follower it is a scan', async (t) => {
  const w = await wechat(t);
  const code = await w.call('/cgi-bin/qrcode/create', { expire_seconds: 60, action_name: 'QR_STR_SCENE', action_info: { scene: { scene_str: '窗口3' } } });
  assert.deepEqual([code.errcode, code.expire_seconds], [undefined, 60]);
  const picture = await w.get('/cgi-bin/showqrcode', { ticket: code.ticket });
  assert.deepEqual(picture.bytes.subarray(0, 4), png.subarray(0, 4));
  const scan = () => command('trigger', 'scan', '--scene', '窗口3', '--sandbox', w.box.url);
  assert.equal((await scan()).code, 0);
  assert.deepEqual(['Event', 'EventKey', 'Ticket'].map((name) => field(w.pushes.at(-1), name)), ['subscribe', 'qrscene_窗口3', code.ticket]);
  await scan();
  assert.deepEqual(['Event', 'EventKey', 'Ticket'].map((name) => field(w.pushes.at(-1), name)), ['SCAN', '窗口3', code.ticket]);
  const info = await w.call('/cgi-bin/user/info', undefined, { openid: followed });
  assert.deepEqual([info.subscribe, info.subscribe_scene, info.qr_scene_str], [1, 'ADD_SCENE_QR_CODE', '窗口3']);
  await w.later(61);
  assert.match((await scan()).err, /no QR code/);
});

test('tags, and a menu for those who bear one', async (t) => {
  const w = await wechat(t);
  await w.follow();
  const { tag } = await w.call('/cgi-bin/tags/create', { tag: { name: '驾驶人' } });
  await w.call('/cgi-bin/menu/create', menu);
  const special = await w.call('/cgi-bin/menu/addconditional', { button: [{ type: 'click', name: '驾驶', key: 'drive' }], matchrule: { tag_id: String(tag.id) } });
  const matched = async () => (await w.call('/cgi-bin/menu/trymatch', { user_id: followed })).button[0].name;
  assert.equal(await matched(), '办事');
  await w.call('/cgi-bin/tags/members/batchtagging', { openid_list: [followed], tagid: tag.id });
  assert.equal(await matched(), '驾驶');
  assert.equal((await w.box.json(`/api/menu?openid=${followed}`)).body.button[0].name, '驾驶');
  const got = await w.call('/cgi-bin/menu/get');
  assert.deepEqual([got.menu.button[0].sub_button, got.conditionalmenu[0].menuid], [[], special.menuid]);
  assert.equal((await w.call('/cgi-bin/menu/delconditional', { menuid: special.menuid })).errcode, 0);
  assert.equal(await matched(), '办事');
});

test('a message to many, once for each clientmsgid', async (t) => {
  const w = await wechat(t);
  await w.follow();
  const message = { filter: { is_to_all: true }, msgtype: 'text', text: { content: '通告' }, clientmsgid: 'a' };
  const sent = await w.call('/cgi-bin/message/mass/sendall', message);
  assert.equal(field(await w.pushed('MASSSENDJOBFINISH'), 'MsgID'), String(sent.msg_id));
  assert.equal((await w.shown())[0].text, '通告');
  assert.equal((await w.call('/cgi-bin/message/mass/sendall', message)).errcode, 45065);
  assert.equal((await w.call('/cgi-bin/message/mass/sendall', { ...message, clientmsgid: 'x'.repeat(64) })).errcode, 45067);
  assert.equal((await w.call('/cgi-bin/message/mass/get', { msg_id: sent.msg_id })).msg_status, 'SEND_SUCCESS');
});

test('the JS-SDK signature is checked against the ticket', async (t) => {
  const w = await wechat(t);
  const { ticket } = await w.call('/cgi-bin/ticket/getticket', undefined, { type: 'jsapi' });
  const page = { url: 'http://127.0.0.1/p?q=1#top', nonceStr: 'n', timestamp: 1700000000 };
  const signature = createHash('sha1').update(`jsapi_ticket=${ticket}&noncestr=n&timestamp=1700000000&url=http://127.0.0.1/p?q=1`).digest('hex');
  assert.equal((await w.box.json('/api/jssdk', { ...page, signature })).body.errMsg, 'config:ok');
  assert.equal((await w.box.json('/api/jssdk', { ...page, signature: 'no' })).body.errMsg, 'config:invalid signature');
});

test('quotas are counted, shown and cleared ten times a month', async (t) => {
  const w = await wechat(t);
  await w.call('/cgi-bin/menu/create', menu);
  const quota = () => w.call('/cgi-bin/openapi/quota/get', { cgi_path: '/cgi-bin/menu/create' });
  assert.deepEqual((await quota()).quota, { daily_limit: 1000, used: 1, remain: 999 });
  for (let n = 0; n < 10; ++n) assert.equal((await w.call('/cgi-bin/clear_quota', { appid: account.appId })).errcode, 0);
  assert.equal((await quota()).quota.used, 0);
  assert.equal((await w.call('/cgi-bin/clear_quota', { appid: account.appId })).errcode, 48006);
  const refused = await w.call('/cgi-bin/menu/delconditional', { menuid: '1' });
  const [rid] = /[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}/.exec(refused.errmsg);
  assert.match((await w.call('/cgi-bin/openapi/rid/get', { rid })).request.response_body, /65301/);
});

test('faults: cut, slow, 5xx, late; counted; and nothing secret in what is shown of a call', async (t) => {
  const w = await wechat(t, '--fault', '5xx@/cgi-bin/get_api_domain_ip*2');
  assert.equal((await w.call('/cgi-bin/get_api_domain_ip')).status, 502);
  await command('fault', 'reset@/cgi-bin/getcallbackip', '--sandbox', w.box.url);
  await assert.rejects(w.call('/cgi-bin/getcallbackip'), /fetch failed/);
  assert.equal((await w.call('/cgi-bin/getcallbackip')).ip_list.length, 2);
  for (const kind of ['latency', 'slow_body']) {
    await command('fault', `${kind}@/cgi-bin/getcallbackip:300`, '--sandbox', w.box.url);
    const before = Date.now();
    assert.equal((await w.call('/cgi-bin/getcallbackip')).ip_list.length, 2);
    assert.ok(Date.now() - before >= 250);
  }
  await w.box.json('/api/faults', { kind: 'expired_token' });
  assert.equal((await w.call('/cgi-bin/getcallbackip')).errcode, 42001);
  const { access_token } = await w.stable();
  assert.notEqual(access_token, w.access_token);
  const faults = (await w.box.json('/api/faults')).body;
  assert.deepEqual(faults.map(({ kind, hit }) => [kind, hit]), [['5xx', 1], ['reset', 1], ['latency', 1], ['slow_body', 1], ['expired_token', 1]]);
  const calls = JSON.stringify((await w.box.json('/api/calls')).body);
  for (const secret of [w.access_token, access_token, account.appSecret]) assert.ok(!calls.includes(secret));
  const logs = await command('logs', '--past', '--sandbox', w.box.url);
  assert.match(logs.out, /call GET \/cgi-bin\/getcallbackip 42001 .*\(fault: expired_token\)/);
});

test('several messages, their repeats among them, in any order', async (t) => {
  const w = await wechat(t);
  const sent = await command('send', '--text', '甲', '--text', '乙', '--repeat', '2', '--order', 'random', '--sandbox', w.box.url);
  assert.equal(sent.code, 0, sent.err);
  const ids = w.pushes.map((body) => field(body, 'Content') + field(body, 'MsgId'));
  assert.deepEqual([ids.length, new Set(ids).size], [4, 2]);
});
