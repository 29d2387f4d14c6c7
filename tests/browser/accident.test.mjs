// 快撤理赔 from the first word to both parties' notification: two drivers, two telephones, one agreement. GATEWAY as for the journeys.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { png } from '../sandbox/wechat.mjs';
import { account } from './account.mjs';
import { openPhone } from './phone.mjs';

const shots = process.env.SHOTS;
const skip = process.env.GATEWAY ? false : 'GATEWAY is not set';

const a = { openid: 'oAccidentA0000000000000000', name: '林志远', id: '440199199003074612', mobile: '13800138003', plate: '粤A12345' };
const b = { openid: 'oAccidentB0000000000000000', name: '陈美玲', id: '440199198001010020', mobile: '13911112222', plate: '粤BD12345' };

async function bind(phone, person) {
  await phone.type(person.mobile);
  await phone.typeCode();
  await phone.type(person.name);
  await phone.type(person.id);
  return (await phone.tap('确认提交')).join('\n');
}

/** Of the accident, as far as anybody can tell from its size. */
async function photo(phone, file) {
  const page = await phone.browser.context.newPage();
  await page.setViewportSize({ width: 800, height: 600 });
  await page.screenshot({ path: file });
  await page.close();
  return file;
}

/** Until so many photos have arrived at the gateway: one that is still on its way is taken on trust. */
async function arrived(metrics, photos) {
  for (const until = Date.now() + 20_000; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 100))) {
    if ((await (await fetch(metrics)).text()).includes(`files_fetched_total{how="kept",kind="image"} ${photos}\n`)) return;
  }
  assert.fail(`${photos} photos did not arrive`);
}

async function report(phone, folder, metrics) {
  const picture = await photo(phone, join(folder, 'photo.png')), thumbnail = join(folder, 'thumbnail.png');
  await writeFile(thumbnail, png);
  await phone.follow();
  assert.match((await phone.menu('快捷服务', '快撤理赔')).join(), /报案/);
  assert.match((await phone.tap('报案：')).join(), /有人受伤吗/);
  assert.match((await phone.tap('没有人受伤')).join(), /下列情形/);
  await phone.screenshot('accident-1-hindrances');
  assert.match((await phone.tap('都没有')).join(), /姓名、身份证号码/);
  await phone.tap('同意并继续');
  await phone.place({ lat: 23.12911, lng: 113.264385 });
  await phone.type('刚刚');
  await phone.picture(picture);
  await phone.picture(picture);
  await phone.picture(thumbnail);
  assert.match(await bind(phone, a), /绑定成功/);
  await arrived(metrics, 3);
  assert.match((await phone.type(a.plate)).join(), /照片太小/);
  await phone.screenshot('accident-2-too-small');
  await phone.picture(picture);
  await phone.type(a.plate);
  await phone.tap('平安产险');
  for (const answer of [b.name, b.mobile, b.id, b.plate]) await phone.type(answer);
  await phone.tap('人保财险');
  const review = (await phone.tap('对方负全部责任')).join('\n');
  assert.match(review, /请核对「快撤理赔」/);
  assert.match(review, /小型新能源汽车/);
  await phone.screenshot('accident-2-review');
  const reported = (await phone.tap('确认提交')).join('\n');
  assert.match(reported, /等待对方确认/);
  await phone.screenshot('accident-3-reported');
  return /KC\d{14}/.exec(reported)[0];
}

async function confirm(phone, number, code) {
  await phone.follow();
  await phone.type('快撤');
  await phone.tap('确认：');
  await phone.tap('同意并继续');
  await bind(phone, b);
  await phone.type(number);
  const asked = (await phone.type(code)).join('\n');
  assert.match(asked, /报案人提议/);
  for (const secret of [a.name, a.mobile, a.plate, b.id]) assert.ok(!asked.includes(secret), `${secret} is shown`);
  await phone.screenshot('accident-4-asked');
  await phone.tap(/\. 同意$/);
  const agreed = (await phone.tap('确认提交')).join('\n');
  assert.match(agreed, /双方已确认/);
  await phone.screenshot('accident-5-agreed');
}

/** What the link in the newest bubble that has one leads to, fetched as the telephone would. */
async function agreement(phone) {
  const link = phone.page.locator('.account .bubble a[href*="/documents/"]').last();
  await link.waitFor();
  const answer = await fetch(await link.getAttribute('href'));
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), 'application/pdf');
  return Buffer.from(await answer.arrayBuffer());
}

test('an accident: reported on one telephone, confirmed on the other, both have the agreement', { skip }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'accident-'));
  const { url, metrics, close } = await account();
  const phones = [];
  t.after(async () => {
    for (const phone of phones) await phone.close();
    await close();
    await rm(folder, { recursive: true, force: true });
  });
  const open = async ({ openid }) => {
    const phone = await openPhone({ url, openid, shots });
    phones.push(phone);
    return phone;
  };
  const first = await open(a);
  const number = await report(first, folder, metrics);
  let request;
  for (let i = 0; i < 100 && !request; ++i) {
    request = (await first.sms(b.mobile))?.text;
    if (!request?.includes(number)) request = await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.match(request, /报案人提议：粤B·?\*+\d{3}负全部责任/);
  const code = /确认码(\d{6})/.exec(request)[1];

  const second = await open(b);
  await confirm(second, number, code);
  for (const phone of [first, second]) {
    await phone.page.waitForSelector(`.account .bubble:has-text("【广州公安】快撤理赔"):has-text("${number}")`);
    const pdf = await agreement(phone);
    const file = join(folder, 'agreement.pdf');
    await writeFile(file, pdf);
    const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
    for (const part of [number, a.name, b.name, a.plate, b.plate, '负全部']) assert.ok(text.includes(part), `${part} is not in ${text}`);
    for (const secret of [a.id, b.id, a.mobile, b.mobile]) assert.ok(!text.includes(secret), `${secret} is in the agreement`);
    if (shots) execFileSync('pdftoppm', ['-png', '-r', '60', file, join(shots, 'accident-7-agreement')]);
  }
  await first.screenshot('accident-6-told');
  for (const phone of phones) assert.deepEqual(phone.errors, []);
});
