import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { Gateway, sleep } from '../../e2e/lib/gateway.mjs';
import { databaseUrl, mysql as sql } from '../../e2e/lib/servers.mjs';
import { scale } from '../lib/chance.mjs';
import { standIn } from '../lib/stand_in.mjs';

export const title = 'two gateways killed again and again while they tell residents what waits in the outbox';

const messages = 10_000 * scale,
  kills = 200 * scale,
  longerThanALease = 200_000, // ms; what a killed process held is nobody's for two minutes
  hands = 8, // calls a gateway makes at a time: what one that is killed may have told without having noted it
  batch = 32; // entries a gateway leases at a time: what nobody can be sure of when it is killed

/**
 * WeChat's API as far as the outbox needs it, in a bad mood: slow, now and then busy, closed for some residents, and sometimes it takes a
 * message and its answer is lost. `got` counts what each resident received.
 */
async function moodyWeChat(chance) {
  const receive = (body, request) => {
    const { touser, text } = JSON.parse(body);
    if (chance.happens(0.03)) return { errcode: -1, errmsg: 'system error' };
    if (touser.endsWith('7')) return { errcode: 45015, errmsg: 'response out of time limit' };
    wechat.begin();
    wechat.got.set(touser, [...(wechat.got.get(touser) ?? []), text.content]);
    if (chance.happens(0.01)) return ++wechat.lost, void request.socket.destroy();
    return { errcode: 0, errmsg: 'ok' };
  };
  const wechat = await standIn({ '/cgi-bin/message/custom/send': receive }, () => chance.between(5, 60));
  Object.assign(wechat, { got: new Map(), lost: 0 });
  wechat.hasBegun = new Promise((begin) => (wechat.begin = begin));
  return wechat;
}

/** Starts the gateway, lets it work a moment, kills it, as long as there are kills left; then leaves it running. */
async function killAgainAndAgain(start, state, chance, hasBegun) {
  for (;;) {
    const gateway = start();
    await gateway.ready();
    // Whoever dies between WeChat's giving the token and our keeping it has the next one ask again, and is right to.
    await hasBegun;
    if (state.kills >= kills) return gateway;
    ++state.kills;
    await sleep(chance.between(0, 600));
    gateway.signal('SIGKILL');
    await gateway.ended;
  }
}

const count = async (condition) => Number(await sql(`SELECT COUNT(*) FROM outbox WHERE ${condition}`));

export async function scenario(t) {
  const chance = t.chance();
  const wechat = await moodyWeChat(chance);
  const world = await t.cluster();
  const change = {
    gateway: (values) => {
      values.wechat.app_secret = 'outboxSecret';
      values.wechat.api_hosts = [wechat.origin];
      values.demonstration = false;
    },
  };
  const configs = [await world.config('outbox-a', change), await world.config('outbox-b', change)];
  const keys = ['data', 'index'].map((name) => path.join(world.folder, `var/${name}.key`));
  execFileSync(t.fillOutbox, [databaseUrl, ...keys, String(messages), String(Math.floor(Date.now() / 1000))]);

  const state = { kills: 0 };
  const starts = configs.map((config) => () => t.keep(new Gateway(config, world.folder)));
  await t.timed(`${kills} kills`, () => Promise.all(starts.map((start) => killAgainAndAgain(start, state, chance, wechat.hasBegun))));
  const left = await count("state = 'open'");
  await t.timed(`the ${left} left`, async () => {
    // As long as it takes on a busy machine, while there are fewer and fewer.
    for (let [open, since] = [left, Date.now()]; open > 0 && Date.now() - since < longerThanALease; await sleep(500)) {
      const now = await count("state = 'open'");
      if (now < open) [open, since] = [now, Date.now()];
    }
  });

  const closed = Math.floor(messages / 10); // whose number ends in 7
  t.check(`${state.kills} kills, with something left to tell: ${left}`, state.kills >= kills && left > 0);
  t.check('nothing is open any more, nothing is dead', (await count("state IN ('open', 'dead')")) === 0, await sql('SELECT state, why, COUNT(*) FROM outbox GROUP BY state, why'));
  t.check(`${wechat.got.size} residents were told`, wechat.got.size === messages - closed);
  const wrong = [...wechat.got].filter(([openid, texts]) => texts.some((text) => text !== `message ${openid.slice('oFault'.length)}`));
  t.check('each of them their own message', wrong.length === 0, JSON.stringify(wrong[0]));
  t.check(`${closed} who may not be written to find theirs at the next visit`, (await count("state = 'kept'")) === closed && Number(await sql('SELECT COUNT(*) FROM notes')) === closed);
  const twice = [...wechat.got.values()].filter((texts) => texts.length > 1).length;
  const uncertain = await count("state = 'told' AND uncertain = 1");
  t.check(`${twice} were told twice: no more than were on the way when a gateway died, or an answer was lost`, twice <= state.kills * hands + wechat.lost);
  t.check(`all among the ${uncertain} known as uncertain: no more than were leased then`, twice <= uncertain && uncertain <= state.kills * batch + wechat.lost);
  t.check(`${wechat.lost} answers were lost on the way: there was something to know`, wechat.lost > 0 && uncertain > 0);
  t.check(`one token was enough: ${wechat.tokens}`, wechat.tokens === 1);
  wechat.stop();
}
