// Three npm clients of WeChat's API, unchanged, against the sandbox: what they cannot do with it is the sandbox's mistake.
//   SANDBOX=<wechat-sandbox> node clients.mjs
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { account, resident } from '../sandbox/lib.mjs';
import { menu, png, wechat } from '../sandbox/wechat.mjs';

const here = dirname(fileURLToPath(import.meta.url));
if (!existsSync(join(here, 'node_modules', 'co-wechat-api'))) {
  console.log('SKIPPED 1: run `npm install` in tests/interop first');
  process.exit(77);
}
const require = createRequire(import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'clients-'));
const picture = join(folder, 'a.png');
writeFileSync(picture, png);

const template = 'ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY';
const data = { thing1: { value: '居住证' }, time2: { value: '2026年3月1日 09:30' }, phrase3: { value: '已办结' }, character_string4: { value: 'GZ1' } };
// Another server of the account asks for tokens: the client's own is met with 40001, once.
async function withdrawToken(w) {
  for (let n = 0; n < 2; ++n) await w.get('/cgi-bin/token', { grant_type: 'client_credential', appid: account.appId, secret: account.appSecret });
}
const refusals = async (w) => (await w.box.json('/api/calls')).body.filter(({ errcode }) => errcode === 40001).length;

test('co-wechat-api', async (t) => {
  const w = await wechat(t);
  await w.follow();
  const Client = require('co-wechat-api');
  const api = new Client(account.appId, account.appSecret);
  api.prefix = `${w.box.url}/cgi-bin/`;

  assert.equal((await api.createMenu(menu)).errcode, 0);
  assert.equal((await api.getMenu()).menu.button[0].name, '办事');
  await withdrawToken(w);
  assert.equal((await api.getMenu()).menu.button[0].name, '办事');
  assert.equal(await refusals(w), 1);
  assert.equal((await api.sendTemplate(resident, template, 'http://127.0.0.1/x', '#173177', data)).errcode, 0);
  assert.equal((await api.sendText(resident, '您好')).errcode, 0);
  const { media_id } = await api.uploadMedia(picture, 'image');
  assert.deepEqual(await api.getMedia(media_id), png);
  assert.equal((await api.sendImage(resident, media_id)).errcode, 0);
  const code = await api.createTmpQRCode(10000, 1800);
  assert.equal(code.expire_seconds, 1800);
  assert.equal((await api.createLimitQRCode('窗口')).errcode, undefined);
  assert.equal((await api.getUser({ openid: resident, lang: 'zh_CN' })).subscribe, 1);
  assert.deepEqual((await api.getFollowers()).data.openid, [resident]);
  await assert.rejects(api.sendText('oNobody', '您好'), (error) => error.code === 40003);
  assert.equal((await api.removeMenu()).errcode, 0);
  assert.deepEqual((await w.shown()).map(({ kind }) => kind), ['card', 'text', 'image']);

  const ticket = await api.getTicket();
  const page = 'http://127.0.0.1/p?q=1';
  const config = await api.getJsConfig({ debug: false, jsApiList: [], url: page });
  assert.ok(ticket);
  assert.equal((await w.box.json('/api/jssdk', { url: page, nonceStr: config.nonceStr, timestamp: config.timestamp, signature: config.signature })).body.errMsg, 'config:ok');
});

test('wechat-api', async (t) => {
  const w = await wechat(t);
  await w.follow();
  const Client = require('wechat-api');
  const api = new Client(account.appId, account.appSecret);
  api.endpoint = w.box.url;
  const ask = (method, ...args) => new Promise((resolve, reject) => {
    api[method](...args, (error, answer) => (error ? reject(error) : resolve(answer)));
  });

  assert.equal((await ask('createMenu', menu)).errcode, 0);
  // It does try again, but with the token it has kept: a new one must be asked for.
  await withdrawToken(w);
  await assert.rejects(ask('getMenu'), (error) => error.code === 40001);
  assert.equal(await refusals(w), 2);
  await ask('getAccessToken');
  assert.equal((await ask('getMenu')).menu.button[0].name, '办事');
  assert.equal((await ask('sendTemplate', resident, template, 'http://127.0.0.1/x', data)).errcode, 0);
  assert.equal((await ask('sendText', resident, '您好')).errcode, 0);
  const { media_id } = await ask('uploadMedia', picture, 'image');
  assert.deepEqual(await ask('getMedia', media_id), png);
  assert.equal((await ask('sendImage', resident, media_id)).errcode, 0);
  assert.ok((await ask('createTmpQRCode', 10000, 1800)).ticket);
  assert.equal((await ask('getUser', resident)).openid, resident);
  await assert.rejects(ask('sendText', 'oNobody', '您好'), (error) => error.code === 40003);
  assert.equal((await ask('removeMenu')).errcode, 0);
});

