// The phone's page itself, opposite a small gateway of its own; journeys through the real gateway are other files.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { field, gateway, resident, sandbox, textReply } from '../sandbox/lib.mjs';
import { walk } from './journey.mjs';
import { openPhone } from './phone.mjs';

const shots = process.env.SHOTS;
const png = join(mkdtempSync(join(tmpdir(), 'picture-')), 'a.png');
writeFileSync(png, Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'));
const menuFile = join(mkdtempSync(join(tmpdir(), 'menu-')), 'menu.json');
writeFileSync(menuFile, `{ // as in menu/create
  "button": [
    {"name": "办事大厅", "sub_button": [{"type": "click", "name": "交警业务", "key": "traffic"}, {"type": "click", "name": "出入境业务", "key": "exit_entry"},
      {"type": "click", "name": "户政业务", "key": "household"}, {"type": "click", "name": "治安业务", "key": "security"}, {"type": "click", "name": "警民互动", "key": "community"}]},
    {"name": "我的", "sub_button": [{"type": "click", "name": "我的业务", "key": "mine"}, {"type": "view", "name": "网页", "url": "http://127.0.0.1:1/"}]},
    {"type": "click", "name": "帮助", "key": "help"},
  ]}`);

const welcome = '您好，这里是广州公安。\n\n回复序号或点击：\n'
  + '1. <a href="weixin://bizmsgmenu?msgmenucontent=重名查询&msgmenuid=1">重名查询</a>\n'
  + '2. <a href="weixin://bizmsgmenu?msgmenucontent=交通违法查询&msgmenuid=2">交通违法查询</a>\n'
  + '3. <a href="weixin://bizmsgmenu?msgmenucontent=A%2B1+%E7%AB%99&amp;msgmenuid=3">出入境证件办理预约</a>\n\n'
  + '<a href="http://127.0.0.1:1/guide">办事指南</a>　紧急情况请拨打 110。';
const tricky = '<a href="javascript:alert(1)">坏</a> <img src=x onerror=alert(1)> <b>粗</b> & http://127.0.0.1:1/x';

async function answer(request, body, response) {
  const to = field(body, 'FromUserName');
  const words = field(body, 'Content') ?? field(body, 'Recognition') ?? field(body, 'EventKey') ?? '';
  if (words === '沉默') return response.end('success');
  if (words === '故障') return response.end('<html>');
  if (words === '慢') await new Promise((resolve) => { setTimeout(resolve, 400); });
  if (field(body, 'Event') === 'subscribe' || words === 'help') return response.end(textReply(welcome, { to }));
  if (words === '脚本') return response.end(textReply(tricky, { to }));
  if (words === '图文') {
    return response.end(textReply('', { to }).replace('[text]', '[news]').replace(/<Content>.*/,
      '<ArticleCount>1</ArticleCount><Articles><item><Title>居住证办理指南</Title><Description>条件、材料与时限</Description><PicUrl></PicUrl><Url>http://127.0.0.1:1/a</Url></item></Articles></xml>'));
  }
  const kind = field(body, 'MsgType');
  return response.end(textReply(`收到${kind}：${words || field(body, 'Label') || ''} ${field(body, 'bizmsgmenuid') ?? ''}`.trim(), { to }));
}

async function world(t) {
  const peer = await gateway(answer);
  const box = await sandbox('compatible', peer.url, '--menu', menuFile);
  t.after(async () => { await box.close(); peer.close(); });
  return box;
}

test('a resident follows, reads, taps, types, sends everything, and leaves', async (t) => {
  const box = await world(t);
  await walk([
    ['shot', '01-profile'],
    ['follow'], ['expect', '您好，这里是广州公安', '重名查询'], ['shot', '02-welcome'],
    ['tap', '重名查询'], ['expect', '收到text：重名查询 1'],
    ['tap', '出入境证件办理预约'], ['expect', '收到text：A+1+站 3'],
    ['type', '粤A12345'], ['expect', '收到text：粤A12345'],
    ['voice', '我要举报酒驾'], ['expect', '收到voice：我要举报酒驾'],  ['shot', '03-voice'],
    ['place', '广州塔'], ['expect', '收到location：广州市海珠区'],
    ['place', { lat: 23.2, lng: 113.3 }], ['expect', '收到location'],
    ['picture', png], ['expect', '收到image'], ['shot', '03-everything'],
    ['menu', '办事大厅', '交警业务'], ['expect', '收到event：traffic'],
    ['menu', '帮助'], ['expect', '您好'],
    ['type', '图文'], ['expect', '居住证办理指南'],
    ['type', '沉默'],
    ['type', '故障'], ['expect', '该公众号提供的服务出现故障，请稍后再试'],
    ['do', async (phone) => assert.match(await phone.verdict(), /✗[\s\S]*not well-formed/)], ['shot', '04-fault'],
    ['do', async (phone) => {
      await box.json('/api/sms', { mobile: '13800000000', text: '【广州公安】验证码 482913，10 分钟内有效。' });
      await phone.page.waitForSelector('#sms-banner:visible');
      await phone.screenshot('05-sms');
      await phone.page.click('#sms-banner');
    }],
    ['typeCode'], ['expect', '收到text：482913'],
    ['do', async (phone) => {
      await phone.page.click('#to-menu');
      await phone.page.click('.tab >> nth=0');
      await phone.screenshot('06-menu');
      await phone.page.click('.tab >> nth=0');
      await phone.page.click('#to-keyboard');
      await phone.page.click('#plus');
      await phone.screenshot('07-panel');
      await phone.page.click('#panel [data-panel=place]');
      await phone.screenshot('08-places');
      await phone.page.keyboard.press('Escape');
      await phone.page.click('#more');
      await phone.screenshot('09-more');
      await phone.page.keyboard.press('Escape');
    }],
    ['unfollow'],
    ['do', async (phone) => assert.ok(await phone.page.isVisible('#follow'))],
  ], { url: box.url, shots, openid: resident });
});

test('what an account writes stays text unless it is a link of a known kind', async (t) => {
  const box = await world(t);
  await walk([
    ['follow'], ['type', '脚本'],
    ['do', async (phone) => {
      const bubble = phone.page.locator('.account .bubble').last();
      assert.equal(await bubble.innerText(), tricky);
      assert.deepEqual(await bubble.locator('a').evaluateAll((links) => links.map((link) => link.href)), ['http://127.0.0.1:1/x']);
      assert.equal(await bubble.locator('img, b').count(), 0);
    }],
  ], { url: box.url, openid: resident });
});

test('two residents do not see each other; a reload keeps the conversation', async (t) => {
  const box = await world(t);
  const phone = await openPhone({ url: box.url, openid: resident });
  t.after(() => phone.close());
  await phone.follow();
  await phone.type('第一位');
  await phone.page.click('#more');
  await phone.page.click('.sheet .choice:has-text("新居民")');
  assert.ok(await phone.page.isVisible('#follow'));
  await phone.follow();
  assert.equal(await phone.page.locator('.bubble', { hasText: '第一位' }).count(), 0);
  await phone.page.goto(`${box.url}/?openid=${resident}`);
  await phone.page.waitForSelector('.account .bubble:has-text("第一位")');
  assert.deepEqual(phone.errors, []);
});

test('fault switches, typing indicator, resend', async (t) => {
  const box = await world(t);
  const phone = await openPhone({ url: box.url, openid: resident });
  t.after(() => phone.close());
  await phone.follow();
  await phone.page.selectOption('#sign', 'missing');
  await phone.type('x');
  assert.equal(new URL((await box.json('/api/log')).body.at(-1).url).searchParams.get('msg_signature'), null);
  await phone.page.selectOption('#sign', 'good');
  await phone.page.fill('#repeat', '2');
  await phone.type('再来');
  assert.equal((await box.json('/api/log')).body.at(-1).attempts.length, 2);
  await phone.page.fill('#repeat', '1');
  const slow = phone.type('慢');
  await phone.page.waitForSelector('#typing:visible');
  await slow;
  assert.ok(!await phone.page.isVisible('#typing'));
  await phone.answered(() => phone.page.click('#exchange > header button'));
  const log = (await box.json('/api/log')).body;
  assert.equal(log.at(-1).sent_body, log.at(-2).sent_body);
});

test('a narrow phone: the inspector is behind a button', async (t) => {
  const box = await world(t);
  await walk([
    ['follow'], ['type', '你好'], ['shot', '10-narrow'],
    ['do', async (phone) => {
      assert.ok(!await phone.page.isVisible('#inspector'));
      const wide = await phone.page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 375, `${wide} px wide`);
      await phone.page.click('#to-inspector');
      assert.ok(await phone.page.isVisible('#inspector'));
      await phone.screenshot('11-narrow-inspector');
      await phone.page.click('#to-phone');
    }],
  ], { url: box.url, shots, openid: resident, width: 375, height: 700 });
});

test('a word of 2048 bytes without a break stays inside the phone', async (t) => {
  const box = await world(t);
  await walk([
    ['follow'], ['type', 'x'.repeat(1500)],
    ['do', async (phone) => assert.ok(await phone.page.locator('.account .bubble').last().evaluate((box) => box.scrollWidth <= box.clientWidth + 1))],
  ], { url: box.url, openid: resident });
});
