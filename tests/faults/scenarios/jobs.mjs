import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { run } from '../../e2e/lib/gateway.mjs';
import { at } from '../../e2e/lib/moved.mjs';
import { people } from '../../e2e/lib/people.mjs';
import { seen } from '../../e2e/lib/phone.mjs';
import { Database } from '../audit/database.mjs';
import { isDeep } from '../lib/chance.mjs';
import { Ledger } from '../lib/ledger.mjs';
import { every, onCopies, passedBy, placeOfDeath, startNumbered } from '../lib/numbered.mjs';
import { Persistent } from '../lib/persistent.mjs';
import { standIn } from '../lib/stand_in.mjs';

export const title = `killed at ${isDeep ? 'every numbered place of telling, fetching and ringing, until none is left' : 'each numbered place of telling, fetching and ringing once'}; another process does it after the lease`;

const lanes = 3;
const open = 'oFault0'; // may be written to; the other resident finds what they are told at the next visit
const leasesRunOut = 200; // seconds
const photo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(300_000, 'photo')]); // of two parts

/** WeChat and the duty desk, which note what reaches them. */
async function opposite() {
  const it = await standIn({
    '/cgi-bin/message/custom/send': (body) => {
      const { touser, text } = JSON.parse(body);
      if (touser !== open) return { errcode: 45015, errmsg: 'response out of time limit' };
      it.told.push(text.content);
      return { errcode: 0, errmsg: 'ok' };
    },
    '/cgi-bin/media/get': () => photo,
    '/duty': (body) => (it.rung.push(JSON.parse(body)), {}),
  });
  it.forget = () => Object.assign(it, { told: [], rung: [] });
  it.forget();
  return it;
}

/** What the tables say of the jobs, once each of them is done. */
async function outcome(database) {
  const [kept, told] = await database.select(['state', 'uncertain'], 'outbox ORDER BY state');
  const notes = await database.select(['id'], 'notes');
  const [alarm] = await database.select(['posted', 'rings'], 'alarms');
  const [file] = await database.select(['id', 'state', 'bytes'], 'files');
  const isDone = kept?.state === 'kept' && told?.state === 'told' && alarm?.posted === '1' && file?.state === 'kept';
  return isDone && { notes, told, alarm, file };
}

/** What `outcome` finds before the gateway's end; null without. */
async function awaited(database, gateway) {
  let found = null;
  await seen(async () => gateway.end ?? (found = await outcome(database)), 60_000);
  return found || null;
}

/** The place where the first process died, or null; what the second found undone is done then. */
async function experiment(t, { config, wechat }, folder, n) {
  const file = path.join(folder, 'var/police.db');
  const keys = ['data', 'index'].map((name) => path.join(folder, `var/${name}.key`));
  execFileSync(t.fillOutbox, [`sqlite:${file}`, ...keys, '2', String(Math.floor(Date.now() / 1000)), 'thePhoto']);
  wechat.forget();
  let gateway = await startNumbered(t, config, folder, `jobs ${n}`);
  let died = null;
  const revive = async () => {
    died ??= await placeOfDeath(gateway, { isSilent: true });
    if (gateway.end) gateway = t.keep(await at({ folder }, { config }, new Date(Date.now() + leasesRunOut * 1000)));
  };
  const resident = new Persistent({ gateway, ledger: new Ledger(`jobs-${n}`), person: people(1)[0], sms: t.sms });
  Object.assign(resident, { ports: () => gateway.port, via: () => gateway, revived: revive });
  const card = await resident.say('我不想活了');
  const database = new Database(`sqlite:${file}`);
  let done = await awaited(database, gateway);
  if (!done) await revive();
  done ??= await awaited(database, gateway);
  died ??= await placeOfDeath(gateway, { isSilent: false });
  const verified = await run(['audit', 'verify', '--config', config], { cwd: folder });
  const passed = n === 'list' && passedBy(gateway);
  gateway.signal('SIGKILL');
  await gateway.ended;

  const { told, rung } = wechat;
  const isTold = told.length === 1 || (told.length === 2 && done?.told.uncertain === '1');
  const isKept = done?.notes.length === 1;
  const isRung = rung.length >= 1 && rung.length <= 2 && rung.every(({ ring, words }) => ring === 1 && words === '我不想活了');
  const [parts] = done ? await database.select(['COUNT(*) AS count'], `file_parts WHERE file = '${done.file.id}'`) : [];
  const isWhole = done?.file.bytes === String(photo.length) && parts.count === '2';
  const isFine = card.includes('110') && isTold && isKept && isRung && isWhole && verified.code === 0;
  if (!isFine) t.check(`killed at ${n} (${died})`, false, JSON.stringify({ card, told, rung, done, parts, verified }));
  return passed || died;
}

export async function scenario(t) {
  const world = t.embedded();
  const change = (wechat) => ({
    gateway: (values) => {
      values.wechat.app_secret = 'jobsSecret';
      values.wechat.api_hosts = [wechat.origin];
      Object.assign(values.duty, { webhook_url: `${wechat.origin}/duty`, escalate_after_seconds: 3600, ring_again_seconds: 3600 });
    },
  });
  const all = await Promise.all(
    Array.from({ length: lanes }, async () => {
      const wechat = await opposite();
      return { wechat, config: await world.config('lane', change(wechat)) };
    }),
  );
  const places = await onCopies({
    world,
    lanes: all,
    // Leaves the clock that is moved there as well.
    prepare: async (folder) => t.keep(await at({ folder }, all[0], new Date())).stop(),
    places: (once) => (isDeep ? every() : once('list')),
    experiment: (lane, folder, n) => experiment(t, lane, folder, n),
  });
  for (const { wechat } of all) wechat.stop();
  // Three jobs run at once, so that the n-th place is another each time: which ones were hit is told, how many is judged.
  t.note([...new Set(places)].join(', '));
  t.check(`${places.length} kills`, places.length >= (isDeep ? 30 : 10));
}
