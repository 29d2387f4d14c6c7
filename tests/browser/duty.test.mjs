// A cry for help on the phone, the duty desk beside it, and the page behind the address in the desk's SMS. GATEWAY names the police-gateway
// executable; without it this is skipped.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import test from 'node:test';
import { seen } from '../e2e/lib/phone.mjs';
import { account } from './account.mjs';
import { openPhone } from './phone.mjs';

const shots = process.env.SHOTS;
const skip = process.env.GATEWAY ? false : 'GATEWAY is not set';

const officerOf = (id, name, mobile) => ({ id, name, unit: '指挥中心', roles: ['duty'], token: randomBytes(32).toString('base64'), mobile });

test('the duty desk', { skip }, async (t) => {
  const { url, origin, close } = await account({ operators: [officerOf('li', '李警官', '13900000201'), officerOf('he', '何警官', '13900000202')] });
  t.after(close);
  const phone = await openPhone({ url, openid: 'oDutyDesk00000000000000001', shots, width: 1280, height: 900 });
  t.after(() => phone.close());
  const { page } = phone;
  await phone.follow();

  await t.test('an alarm appears at the desk and is acknowledged there', async () => {
    const said = (await phone.type('我不想活了，我在海珠桥上')).join('\n');
    assert.match(said, /拨打 ?110/);
    const alarm = page.locator('.alarm', { hasText: '我不想活了，我在海珠桥上' });
    await alarm.waitFor();
    assert.match(await alarm.innerText(), /轻生 \d{8}/);
    await phone.screenshot('duty-rung');
    await alarm.locator('button').click();
    await page.locator('.alarm.good', { hasText: 'acknowledged' }).waitFor();
    await phone.screenshot('duty-acknowledged');
  });

  await t.test('the page in the SMS shows the alarm and takes the button', async () => {
    await phone.type('孩子走丢了');
    await page.locator('.alarm', { hasText: '走失' }).waitFor();
    const texts = await (await fetch(`${url}/api/sms`)).json();
    const [address] = /http:\S+\/duty\/\d{8}\?t=[0-9a-f]{32}/.exec(texts.map(({ text }) => text).filter((text) => text.includes('走失')).at(-1));
    const officer = await phone.browser.context.newPage();
    await officer.goto(address);
    assert.match(await officer.innerText('body'), /值班警情 \d{8}[\s\S]*走失/);
    if (shots) await officer.screenshot({ path: `${shots}/duty-page.png` });
    await officer.click('button');
    await officer.waitForSelector('.done');
    if (shots) await officer.screenshot({ path: `${shots}/duty-page-done.png` });
    assert.equal(await officer.locator('button').count(), 0);
    await officer.close();
  });

  await t.test('an officer signs in, sees what was said, answers, hands over and closes', async () => {
    const texts = async (mobile) => (await (await fetch(`${url}/api/sms`)).json()).filter((each) => each.mobile === mobile).map(({ text }) => text);
    const said = (await phone.type('我老公打我，我躲在厕所里')).join('\n');
    assert.match(said, /110/);
    await phone.type('他还在外面砸门');
    const errors = [];
    const context = await phone.browser.context.browser().newContext({ viewport: { width: 390, height: 844 } });
    const officer = await context.newPage();
    officer.on('pageerror', (error) => errors.push(String(error)));
    officer.on('console', (text) => { if (text.type() === 'error') errors.push(text.text()); });
    const shot = (name) => (shots ? officer.screenshot({ path: `${shots}/${name}.png`, fullPage: true }) : null);
    await officer.goto(`${origin}/duty/`);
    assert.match(officer.url(), /\/duty\/sign-in$/);
    await shot('desk-sign-in');
    await officer.fill('#officer', 'li');
    await officer.click('main button');
    const code = await seen(async () => (await texts('13900000201')).at(-1));
    await shot('desk-code');
    await officer.fill('#code', /验证码(\d{6})/.exec(code)[1]);
    await officer.click('main button');
    await officer.waitForSelector('.alarms');
    await shot('desk-alarms');
    await officer.click('.alarms li:has-text("暴力") a');
    const body = await officer.innerText('main');
    assert.match(body, /他还在外面砸门[\s\S]*我老公打我，我躲在厕所里/);
    await officer.click('button:text-is("我来接警")');
    assert.match(await officer.innerText('main'), /李警官 于 .* 接警/);
    await officer.fill('#text', '我们的人已经出发，别开门');
    await phone.type('门快坏了');
    await officer.waitForFunction(() => document.getElementById('said').innerText.includes('门快坏了'), null, { timeout: 15_000 });
    assert.equal(await officer.inputValue('#text'), '我们的人已经出发，别开门', 'what the officer types stays while new words come');
    await officer.check('input[name=can_receive]');
    await shot('desk-alarm');
    await officer.click('button:text-is("发送")');
    await shot('desk-answered');
    await phone.page.locator('.account', { hasText: '值班民警：我们的人已经出发，别开门' }).waitFor();
    await phone.screenshot('desk-answer-on-the-phone');
    await officer.click('summary:text-is("办结")');
    await officer.check('input[name=outcome] >> nth=0');
    await officer.fill('#note', '两名民警到场');
    await officer.click('button:has-text("办结")');
    assert.match(await officer.innerText('main'), /已派警到场处置：两名民警到场/);
    await shot('desk-closed');
    await officer.click('button:text-is("退出")');
    await officer.goto(`${origin}/duty/`);
    assert.match(officer.url(), /sign-in/);
    assert.deepEqual(errors, []);
    await context.close();
  });
  assert.deepEqual(phone.errors, []);
});
