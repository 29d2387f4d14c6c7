import fs from 'node:fs';
import path from 'node:path';
import { crowd } from '../lib/crowd.mjs';
import { edit, isoDay, readConfig, run, sleep } from '../lib/gateway.mjs';
import { people } from '../lib/people.mjs';
import { bind, carry, Resident } from '../lib/resident.mjs';
import { Account, deliver } from '../lib/wechat.mjs';
import * as worlds from '../lib/worlds.mjs';

export const title = 'keys and tokens change while residents write';

const width = 6,
  most = 30;
/** Many in one office, so that nobody is refused for want of a place. */
const change = {
  offices: (values) => {
    values.offices = [
      {
        id: 'e2e_rotation',
        name: '白云区换钥派出所',
        kind: 'station',
        parent: '',
        district: '440111',
        address: '白云区测试路2号',
        phone: '020-12345678',
        verified_on: '2026-01-01',
        hours: {},
        dated_hours: { [isoDay(10)]: ['10:00-10:30'] },
        businesses: ['id_card_appointment'],
        windows: { id_card_appointment: 100 },
        average_minutes: 15,
      },
    ];
  },
  household: (values) => Object.assign(values.id_card_appointment, { slot_minutes: 30, capacity_percent: 100, book_ahead_days: 14 }),
};
const booking = { business: '到期换领', district: '白云区', slot: '10:00' };
/** The questions of binding and of booking at which a dialogue waits while keys change. */
const halts = ['mobile', 'code', 'name', 'id_no'];

class Rotated {
  constructor(t, world) {
    Object.assign(this, { t, world, turn: 0, gateways: [] });
  }
  via = () => this.gateways[++this.turn % this.gateways.length];
  residents(count) {
    return people(count).map((person) => new Resident(this.via, person, this.t.sms));
  }
  keys(...args) {
    return run(['keys', ...args, '--config', this.gateways[0].config], { cwd: this.world.folder });
  }
  keyIds(kind) {
    const text = fs.readFileSync(path.join(this.world.folder, `var/${kind}.key`), 'utf8');
    return [...text.matchAll(/^([\w-]+):/gm)].map(([, id]) => id);
  }
}

/** Residents who stop in the middle of binding or, bound, of booking; to be carried on later. */
async function stopped(rotated, count) {
  const { services } = rotated.t;
  const residents = rotated.residents(count);
  await crowd(residents, width, async (resident) => {
    const halt = halts[residents.indexOf(resident) % (halts.length + 1)];
    if (halt) {
      await resident.say('实名绑定');
      await carry(resident, services, { [halt]: null });
    } else {
      await bind(resident, services);
      await resident.say('换身份证');
      await carry(resident, services, { ...booking, slot: null });
    }
    resident.halt = halt;
  });
  return residents;
}

async function finish(rotated, residents) {
  const { t } = rotated;
  const codes = new Map(residents.map(({ person }) => [person.mobile, t.sms.count(person.mobile)]));
  await crowd(residents, width, (resident) => carry(resident, t.services, booking));
  const done = (resident) => resident.reply.includes(resident.halt ? '实名绑定成功' : '预约成功');
  t.check(`${residents.length} dialogues from before go on where they were and finish`, residents.every(done), () =>
    residents.find((resident) => !done(resident)).transcript(6),
  );
  const asked = residents.filter(({ halt, person }) => ['code', 'name', 'id_no'].includes(halt) && t.sms.count(person.mobile) > codes.get(person.mobile));
  t.check('whoever had a code, or had passed, needed no other', asked.length === 0, () => asked[0].transcript(6));
}

/** What must hold at any moment for residents who are bound and have booked. */
async function whole(rotated, what, residents) {
  const { t } = rotated;
  await crowd(residents, width, async (resident) => {
    await resident.say('菜单');
    await resident.say('我的预约');
    resident.asksAgain = resident.consented && resident.reply.includes('同意并继续');
    await carry(resident, t.services, { '@record': null });
    resident.consented = true;
  });
  t.check(`${what}: every booking is found`, residents.every(({ reply }) => reply.includes('到期换领')), () =>
    residents.find(({ reply }) => !reply.includes('到期换领')).transcript(),
  );
  const again = residents.filter(({ asksAgain }) => asksAgain);
  t.check(`${what}: nobody is asked again for a consent given before`, again.length === 0, () => again[0].transcript());
  const [first] = residents;
  await first.say('菜单');
  await first.say('换身份证');
  await carry(first, t.services, booking, { until: (reply) => reply.includes('已有') });
  t.check(`${what}: a second booking of the same is refused`, first.reply.includes('已有'), () => first.transcript());
  await first.say('菜单');
  const [thief] = rotated.residents(1);
  thief.person = { ...first.person, mobile: thief.person.mobile };
  await thief.say('实名绑定');
  await carry(thief, t.services, {}, { until: (reply) => reply.includes('已绑定另一个账号') });
  t.check(`${what}: the same ID number is bound only once`, thief.reply.includes('已绑定另一个账号'), () => thief.transcript());
}

