// npm co-wechat stands in for the gateway: the sandbox's pushes must satisfy someone else's reading of the protocol, and the other way round.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import test from 'node:test';
import { account, command, credentials, fault, resident, sandbox } from './lib.mjs';

const require = createRequire(import.meta.url);
const Koa = require('koa');
const wechat = require('co-wechat');

async function coWechat(mode) {
  const seen = [];
  const app = new Koa();
  app.silent = true;
  const config = mode === 'plain' ? account.token : { token: account.token, appid: account.appId, encodingAESKey: account.key };
  app.use(wechat(config).middleware(async (message) => {
    seen.push(message);
    if (message.Content === '沉默') return '';
    if (message.Content === '图文') return [{ title: '办事指南', description: '说明', picurl: 'http://127.0.0.1/p.png', url: 'http://127.0.0.1/g' }];
    if (message.Content === '坐席') return { type: 'customerService' };
    if (message.MsgType === 'event') return `事件 ${message.Event} ${message.EventKey ?? ''}`;
    return `收到 ${message.Content ?? message.Recognition ?? message.Label ?? message.PicUrl ?? message.Title ?? ''}`;
  }));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}/wechat/callback`, seen, close() { server.closeAllConnections(); server.close(); } };
}

for (const mode of ['plain', 'compatible', 'secure']) {
  test(`${mode} mode`, async (t) => {
    const peer = await coWechat(mode);
    const box = await sandbox(mode, peer.url);
    t.after(async () => { await box.close(); peer.close(); });

    await t.test('text', async () => {
      const { verdict, shown, url, sent_body } = await box.send({ text: '重名查询 <b>&😀' });
      assert.equal(verdict.ok, true, verdict.why);
      assert.equal(shown[0].text, '收到 重名查询 <b>&😀');
      const query = new URL(url).searchParams;
      assert.equal(query.get('openid'), resident);
      assert.equal(query.get('encrypt_type'), mode === 'plain' ? null : 'aes');
      assert.equal(sent_body.includes('<Encrypt>'), mode !== 'plain');
      assert.equal(sent_body.includes('<Content>'), mode !== 'secure');
      assert.match(peer.seen.at(-1).MsgId, /^\d{17}$/);
    });
    await t.test('the end of a CDATA section: sent whole; co-wechat does not cut it in its reply', async () => {
      const { verdict } = await box.send({ text: 'a]]>b' });
      assert.equal(peer.seen.at(-1).Content, 'a]]>b');
      assert.match(verdict.why, /a bare & or ]]>/);
    });
    await t.test('the other kinds', async () => {
      assert.equal((await box.send({ type: 'voice', recognition: '我要报案' })).shown[0].text, '收到 我要报案');
      assert.equal((await box.send({ type: 'location', lat: 23.1, lng: 113.2, label: '越秀区' })).shown[0].text, '收到 越秀区');
      assert.equal(peer.seen.at(-1).Location_X, '23.100000');
      assert.equal((await box.send({ type: 'link', text: '题', url: 'http://a/' })).shown[0].text, '收到 题');
      assert.equal((await box.send({ text: '查', bizmsgmenuid: '7' })).verdict.ok, true);
      assert.equal(peer.seen.at(-1).bizmsgmenuid, '7');
      assert.equal((await box.send({ text: '图文' })).shown[0].articles[0].title, '办事指南');
      assert.equal((await box.send({ text: '坐席' })).shown[0].text, '正在为你转接人工客服');
      const silent = await box.send({ text: '沉默' });
      assert.equal(silent.verdict.ok, true);
      assert.deepEqual(silent.shown, []);
    });
    await t.test('a picture can be fetched', async () => {
      const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
      const kept = await (await fetch(`${box.url}/api/media`, { method: 'POST', body: png })).json();
      const { shown } = await box.send({ type: 'image', ...kept });
      assert.equal(shown[0].text, `收到 ${kept.pic_url}`);
      const fetched = await fetch(peer.seen.at(-1).PicUrl);
      assert.equal(fetched.headers.get('content-type'), 'image/png');
      assert.deepEqual(Buffer.from(await fetched.arrayBuffer()), png);
      assert.equal((await fetch(`${box.url}/api/media`, { method: 'POST', body: '<html>' })).status, 415);
    });
    await t.test('events', async () => {
      assert.equal((await box.send({ type: 'event', event: 'subscribe' })).shown[0].text, '事件 subscribe ');
      assert.equal((await box.send({ type: 'event', event: 'subscribe', key: 'qrscene_7' })).verdict.ok, true);
      assert.ok(peer.seen.at(-1).Ticket);
      assert.equal((await box.send({ type: 'event', event: 'CLICK', key: 'traffic' })).shown[0].text, '事件 CLICK traffic');
      const view = await box.send({ type: 'event', event: 'VIEW', key: 'http://a/?x=1&y=2' });
      assert.equal(peer.seen.at(-1).EventKey, 'http://a/?x=1&y=2');
      assert.deepEqual(view.shown, []);
      assert.equal((await box.send({ type: 'event', event: 'user_authorization_revoke' })).verdict.ok, true);
      assert.equal(peer.seen.at(-1).OpenID, resident);
    });
    await t.test('milliseconds in CreateTime are remarked on', async () => {
      const { verdict } = await box.send({ text: '好' });
      assert.ok(verdict.notes.some((note) => note.includes('CreateTime')));
    });
    for (const sign of ['bad', 'missing']) {
      await t.test(`a ${sign} signature is refused, and not retried`, async () => {
        const before = peer.seen.length;
        const { verdict, attempts, shown } = await box.send({ text: '好', sign });
        assert.equal(verdict.ok, false);
        assert.deepEqual(attempts.map((attempt) => attempt.status), [401]);
        assert.equal(shown[0].text, fault);
        assert.equal(peer.seen.length, before);
      });
    }
    await t.test('resend repeats the push byte for byte', async () => {
      const first = await box.send({ text: '好' });
      const again = (await box.json(`/api/resend/${first.id}?wait=1`, '')).body;
      assert.deepEqual([again.url, again.sent_body, again.resend_of], [first.url, first.sent_body, first.id]);
      assert.equal(peer.seen.at(-1).MsgId, peer.seen.at(-2).MsgId);
      assert.equal((await box.json('/api/resend/999999', '')).status, 404);
    });
    await t.test('commands', async () => {
      const through = await command('send', '--text', '重名查询', '--sandbox', box.url);
      assert.deepEqual([through.code, through.out], [0, '收到 重名查询\n']);
      assert.match(through.err, /^ok: shown; 1 attempt\(s\), [\d.]+ ms/);
      const direct = await command('trigger', 'CLICK', '--key', 'k', '--gateway', peer.url, ...credentials(mode));
      assert.deepEqual([direct.code, direct.out], [0, '事件 CLICK k\n']);
      const bad = await command('send', '--text', 'x', '--sign', 'bad', '--sandbox', box.url, '--json');
      assert.equal(bad.code, 1);
      assert.equal(JSON.parse(bad.out).attempts[0].status, 401);
      assert.equal((await command('verify', '--gateway', peer.url, ...credentials(mode))).code, 0);
      assert.equal((await command('verify', '--sign', 'bad', '--gateway', peer.url, ...credentials(mode))).code, 1);
      assert.equal((await command('resend', '1', '--sandbox', box.url)).code, 0);
    });
  });
}
