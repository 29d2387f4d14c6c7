import fs from 'node:fs';
import path from 'node:path';
import { edit, replaceFile, run, sleep } from '../lib/gateway.mjs';
import { Resident } from '../lib/resident.mjs';

export const title = 'the configuration is read again and again while residents write';

const reloads = Number(process.env.POLICE_RELOADS ?? 100);
const mib = (bytes) => Math.round(bytes / 1048576);
const rss = (pid) => 1024 * Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);

/** Residents that write 菜单 and read the answer until told to stop; how many were answered, and what else came. */
function chatter(gateway, count) {
  const state = { answered: 0, odd: [], going: true };
  const one = async () => {
    const resident = new Resident(() => gateway);
    while (state.going) {
      const reply = await resident.say('菜单').catch((failure) => `${failure}`);
      if (reply.includes('请选择业务')) ++state.answered;
      else state.odd.push(reply);
    }
  };
  state.done = Promise.all(Array.from({ length: count }, one));
  return state;
}

const version = async (gateway) => /config_version\{version="(\w+)"\} 1/.exec(await gateway.metrics())?.[1];

/** Resolves when the version is another one than `before`; false after 5 s. */
async function changed(gateway, before) {
  for (const end = Date.now() + 5000; Date.now() < end; await sleep(5)) {
    if ((await version(gateway)) !== before) return true;
  }
  return false;
}

async function manyReloads(t, gateway) {
  const file = path.join(gateway.config, 'services/household.json');
  const load = chatter(gateway, 4);
  let missed = 0;
  let early = 0;
  for (let i = 1; i <= reloads; ++i) {
    const before = await version(gateway);
    edit(file, (values) => (values.newborn_name_query.notice = `第${i}次`));
    gateway.signal('SIGHUP');
    if (!(await changed(gateway, before))) ++missed;
    if (i === Math.ceil(reloads / 4)) early = rss(gateway.child.pid);
  }
  const late = rss(gateway.child.pid);
  load.going = false;
  await load.done;
  t.check(`${reloads} reloads, all taken`, missed === 0, `${missed} missed`);
  t.check(`${load.answered} messages meanwhile, all answered`, load.answered > reloads / 4 && load.odd.length === 0, load.odd[0]);
  // ThreadSanitizer remembers who touched what.
  if (process.env.TSAN_OPTIONS) return;
  t.check(`memory is flat: ${mib(early)} MiB after a quarter, ${mib(late)} MiB at the end`, late - early < 24 * 1048576);
}

/** Experiment E-18: each broken in its own way, told with its line, and mended. */
const broken = {
  truncated: (file, good) => replaceFile(file, good.slice(0, good.length / 2)),
  'not UTF-8': (file, good) => replaceFile(file, Buffer.concat([Buffer.from(good.replace('{', '{ "a": "')), Buffer.from([0xff, 0xfe, 0x22])])),
  'an unknown key': (file, good) => replaceFile(file, good.replace('{', '{ "no_such_service": {},')),
  'a key twice': (file, good) => replaceFile(file, good.replace('{', '{ "newborn_name_query": {},')),
  empty: (file) => replaceFile(file, ''),
  deleted: (file) => fs.rmSync(file),
  '10 MiB': (file) => replaceFile(file, '[' + '1,'.repeat(5 << 20) + '1]'),
  'a symlink to itself': (file) => (fs.rmSync(file), fs.symlinkSync(file, file)),
  'a folder': (file) => (fs.rmSync(file), fs.mkdirSync(file)),
};

async function brokenFiles(t, gateway) {
  const file = path.join(gateway.config, 'services/household.json');
  const good = fs.readFileSync(file, 'utf8');
  const load = chatter(gateway, 2);
  const inForce = await version(gateway);
  for (const [how, damage] of Object.entries(broken)) {
    damage(file, good);
    let ready = '';
    for (const end = Date.now() + 2500; Date.now() < end && !ready.includes('config:'); await sleep(20)) {
      ready = (await gateway.get('/readyz')).body.toString();
    }
    const kept = (await version(gateway)) === inForce;
    const told = await run(['check', '--config', gateway.config]);
    t.check(`${how}: the old version stays, the line is named, check exits 1`, kept && /household\.json:\d+:\d+: /.test(ready) && told.code === 1, ready);
    fs.rmSync(file, { recursive: true, force: true });
    replaceFile(file, good);
    let clean = false;
    for (const end = Date.now() + 2500; Date.now() < end && !clean; await sleep(20)) {
      clean = !(await gateway.get('/readyz')).body.toString().includes('config:');
    }
    t.check(`${how}: the good file is taken within 2 s`, clean);
  }
  load.going = false;
  await load.done;
  t.check(`${load.answered} messages meanwhile, all answered`, load.answered > 20 && load.odd.length === 0, load.odd[0]);
}

export async function scenario(t) {
  await t.part('reloads under load', async (start) => {
    const gateway = await start(t.embedded(), 'reload');
    await manyReloads(t, gateway);
    await brokenFiles(t, gateway);
    const end = await gateway.stop();
    const log = fs.readFileSync(gateway.log, 'utf8');
    t.check('it ends well, and no sanitizer spoke', end.code === 0 && !/ThreadSanitizer|AddressSanitizer|runtime error/.test(log), /.*Sanitizer.*(\n.*){12}/.exec(log)?.[0]);
  });
}