/** Cancels by number and password, from another account. */
async function byPassword(rotated, what, resident, helper) {
  const { t } = rotated;
  await helper.say('取消');
  await helper.say('我的预约');
  await carry(helper, t.services, { '@record': '凭预约编号', number: resident.number, password: resident.password });
  t.check(`${what}: number and password told before still cancel`, helper.reply.includes('预约已取消'), () => helper.transcript(5));
}

async function rotate(rotated, kind, residents) {
  const { t } = rotated;
  const waiting = await stopped(rotated, 10);
  const before = rotated.keyIds(kind)[0];
  const command = rotated.keys('rotate', kind, '--wait', '2', '--pause', '2');
  let ended = false;
  command.then(() => (ended = true));
  // Load all the while: residents bind, book, look, and new dialogues are left lying about.
  const during = [];
  let messages = 0;
  while (!ended) {
    if (during.length >= most) {
      await crowd(during, width, (resident) => resident.say('菜单'));
      continue;
    }
    const some = rotated.residents(3);
    await crowd(some, width, async (resident) => {
      await bind(resident, t.services);
      await resident.say('换身份证');
      await carry(resident, t.services, booking);
      if (!resident.reply.includes('预约成功')) throw new Error(`not booked while keys change:\n${resident.transcript(6)}`);
      messages += resident.said.length;
    });
    during.push(...some);
  }
  const done = await command;
  t.check(`keys rotate ${kind} ends well`, done.code === 0 && done.out.includes('is in force'), done.out + done.err);
  const [now, old] = rotated.keyIds(kind);
  t.check(`${kind}: another key is in force, the one before is known`, now !== before && old === before, rotated.keyIds(kind));
  t.note(`${during.length} residents bound and booked meanwhile, ${messages} messages`);
  await finish(rotated, waiting);
  await whole(rotated, `${kind} key rotated`, [...residents, ...during]);
  residents.push(...during);
  return { old, out: done.out };
}

const silent = (rotated) =>
  Promise.all(rotated.gateways.map((gateway) => gateway.metrics())).then((all) =>
    all.join('').match(/gateway_messages_total\{[^}]*outcome="(failed|late)"[^}]*\} \d+|gateway_sessions_lost_total [1-9]\d*/g),
  );

async function keysRotate(t, world, names, start) {
  const rotated = new Rotated(t, world);
  const begin = async (round) => {
    rotated.gateways = [];
    for (const name of names) rotated.gateways.push(await start(world, `${name}-${round}`, change));
  };
  const end = async () => {
    for (const gateway of rotated.gateways) await gateway.stop();
  };
  await begin('before');
  const residents = rotated.residents(4);
  await crowd(residents, width, async (resident) => {
    await bind(resident, t.services);
    await resident.say('换身份证');
    const reply = await carry(resident, t.services, booking);
    resident.number = /预约编号[：:]\s*(\d+)/.exec(reply)?.[1];
    resident.password = /查询密码[：:]\s*(\d{6})/.exec(reply)?.[1];
    if (!resident.password) throw new Error(`no password in: ${reply}`);
  });
  const withPassword = residents.splice(2);

  const data = await rotate(rotated, 'data', residents);
  await byPassword(rotated, 'data key rotated', withPassword[0], residents[0]);
  const index = await rotate(rotated, 'index', residents);
  await byPassword(rotated, 'index key rotated', withPassword[1], residents[0]);
  const failed = await silent(rotated);
  t.check('no message failed or was late, no dialogue was lost', !failed, failed);

  const refused = await rotated.keys('drop', 'index', index.old);
  t.check(
    'the old index key is kept while what was imported and dialogues need it',
    refused.code === 1 && refused.out.includes('population') && refused.out.includes('sessions') && rotated.keyIds('index').length === 2,
    refused.out + refused.err,
  );
  const others = refused.out.split('\n').filter((line) => line.includes('needs') && !/ × (data set|sessions)/.test(line));
  t.check('and nothing else needs it', others.length === 0, refused.out);
  // A restart loads the demonstration's people under the key in force.
  await end();
  await begin('between');
  const waiting = await rotated.keys('drop', 'index', index.old);
  t.check('then only dialogues do', waiting.code === 1 && !waiting.out.includes('data set'), waiting.out + waiting.err);
  const inForce = await rotated.keys('drop', 'data', rotated.keyIds('data')[0]);
  t.check('the key in force cannot be dropped', inForce.code === 1 && inForce.err.includes('in force'), inForce.err);
  for (const [kind, { old }] of Object.entries({ data, index })) {
    const dropped = await rotated.keys('drop', kind, old, '--lose');
    t.check(
      `the old ${kind} key is dropped, with what dialogues are under it and nothing else`,
      dropped.code === 0 && rotated.keyIds(kind).length === 1 && dropped.out.split('\n').filter((line) => line.includes('needs')).length === 1,
      dropped.out + dropped.err,
    );
  }
  await sleep(1500);
  await whole(rotated, 'old keys dropped while serving', residents);
  await end();
  await begin('after');
  await whole(rotated, 'restarted with the new keys alone', residents);
  const lost = await silent(rotated);
  t.check('and still no message failed', !lost?.some((line) => line.includes('outcome')), lost);
  await end();
}

