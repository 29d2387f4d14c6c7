// A resident's phone in a real browser: what a hand can do with it, one function each.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from './chromium.mjs';

/**
 * Opens the sandbox's page. Options: url, openid, width, height, shots (folder for screenshots), timeout (ms a reply may take).
 * Errors of the page (exceptions, CSP violations) are collected in `phone.errors`.
 */
export async function openPhone({ url = 'http://127.0.0.1:8090', openid, shots, timeout = 20_000, ...size } = {}) {
  const browser = await launch(size);
  const page = await browser.context.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()); });
  page.setDefaultTimeout(timeout);
  await page.goto(openid ? `${url}/?openid=${openid}` : url);
  await page.waitForSelector('body[data-ready=true]');
  return new Phone({ browser, page, errors, shots, url });
}

class Phone {
  constructor(parts) { Object.assign(this, parts); }

  /** Does `action`, then waits until every push of this resident has been answered; resolves to the texts newly shown. */
  async answered(action) {
    const done = () => this.page.locator('.part[data-key^="shown-"]').count();
    const before = await done();
    await action();
    await this.page.waitForFunction((n) => document.body.dataset.pending === '0'
      && document.querySelectorAll('.part[data-key^="shown-"]').length > n, before);
    return this.page.locator('.part[data-key^="shown-"]').evaluateAll((parts, n) => parts.slice(n)
      .flatMap((part) => [...part.querySelectorAll('.account .bubble, .note:not(.time)')].map((element) => element.innerText)), before);
  }

  follow() { return this.answered(() => this.page.click('#follow')); }

  async unfollow() {
    await this.page.click('#more');
    return this.answered(() => this.page.click('.sheet .choice:has-text("取消关注")'));
  }

  async keyboard() {
    if (await this.page.isVisible('#to-keyboard')) await this.page.click('#to-keyboard');
  }

  async type(text) {
    await this.keyboard();
    await this.page.fill('#text', text);
    return this.answered(() => this.page.press('#text', 'Enter'));
  }

  /** Taps the newest link of this label that sends a message. */
  tap(label) {
    return this.answered(() => this.page.locator('.account .bubble a[data-menu-id]', { hasText: label }).last().click());
  }

  /** A button of the account's menu, and the one below it. */
  async menu(name, below) {
    if (await this.page.isVisible('#to-menu')) await this.page.click('#to-menu');
    const tab = this.page.locator('.tab-box', { has: this.page.locator('.tab', { hasText: name }) });
    if (!below) return this.answered(() => tab.locator('.tab').click());
    await tab.locator('.tab').click();
    return this.answered(() => tab.locator('.sub button', { hasText: below }).click());
  }

  async panel(name) {
    await this.keyboard();
    if (!await this.page.isVisible('#panel')) await this.page.click('#plus');
    if (name !== 'image') await this.page.click(`#panel [data-panel=${name}]`);
  }

  async picture(file) {
    await this.panel('image');
    return this.answered(() => this.page.setInputFiles('#picture', file));
  }

  async voice(words) {
    await this.panel('voice');
    await this.page.fill('#voice-words', words);
    return this.answered(() => this.page.click('.sheet .choice.primary'));
  }

  /** A place by its name on the sheet, or {lat, lng}. */
  async place(where) {
    await this.panel('place');
    if (typeof where === 'string') return this.answered(() => this.page.locator('.sheet .choice', { hasText: where }).click());
    await this.page.fill('#lat', String(where.lat));
    await this.page.fill('#lng', String(where.lng));
    return this.answered(() => this.page.click('.sheet .choice.primary'));
  }

  /** The newest SMS (to this mobile): {mobile, text}. */
  async sms(mobile) {
    const all = await (await fetch(`${this.url}/api/sms`)).json();
    return all.filter((one) => !mobile || one.mobile === mobile).at(-1);
  }

  /** Types the digits of the newest SMS. */
  async typeCode() { return this.type(/\d{4,8}/.exec((await this.sms()).text)[0]); }

  /** What the inspector says of the newest exchange: ✓ or ✗, and why. */
  verdict() { return this.page.locator('#exchange > header').innerText(); }

  async screenshot(name) {
    if (!this.shots) return;
    mkdirSync(this.shots, { recursive: true });
    await this.page.screenshot({ path: join(this.shots, `${name}.png`) });
  }

  close() { return this.browser.close(); }
}
