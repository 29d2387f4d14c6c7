// Every error code the protocol names, each from a request that deserves it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { account } from './lib.mjs';
import { followed, menu, nobody, png, stranger, wechat } from './wechat.mjs';

const credentials = { grant_type: 'client_credential', appid: account.appId, secret: account.appSecret };
const button = (one) => ({ button: [one] });
const sub = (one) => button({ name: '组', sub_button: [one] });
const click = { type: 'click', name: '甲', key: 'k' };
const view = { type: 'view', name: '甲', url: 'http://127.0.0.1/' };
const long = (n) => 'x'.repeat(n);
const create = (body) => (w) => w.call('/cgi-bin/menu/create', body);
const conditional = (matchrule) => (w) => w.call('/cgi-bin/menu/addconditional', { ...menu, matchrule });
const text = { msgtype: 'text', text: { content: '好' } };

const progress = 'ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY';
const reminder = 'VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3';
const reminderData = { thing1: { value: '换证' }, time2: { value: '09:30' }, thing3: { value: '天河' }, character_string4: { value: 'A1' } };

const table = [
  ['40002 grant type', 40002, (w) => w.stable({ grant_type: 'password' })],
  ['40013 app id', 40013, (w) => w.stable({ appid: 'wx0000000000000000' })],
  ['40125 secret', 40125, (w) => w.stable({ secret: 'no' })],
  ['41002 no app id', 41002, (w) => w.stable({ appid: '' })],
  ['41004 no secret', 41004, (w) => w.stable({ secret: '' })],
  ['43002 stable_token by GET', 43002, (w) => w.get('/cgi-bin/stable_token', credentials)],
  ['43001 menu/get by POST', 43001, (w) => w.call('/cgi-bin/menu/get', {})],
  ['41001 no token', 41001, (w) => w.post('/cgi-bin/menu/create', menu)],
  ['40014 no such token could be', 40014, (w) => w.post('/cgi-bin/menu/create', menu, { access_token: '令牌' })],
  ['40001 a token of somebody else', 40001, (w) => w.post('/cgi-bin/menu/create', menu, { access_token: long(160) })],
  ['42001 a token of yesterday', 42001, async (w) => { await w.later(7200); return w.call('/cgi-bin/menu/create', menu); }],
  ['44002 no body', 44002, (w) => w.call('/cgi-bin/menu/create', '')],
  ['47001 not JSON', 47001, (w) => w.call('/cgi-bin/menu/create', '{')],
  ['47001 comments are not JSON', 47001, (w) => w.call('/cgi-bin/menu/create', `/* */${JSON.stringify(menu)}`)],
  ['40066 no such interface', 40066, (w) => w.call('/cgi-bin/nothing', {})],

  ['40016 no buttons', 40016, create({ button: [] })],
  ['40016 four buttons', 40016, create({ button: [click, click, click, click] })],
  ['40017 type', 40017, create(button({ ...click, type: 'tap' }))],
  ['65318 type in capitals', 65318, create(button({ ...click, type: 'CLICK' }))],
  ['40018 six characters', 40018, create(button({ ...click, name: '一二三四五六' }))],
  ['40018 no name', 40018, create(button({ ...click, name: '' }))],
  ['40019 key', 40019, create(button({ ...click, key: long(129) }))],
  ['40020 url', 40020, create(button({ ...view, url: `http://127.0.0.1/${long(1024)}` }))],
  ['40055 url of a button', 40055, create(button({ ...view, url: 'ftp://127.0.0.1/' }))],
  ['40054 url of a sub-button', 40054, create(sub({ ...view, url: 'tel:110' }))],
  ['40022 a third level', 40022, create(sub({ name: '层', sub_button: [click] }))],
  ['40023 six sub-buttons', 40023, create(button({ name: '组', sub_button: Array(6).fill(click) }))],
  ['40024 type of a sub-button', 40024, create(sub({ ...click, type: 'tap' }))],
  ['40025 name of a sub-button', 40025, create(sub({ ...click, name: long(61) }))],
  ['40026 key of a sub-button', 40026, create(sub({ ...click, key: '' }))],
  ['40027 url of a sub-button', 40027, create(sub({ ...view, url: '' }))],
  ['40033 escapes', 40033, create(JSON.stringify(menu).replace('办', '\\u529e'))],
  ['40033 even of an ampersand', 40033, create(JSON.stringify(button(view)).replace('127.0.0.1/', '127.0.0.1/?a=1\\u0026b=2'))],
  ['40007 a picture nobody has', 40007, create(button({ type: 'media_id', name: '图', media_id: 'none' }))],
  ['46003 no menu', 46003, (w) => w.call('/cgi-bin/menu/get')],
  ['65303 no default menu', 65303, conditional({ tag_id: '100' })],
  ['65304 empty rule', 65304, async (w) => { await create(menu)(w); return conditional({})(w); }],
  ...['sex', 'country', 'province', 'city', 'language'].map((rule) => [`65320 ${rule}`, 65320,
    async (w) => { await create(menu)(w); return conditional({ [rule]: '1' })(w); }]),
  ['65301 no such conditional menu', 65301, (w) => w.call('/cgi-bin/menu/delconditional', { menuid: '1' })],

  ['40003 nobody', 40003, (w) => w.text('好', nobody)],
  ['43004 a stranger', 43004, (w) => w.text('好', stranger)],
  ['40008 no such message', 40008, async (w) => { await w.follow(); return w.custom({ msgtype: 'smell', smell: {} }); }],
  ['44004 no words', 44004, async (w) => { await w.follow(); return w.text(''); }],
  ['45002 too many words', 45002, async (w) => { await w.follow(); return w.text('好'.repeat(683)); }],
  ['44003 no article', 44003, async (w) => { await w.follow(); return w.custom({ msgtype: 'news', news: { articles: [] } }); }],
  ['45008 two articles', 45008, async (w) => { await w.follow(); return w.custom({ msgtype: 'news', news: { articles: [{ title: '甲' }, { title: '乙' }] } }); }],
  ['40007 no such picture', 40007, async (w) => { await w.follow(); return w.custom({ msgtype: 'image', image: { media_id: 'none' } }); }],
  ['45015 a minute after following', 45015, async (w) => { await w.follow(); await w.later(61); return w.text(); }],
  ['45015 two days after a message', 45015, async (w) => {
    await w.follow();
    await w.box.send({ text: '在吗' });
    await w.later(48 * 3600 - 10);
    const { access_token } = await w.stable();
    assert.equal((await w.post('/cgi-bin/message/custom/send', { touser: followed, ...text }, { access_token })).errcode, 0);
    await w.later(11);
    return w.post('/cgi-bin/message/custom/send', { touser: followed, ...text }, { access_token });
  }],
  ['45047 the fourth after following', 45047, async (w) => {
    await w.follow();
    for (let n = 0; n < 3; ++n) assert.equal((await w.text()).errcode, 0);
    return w.text();
  }],
  ['45047 the sixth after a message', 45047, async (w) => {
    await w.follow();
    await w.later(61);
    await w.box.send({ text: '在吗' });
    for (let n = 0; n < 5; ++n) assert.equal((await w.text()).errcode, 0);
    return w.text();
  }],
  ['45072 command', 45072, async (w) => { await w.follow(); return w.call('/cgi-bin/message/custom/typing', { touser: followed, command: 'Sing' }); }],
  ['45080 nothing was said yet', 45080, async (w) => { await w.follow(); return w.call('/cgi-bin/message/custom/typing', { touser: followed, command: 'Typing' }); }],
  ['45081 typing already', 45081, async (w) => {
    await w.box.send({ text: '在吗' });
    assert.equal((await w.call('/cgi-bin/message/custom/typing', { touser: followed, command: 'Typing' })).errcode, 0);
    return w.call('/cgi-bin/message/custom/typing', { touser: followed, command: 'Typing' });
  }],

  ['40004 kind of medium', 40004, (w) => w.upload('smell', png)],
  ['40005 not a film', 40005, (w) => w.upload('video', png)],
  ['40009 a picture too large', 40009, (w) => w.upload('image', Buffer.concat([png, Buffer.alloc(10 << 20)]))],
  ['40010 a voice too large', 40010, (w) => w.upload('voice', Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(2 << 20)]))],
  ['40011 a film too large', 40011, (w) => w.upload('video', Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42'), Buffer.alloc(10 << 20)]))],
  ['40012 a thumb too large', 40012, (w) => w.upload('thumb', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(64 << 10)]))],
  ['41005 no file', 41005, (w) => w.upload('image')],
  ['41006 no media id', 41006, (w) => w.call('/cgi-bin/media/get')],
  ['40007 no such medium', 40007, (w) => w.call('/cgi-bin/media/get', undefined, { media_id: 'none' })],

  ['40037 no such template', 40037, async (w) => { await w.follow(); return w.call('/cgi-bin/message/template/send', { touser: followed, template_id: 'none', data: {} }); }],
  ['40165 no page of the mini-program', 40165, async (w) => { await w.follow(); return w.call('/cgi-bin/message/template/send', { touser: followed, template_id: progress, miniprogram: { appid: 'wx1' }, data: {} }); }],
  ['43004 a template for a stranger', 43004, (w) => w.call('/cgi-bin/message/template/send', { touser: stranger, template_id: progress, data: {} })],
  ['43019 in the blacklist', 43019, async (w) => {
    await w.follow();
    assert.equal((await w.call('/cgi-bin/tags/members/batchblacklist', { openid_list: [followed] })).errcode, 0);
    return w.call('/cgi-bin/message/template/send', { touser: followed, template_id: progress, data: {} });
  }],
  ['45103 withdrawn', 45103, async (w) => {
    await w.follow();
    await w.box.json('/api/templates', { template_id: 'gone', title: '旧', content: '事项：{{thing1.DATA}}', withdrawn: true });
    return w.call('/cgi-bin/message/template/send', { touser: followed, template_id: 'gone', data: { thing1: { value: '事' } } });
  }],
  ['47003 a field without a value', 47003, async (w) => { await w.follow(); return w.call('/cgi-bin/message/template/send', { touser: followed, template_id: progress, data: {} }); }],
  ['43101 not agreed to', 43101, async (w) => { await w.follow(); return w.call('/cgi-bin/message/subscribe/bizsend', { touser: followed, template_id: reminder, data: reminderData }); }],
  ['41030 page', 41030, async (w) => { await w.follow(); return w.call('/cgi-bin/message/subscribe/bizsend', { touser: followed, template_id: reminder, page: 'x', data: reminderData }); }],
  ['40053 scene', 40053, (w) => w.call('/cgi-bin/qrcode/create', { action_name: 'QR_LIMIT_SCENE', action_info: { scene: { scene_id: 100001 } } })],
  ['45067 clientmsgid', 45067, (w) => w.call('/cgi-bin/message/mass/sendall', { filter: { is_to_all: true }, ...text, clientmsgid: long(64) })],
  ['40029 code', 40029, (w) => w.get('/sns/oauth2/access_token', { appid: account.appId, secret: account.appSecret, code: 'no', grant_type: 'authorization_code' })],
  ['40013 quota of another account', 40013, (w) => w.call('/cgi-bin/clear_quota', { appid: 'wx0' })],

  ['40163 a code used twice', 40163, async (w) => {
    await w.follow();
    const back = new URL((await w.get('/connect/oauth2/authorize', { appid: account.appId, redirect_uri: 'http://127.0.0.1/back', response_type: 'code', scope: 'snsapi_base', state: 's' })).headers.get('location'));
    const trade = () => w.get('/sns/oauth2/access_token', { appid: account.appId, secret: account.appSecret, code: back.searchParams.get('code'), grant_type: 'authorization_code' });
    assert.equal((await trade()).errcode, undefined);
    return trade();
  }],
  ['40132 a WeChat name that nobody has', 40132, (w) => w.call('/cgi-bin/message/mass/preview', { towxname: 'who', ...text })],
  ['45065 the same clientmsgid', 45065, async (w) => {
    const send = () => w.call('/cgi-bin/message/mass/sendall', { filter: { is_to_all: true }, ...text, clientmsgid: 'c' });
    assert.equal((await send()).errcode, 0);
    return send();
  }],
  ['48006 an eleventh clearing', 48006, async (w) => {
    const clear = () => w.call('/cgi-bin/clear_quota', { appid: account.appId });
    for (let n = 0; n < 10; ++n) assert.equal((await clear()).errcode, 0);
    return clear();
  }],
  // Of the account, not of a request: by a fault.
  ...[['frozen_secret', 40243], ['ip_unregistered', 61004], ['ip_unconfirmed', 89503]].map(([kind, code]) => [`${code} instead of a token`, code,
    async (w) => { await w.box.json('/api/faults', { path: '/cgi-bin/stable_token', kind }); return w.stable(); }]),
  ['50002 an account that is limited', 50002, async (w) => { await w.box.json('/api/faults', { path: '/cgi-bin/menu/create', kind: 'limited' }); return create(menu)(w); }],
  ['50005 nobody who follows', 50005, async (w) => {
    await w.box.json('/api/faults', { path: '/cgi-bin/user/info', kind: 'not_following' });
    return w.call('/cgi-bin/user/info', undefined, { openid: stranger });
  }],
  ['48001 an account that is not verified', 48001, async (w) => {
    await w.box.json('/api/faults', { path: '/cgi-bin/draft/add', kind: 'unauthorized' });
    return w.call('/cgi-bin/draft/add', { articles: [] });
  }],
  ['45066 the same too soon', 45066, async (w) => {
    await w.box.json('/api/faults', { path: '/cgi-bin/message/mass/sendall', kind: 'repeated_too_soon' });
    return w.call('/cgi-bin/message/mass/sendall', { filter: { is_to_all: true }, ...text, clientmsgid: 'c' });
  }],
  ...[['busy', -1], ['quota', 45009], ['ip', 40164], ['expired_token', 42001]].map(([kind, code]) => [`${code} by the fault ${kind}`, code,
    async (w) => { await w.box.json('/api/faults', { path: '/cgi-bin/menu/create', kind }); return create(menu)(w); }]),
  ['45009 a small quota', 45009, async (w) => {
    await w.box.json('/api/quotas', { path: '/cgi-bin/menu/create', daily: 1 });
    assert.equal((await create(menu)(w)).errcode, 0);
    return create(menu)(w);
  }],
  ['45011 a small quota a minute', 45011, async (w) => {
    await w.box.json('/api/quotas', { path: '/cgi-bin/menu/create', daily: 9, minute: 1 });
    assert.equal((await create(menu)(w)).errcode, 0);
    return create(menu)(w);
  }],
];

for (const [name, errcode, ask] of table) {
  test(name, async (t) => {
    const answer = await ask(await wechat(t));
    assert.equal(answer.errcode, errcode, JSON.stringify(answer));
    assert.match(answer.errmsg, /\S rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/);
  });
}