/** The account's console changes token and EncodingAESKey; for a while pushes come under either, and each is answered in kind. */
async function secretsRotate(t, gateway) {
  const file = path.join(gateway.config, 'gateway.json');
  const values = readConfig(file).wechat;
  const sides = [gateway.account];
  let lost = 0,
    sent = 0;
  const failures = [];
  const senders = people(6).map(() => new Resident(() => gateway));
  const send = async (resident, account) => {
    ++sent;
    const push = account.push(account.message(resident.openid, 'text', { Content: '菜单' }), { openid: resident.openid });
    try {
      if (!account.text(await deliver(gateway.port, push)).includes('请选择业务')) throw new Error('another answer');
    } catch (failure) {
      ++lost;
      failures.push(failure.message);
    }
  };
  const changes = [
    { token: 'rotatedToken1', previous_token: values.token },
    { encoding_aes_key: 'cm90YXRlZCBrZXksIGZvciB0ZXN0cyBhbmQgZGVtb3M', previous_encoding_aes_key: values.encoding_aes_key },
    {
      token: 'rotatedToken2',
      previous_token: 'rotatedToken1',
      encoding_aes_key: 'dGhpcmQgdGVzdCBrZXksIGZvciB0ZXN0cyBhbmQgZGV',
      previous_encoding_aes_key: 'cm90YXRlZCBrZXksIGZvciB0ZXN0cyBhbmQgZGVtb3M',
    },
  ];
  for (const [round, wanted] of changes.entries()) {
    let stop = false;
    const traffic = crowd(senders, width, async (resident) => {
      for (let turn = senders.indexOf(resident); !stop; ++turn) {
        await send(resident, sides[turn % sides.length]);
        await sleep(20);
      }
    });
    await sleep(200);
    const reloads = (await gateway.metrics()).match(/config_version\{version="(\w+)"/)[1];
    edit(file, (all) => Object.assign(all.wechat, wanted));
    for (const until = Date.now() + 5000; (await gateway.metrics()).includes(reloads) && Date.now() < until; ) await sleep(50);
    // The gateway knows both; only now the console is changed, and pushes under the old one are still on their way.
    const old = sides.at(-1);
    sides.splice(0, sides.length, old, new Account(readConfig(file).wechat));
    await sleep(600);
    stop = true;
    await traffic;
    sides.shift();
    t.check(`change ${round + 1}: ${sent} pushes under old and new, interleaved, ${lost} lost`, lost === 0 && sent > 20, failures.slice(0, 3).join('\n'));
  }
  const [current] = sides;
  const mixed = new Account({ ...values, token: 'rotatedToken1', encoding_aes_key: 'dGhpcmQgdGVzdCBrZXksIGZvciB0ZXN0cyBhbmQgZGV' });
  const resident = new Resident(() => gateway);
  const stranger = new Account({ ...values });
  const answer = await deliver(gateway.port, stranger.push(stranger.message(resident.openid, 'text', { Content: '菜单' })));
  t.check('the token before the previous one is refused', answer.status === 403, answer.status);
  t.check('any known token goes with any known key', (await send(resident, mixed), lost === 0), failures.join('\n'));
  edit(file, (all) => Object.assign(all.wechat, { previous_token: '', previous_encoding_aes_key: '' }));
  for (const until = Date.now() + 5000; Date.now() < until; await sleep(50)) {
    if ((await deliver(gateway.port, mixed.push(mixed.message(resident.openid, 'text', { Content: '菜单' })))).status === 403) break;
  }
  const gone = await deliver(gateway.port, mixed.push(mixed.message(resident.openid, 'text', { Content: '菜单' })));
  await send(resident, current);
  t.check('the change over, the previous token is refused and the current one goes on', gone.status === 403 && lost === 0, failures.join('\n'));
}

export async function scenario(t) {
  await t.part('token and EncodingAESKey', async (start) => secretsRotate(t, await start(t.embedded(), 'secrets-rotate')));
  await t.part('data and index key: SQLite and in-process sessions', (start) => keysRotate(t, worlds.embedded(t.sms), ['one'], start));
  await t.part(
    'data and index key: two processes on MySQL and Redis',
    async (start) => keysRotate(t, await t.cluster(), ['rotate-a', 'rotate-b'], start),
    { needsServers: true },
  );
}
