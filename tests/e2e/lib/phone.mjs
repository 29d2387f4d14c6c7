// WeChat and a telephone, played by the sandbox: a resident who writes through it, and what arrives on their screen of itself.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Gateway, program, freePort, sleep } from './gateway.mjs';
import { Resident } from './resident.mjs';

/** The account's, as the sandbox knows it from its config. */
export const appSecret = 'sandboxSecretForTestsAndDemos001';

const sandbox = path.join(path.dirname(program), 'wechat-sandbox');

/** One sandbox on a port of its own; `start` may be called again after `stop`, with the same address. */
export class WeChat {
  constructor(port) {
    this.port = port;
    this.origin = `http://127.0.0.1:${port}`;
  }
  static async onFreePort() {
    return new WeChat(await freePort());
  }

  /** Of a gateway's values: that this is where it asks WeChat. */
  serves(values) {
    values.wechat.app_secret = appSecret;
    values.wechat.api_hosts = [this.origin];
  }

  /** For the gateway of this config, which must name `origin` among its api_hosts. */
  async start(gateway) {
    const callback = `http://127.0.0.1:${gateway.port}/wechat/callback`;
    this.child = spawn(
      sandbox,
      ['serve', '--config', gateway.config, '--gateway', callback, '--listen', `127.0.0.1:${this.port}`],
      { stdio: 'ignore' },
    );
    for (const until = Date.now() + 10_000; Date.now() < until; await sleep(20)) {
      if (await fetch(`${this.origin}/api/account`).then(({ ok }) => ok, () => false)) return this;
    }
    throw new Error('the sandbox does not answer');
  }
  async stop() {
    this.child.kill('SIGKILL');
    await new Promise((ended) => this.child.on('close', ended));
  }

  async get(route) {
    return (await fetch(this.origin + route)).json();
  }
  async post(route, body) {
    const answer = await fetch(this.origin + route, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
  /** What WeChat showed this resident of the account's own accord, oldest first. */
  async messages(openid) {
    return (await this.get('/api/messages')).filter((each) => each.openid === openid).map(({ bubble }) => bubble);
  }
}

/** A gateway of `config(world, wechat)` and WeChat opposite it, for as long as `work` takes. It may stop the gateway itself. */
export async function opposite(world, config, work) {
  const wechat = await WeChat.onFreePort();
  const gateway = new Gateway(await config(world, wechat), world.folder);
  await gateway.ready();
  await wechat.start(gateway);
  try {
    await work(wechat, gateway);
  } finally {
    await wechat.stop();
    if (!gateway.end) await gateway.stop();
  }
}

/** Resolves to what `look` finds, once it finds something; null after `patience` ms. */
export async function seen(look, patience = 10_000) {
  for (const until = Date.now() + patience; Date.now() < until; await sleep(50)) {
    const found = await look();
    if (found) return found;
  }
  return null;
}

export class PhoneResident extends Resident {
  constructor(wechat, person, sms) {
    super(() => null, person, sms);
    this.wechat = wechat;
  }
  async push(what) {
    const exchange = await this.wechat.post('/api/send?wait=1', { openid: this.openid, ...what });
    this.reply = (exchange.shown ?? []).map(({ text }) => text).join('\n');
    this.said.push(`> ${JSON.stringify(what)}\n${this.reply}`);
    return this.reply;
  }
  say(text) {
    return this.push({ type: 'text', text });
  }
  event(event, key = '') {
    return this.push({ type: 'event', event, key });
  }
}
