// A steady murmur of residents, and how long each waited for what.
import { sleep } from '../../e2e/lib/gateway.mjs';
import { request } from '../../e2e/lib/wechat.mjs';
import { told } from './ledger.mjs';

const patience = 5000; // WeChat's

/** Says one thing and times the answer: {at, ms, reply, kind}; kind is normal, polite (an apology), or what is wrong with it. */
export async function timed(resident, text) {
  const gateway = resident.via();
  const { account, port } = gateway;
  const push = account.push(account.message(resident.openid, 'text', { Content: text }), { openid: resident.openid });
  const headers = { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(push.body) };
  const at = performance.now();
  const entry = { at, text, reply: '' };
  try {
    const answer = await request(port, 'POST', push.path, push.body, headers, patience);
    entry.reply = account.text(answer);
    entry.kind = entry.reply === '' ? 'no text' : ['apology', 'busy'].includes(told(entry.reply).outcome) ? 'polite' : 'normal';
  } catch (failure) {
    entry.kind = `broken: ${failure.message}`;
  }
  entry.ms = performance.now() - at;
  resident.reply = entry.reply;
  return entry;
}

/** What they say in turn: a screen without database, a look-up in the configuration, and one in the database. */
const sayings = ['菜单', '派出所', '天河区', '取消', '重名', '黄子轩', '1', '1'];

/** Starts the murmur: each resident says the next thing about every `every` ms. `stop()` ends it; `log` fills. */
export function murmur(residents, chance, every) {
  const log = [];
  let going = true;
  const all = Promise.all(
    residents.map(async (resident, i) => {
      await sleep((every * i) / residents.length);
      for (let turn = i; going; ++turn) {
        const entry = await timed(resident, sayings[turn % sayings.length]);
        log.push(entry);
        await sleep(Math.max(0, every * chance.between(0.8, 1.2) - entry.ms));
      }
    }),
  );
  return { log, stop: () => ((going = false), all) };
}

/** When the last message was sent that did not get its usual answer; `from` when there was none since. */
export const lastFailure = (log, from) => Math.max(from, ...log.filter(({ kind }) => kind !== 'normal').map(({ at }) => at));

/** Waits until every answer has been as usual for a while, at most until it should have been long ago. */
export async function quiet(log, from, most) {
  const calm = 1500;
  while (performance.now() < Math.min(lastFailure(log, from), from + most) + calm) await sleep(100);
}

/** Sorted waits of the entries: {count, p99, max} in whole milliseconds. */
export function waits(entries) {
  const sorted = entries.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN);
  return { count: sorted.length, p99: at(0.99), max: at(1) };
}

/** How many answers of each kind, for a failure's message. */
export function kinds(entries) {
  const counts = {};
  for (const { kind } of entries) counts[kind] = (counts[kind] ?? 0) + 1;
  return JSON.stringify(counts);
}

/** The three that waited longest: what was said when after the beginning, for a failure's message. */
export const slowest = (entries, from) =>
  [...entries]
    .sort((a, b) => b.ms - a.ms)
    .slice(0, 3)
    .map(({ text, at, ms, kind }) => `${text} at ${Math.round(at - from)} ms: ${kind} after ${Math.round(ms)} ms`)
    .join('\n');

export const isValid = ({ kind }) => kind === 'normal' || kind === 'polite';
