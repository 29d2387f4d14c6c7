// A cry for help on the phone, the duty desk beside it, and the page behind the address in the desk's SMS. GATEWAY names the police-gateway
// executable; without it this is skipped.
import assert from 'node:assert/strict';
import test from 'node:test';
import { account } from './account.mjs';
import { openPhone } from './phone.mjs';

const shots = process.env.SHOTS;
const skip = process.env.GATEWAY ? false : 'GATEWAY is not set';

test('the duty desk', { skip }, async (t) => {
  const { url, close } = await account();
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
  assert.deepEqual(phone.errors, []);
});