test('node-easywechat', async (t) => {
  const w = await wechat(t);
  await w.follow();
  const { OfficialAccount } = require('node-easywechat');
  const cacheFolder = mkdtempSync(join(tmpdir(), 'easywechat-'));
  const app = new OfficialAccount({ app_id: account.appId, secret: account.appSecret, token: account.token, use_stable_access_token: true,
    http: { baseURL: w.box.url, throw: false }, file_cache: { path: cacheFolder } });
  const client = app.getClient();
  const read = async (promise) => { const answer = await promise; return answer.toObject ? answer.toObject() : answer.data; };

  assert.equal((await read(client.postJson('/cgi-bin/menu/create', menu))).errcode, 0);
  assert.equal((await read(client.get('/cgi-bin/menu/get'))).menu.button[0].name, '办事');
  assert.equal((await read(client.postJson('/cgi-bin/message/template/send', { touser: resident, template_id: template, data }))).errcode, 0);
  assert.equal((await read(client.postJson('/cgi-bin/message/custom/send', { touser: resident, msgtype: 'text', text: { content: '您好' } }))).errcode, 0);
  assert.ok((await read(client.postJson('/cgi-bin/qrcode/create', { action_name: 'QR_STR_SCENE', action_info: { scene: { scene_str: 'a' } } }))).ticket);
  assert.equal((await read(client.get('/cgi-bin/user/info', { params: { openid: resident } }))).openid, resident);
  const calls = (await w.box.json('/api/calls')).body.map(({ path, errcode }) => [path, errcode]);
  assert.ok(calls.every(([, errcode]) => errcode === 0), JSON.stringify(calls));
});

test('an article by two clients: kept cover, draft, preview, to many and once, published', async (t) => {
  const w = await wechat(t);
  await w.follow();
  const Client = require('co-wechat-api');
  const api = new Client(account.appId, account.appSecret);
  api.prefix = `${w.box.url}/cgi-bin/`;
  const { OfficialAccount } = require('node-easywechat');
  const app = new OfficialAccount({ app_id: account.appId, secret: account.appSecret, token: account.token, use_stable_access_token: true,
    http: { baseURL: w.box.url, throw: false }, file_cache: { path: mkdtempSync(join(tmpdir(), 'easywechat-')) } });
  const client = app.getClient();
  const ask = async (path, json) => { const answer = await client.postJson(path, json); return answer.toObject ? answer.toObject() : answer.data; };

  const { media_id: thumb_media_id } = await api.uploadImageMaterial(picture);
  const draft = () => ask('/cgi-bin/draft/add', { articles: [{ title: '安全提示', content: '<p>注意防范</p>', thumb_media_id }] });
  const first = await draft();
  assert.equal((await api.previewNews(resident, first.media_id)).errcode, 0);
  assert.equal((await api.massSendNews(first.media_id, true, 'c1')).errcode, 0);
  await assert.rejects(api.massSendNews(first.media_id, true, 'c1'), (error) => error.code === 45065);
  assert.deepEqual((await w.shown()).map(({ articles }) => articles[0].title), ['安全提示', '安全提示']);
  const second = await draft();
  const { publish_id } = await ask('/cgi-bin/freepublish/submit', { media_id: second.media_id });
  const { article_id, publish_status } = await ask('/cgi-bin/freepublish/get', { publish_id });
  assert.equal(publish_status, 0);
  assert.equal((await ask('/cgi-bin/freepublish/getarticle', { article_id })).news_item[0].title, '安全提示');
  assert.equal((await api.removeMaterial(thumb_media_id)).errcode, 0);
});

test('the link to the consent page: wechat-oauth makes one the sandbox opens', async (t) => {
  const w = await wechat(t);
  const OAuth = require('wechat-oauth');
  const link = new OAuth(account.appId, account.appSecret).getAuthorizeURL('http://127.0.0.1/back?a=1&b=2', 's', 'snsapi_base');
  const answer = await fetch(link.replace('https://open.weixin.qq.com', w.box.url), { redirect: 'manual' });
  const back = new URL(answer.headers.get('location'));
  assert.deepEqual([answer.status, back.searchParams.get('b'), back.searchParams.get('state')], [302, '2', 's']);
  assert.ok(back.searchParams.get('code'));
});

test('a page signed by wechat-jssdk', async (t) => {
  const w = await wechat(t);
  const { JSSDK } = require('wechat-jssdk');
  const timers = [];
  t.after(() => timers.forEach(clearInterval));
  const before = globalThis.setInterval;
  globalThis.setInterval = (...args) => { const timer = before(...args); timers.push(timer); return timer; };
  const sdk = new JSSDK({ appId: account.appId, appSecret: account.appSecret, wechatRedirectUrl: 'http://127.0.0.1/back',
    accessTokenUrl: `${w.box.url}/cgi-bin/token`, ticketUrl: `${w.box.url}/cgi-bin/ticket/getticket`, apiUrl: w.box.url,
    storeOptions: { fileStorePath: join(folder, 'jssdk.json'), noInterval: true } });
  globalThis.setInterval = before;
  const url = 'http://127.0.0.1/p?q=1';
  const signed = await sdk.getSignature(url);
  assert.equal((await w.box.json('/api/jssdk', { url, nonceStr: signed.nonceStr, timestamp: signed.timestamp, signature: signed.signature })).body.errMsg, 'config:ok');
});
