import fs from 'node:fs';
import path from 'node:path';
import { edit, replaceFile, sleep } from '../lib/gateway.mjs';
import { people, popular } from '../lib/people.mjs';
import { carry, options, Resident } from '../lib/resident.mjs';
import { request } from '../lib/wechat.mjs';

export const title = 'an administrator changes things while the account serves';

const notice = '系统升级，预计明天上午八点恢复。';
const limit = 2000;

/** Milliseconds until `holds`, looked at every 20 ms; null after 5 s. */
async function until(holds) {
  for (const start = performance.now(); performance.now() - start < 5000; await sleep(20)) {
    if (await holds()) return Math.round(performance.now() - start);
  }
  return null;
}
const inTime = (t, what, ms) => t.check(`${what} within 2 s: ${ms === null ? 'never' : `${ms} ms`}`, ms !== null && ms <= limit);

async function switchOff(t, gateway) {
  const file = path.join(gateway.config, 'services/household.json');
  const set = (enabled) => edit(file, (values) => Object.assign(values.newborn_name_query, { enabled, notice }));
  const fresh = () => new Resident(() => gateway);
  const says = async (words, wanted) => (await fresh().say(words)).includes(wanted);

  const midway = new Resident(() => gateway, people(1)[0], t.sms);
  await midway.say('重名');
  await carry(midway, t.services, { name: popular.name, sex: null });
  t.check(
    'a dialogue is open, one answer given',
    options(midway.reply).some(({ label }) => label === '不限'),
    () => midway.transcript(),
  );
  const before = options(await fresh().say('菜单'));
  set(false);
  inTime(t, 'switched off, with the notice', await until(() => says('重名', notice)));
  t.check('its title and its words are answered with the notice', (await says('新生儿重名查询', notice)) && (await says('起名', notice)));
  const after = options(await fresh().say('菜单'));
  t.check(
    'the menu no longer offers it',
    before.some(({ label }) => label.includes('新生儿重名')) && !after.some(({ label }) => label.includes('新生儿重名')),
    JSON.stringify(after),
  );
  const tapped = await fresh().send('event', { Event: 'CLICK', EventKey: 'newborn_names' });
  t.check('a menu button that telephones still show says why', tapped.includes(notice), tapped);
  const told = await midway.choose('不限');
  t.check('the dialogue in progress is told', told.includes(notice), told);
  t.check('and the resident can do something else', (await midway.say('派出所')).includes('位置'), midway.reply);
  set(true);
  inTime(t, 'switched on again', await until(async () => !(await says('重名', notice))));
  t.check(
    'and it opens',
    options(await fresh().say('重名')).some(({ label }) => label === '同意并继续'),
  );
}

async function breakFile(t, gateway) {
  const file = path.join(gateway.config, 'services/household.json');
  const good = fs.readFileSync(file, 'utf8');
  const reload = () => gateway.metric('config_last_reload_successful');
  t.check('config_last_reload_successful is 1', (await reload()) === 1);
  replaceFile(file, good.slice(0, Math.floor(good.length * 0.6)));
  inTime(t, 'a truncated file is noticed', await until(async () => (await reload()) === 0));
  const ready = await gateway.get('/readyz');
  t.check(
    '/readyz stays 200 and names file:line:column',
    ready.status === 200 && /household\.json:\d+:\d+/.test(ready.body.toString()),
    ready.body,
  );
  const resident = new Resident(() => gateway);
  t.check(
    'the version before stays in force',
    options(await resident.say('重名')).some(({ label }) => label === '同意并继续'),
    resident.reply,
  );
  t.check(
    'the log says what was refused and which version was kept',
    /"config refused".*household\.json:\d+/.test(fs.readFileSync(gateway.log, 'utf8')),
  );
  const mended = good.replace('"newborn_name_query": {', '$& "words": ["宝贝叫什么"],');
  replaceFile(file, mended);
  inTime(t, 'mended, it is taken', await until(async () => (await reload()) === 1));
  t.check('/readyz names nothing any more', (await gateway.get('/readyz')).body.toString() === 'ready\n');
  t.check('and what else was changed in it is in force', (await new Resident(() => gateway).say('宝贝叫什么')).includes('重名'));
}

/** A secret's file is not watched: the signal has it read again. */
async function newToken(t, gateway, tokenFile) {
  const echoes = async (token) => (await request(gateway.port, 'GET', gateway.account.verification('42', { token }))).status === 200;
  t.check('the token is that of its file', (await echoes('firstToken')) && !(await echoes('secondToken')));
  fs.writeFileSync(tokenFile, 'secondToken\n');
  gateway.signal('SIGHUP');
  inTime(t, 'SIGHUP: a new token', await until(() => echoes('secondToken')));
  t.check('the old one is refused', !(await echoes('firstToken')));
  const file = path.join(gateway.config, 'services/household.json');
  edit(file, (values) => ((values.newborn_name_query.notice = notice), (values.newborn_name_query.enabled = false)));
  gateway.signal('SIGHUP');
  gateway.account.token = 'secondToken';
  inTime(t, 'SIGHUP: an edited file', await until(async () => (await new Resident(() => gateway).say('重名')).includes(notice)));
  t.check('the process lives on', gateway.end === undefined && (await gateway.get('/healthz')).status === 200);
}

export async function scenario(t) {
  await t.part('a service off and on', async (start) => switchOff(t, await start(t.embedded(), 'switch')));
  await t.part('a broken file', async (start) => breakFile(t, await start(t.embedded(), 'break')));
  await t.part('SIGHUP', async (start) => {
    const tokenFile = path.join(t.embedded().folder, 'token');
    fs.writeFileSync(tokenFile, 'firstToken\n', { mode: 0o600 });
    const gateway = await start(t.embedded(), 'signal', { gateway: (values) => (values.wechat.token = { file: tokenFile }) });
    await newToken(t, gateway, tokenFile);
  });
}
