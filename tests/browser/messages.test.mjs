// What the account sends by itself, and what it asks, on the phone in a real browser.
import assert from 'node:assert/strict';
import test from 'node:test';
import { menu, png, wechat } from '../sandbox/wechat.mjs';
import { account, resident } from '../sandbox/lib.mjs';
import { openPhone } from './phone.mjs';

const shots = process.env.SHOTS;

async function phoneOf(t) {
  let phone;
  // Before the sandbox closes, or the page would complain of it.
  t.after(async () => { await phone?.close(); assert.deepEqual(phone?.errors, []); });
  const w = await wechat(t);
  await w.follow();
  phone = await openPhone({ url: w.box.url, openid: resident, shots });
  return { w, phone, page: phone.page };
}

test('a menu pushed by the API appears, and is gone when it is deleted', async (t) => {
  const { w, phone, page } = await phoneOf(t);
  assert.ok(!await page.isVisible('#to-menu'));
  await w.call('/cgi-bin/menu/create', menu);
  await page.waitForSelector('.tab:has-text("办事")');
  await phone.screenshot('20-menu');
  await phone.menu('办事');
  assert.match(w.pushes.at(-1), /<EventKey>(<!\[CDATA\[)?home/);
  await w.call('/cgi-bin/menu/delete');
  await page.waitForSelector('.tab', { state: 'detached' });
});

test('customer-service messages arrive: words, a choice that can be tapped, a picture, an article', async (t) => {
  const { w, phone, page } = await phoneOf(t);
  await phone.type('在吗');
  await w.call('/cgi-bin/message/custom/typing', { touser: resident, command: 'Typing' });
  await page.waitForSelector('#typing:visible');
  await w.text('您的业务已办结。<a href="http://127.0.0.1:1/x">查看</a>');
  await page.waitForSelector('.account .bubble:has-text("已办结") a[href="http://127.0.0.1:1/x"]');
  await page.waitForSelector('#typing', { state: 'hidden' });
  await w.custom({ msgtype: 'msgmenu', msgmenu: { head_content: '满意吗？', list: [{ id: '101', content: '满意' }, { id: '102', content: '不满意' }], tail_content: '谢谢' } });
  await phone.tap('不满意');
  assert.match(w.pushes.at(-1), /<bizmsgmenuid>102/);
  const { media_id } = await w.upload('image', png);
  await w.custom({ msgtype: 'image', image: { media_id } });
  await page.waitForSelector(`.account img[src="/media/${media_id}"]`);
  await w.custom({ msgtype: 'news', news: { articles: [{ title: '夏季行动', description: '通告', url: 'http://127.0.0.1:1/n', picurl: '' }] } });
  await page.waitForSelector('.card:has-text("夏季行动")');
  await phone.screenshot('21-service');
});

test('订阅通知: agreed to on the phone, the card arrives, and the inspector has the call', async (t) => {
  const { w, phone, page } = await phoneOf(t);
  await page.click('#more');
  await page.click('.sheet .choice:has-text("订阅通知")');
  await page.waitForSelector('.sheet .choice:has-text("允许：预约提醒")');
  await phone.screenshot('22-ask');
  await phone.answered(() => page.click('.sheet .choice:has-text("允许：预约提醒")'));
  const sent = await w.call('/cgi-bin/message/subscribe/bizsend', { touser: resident, template_id: 'VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3', page: 'http://127.0.0.1:1/mine',
    data: { thing1: { value: '换领身份证' }, time2: { value: '2026年3月1日 09:30' }, thing3: { value: '天河区分局户政大厅' }, character_string4: { value: 'GZ20260301007' } } });
  assert.equal(sent.errcode, 0);
  await page.waitForSelector('.notice-card:has-text("GZ20260301007")');
  await page.click('#api > summary');
  await page.waitForSelector('#calls summary:has-text("/cgi-bin/message/subscribe/bizsend")');
  await page.fill('#api-faults [name=path]', '/cgi-bin/menu/create');
  await page.selectOption('#api-faults [name=kind]', 'busy');
  await page.click('#api-faults button');
  await page.waitForSelector('#api-faults.on');
  assert.equal((await w.call('/cgi-bin/menu/create', menu)).errcode, -1);
  await page.waitForSelector('#calls details.bad');
  await phone.screenshot('23-card');
});

test('the consent page: asked, agreed, back with a code', async (t) => {
  const { w, phone, page } = await phoneOf(t);
  const back = `${w.box.url}/?openid=${resident}`;
  await page.goto(`${w.box.url}/connect/oauth2/authorize?appid=${account.appId}&redirect_uri=${encodeURIComponent(back)}&response_type=code&scope=snsapi_userinfo&state=s#wechat_redirect`);
  await phone.screenshot('24-consent');
  await page.click('.allow');
  const code = new URL(page.url()).searchParams.get('code');
  const grant = await w.get('/sns/oauth2/access_token', { appid: account.appId, secret: account.appSecret, code, grant_type: 'authorization_code' });
  assert.equal(grant.openid, resident);
});
