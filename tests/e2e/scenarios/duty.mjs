import path from 'node:path';
import { edit, run } from '../lib/gateway.mjs';
import { at } from '../lib/moved.mjs';
import { people } from '../lib/people.mjs';
import { opposite, PhoneResident, seen } from '../lib/phone.mjs';
import { bind } from '../lib/resident.mjs';

export const title = 'a cry for help rings the duty desk until somebody acknowledges it';

const first = '13900000110', second = '13900000120';

const config = (world, wechat) =>
  world.config('duty', {
    gateway: (values) => {
      wechat.serves(values);
      values.public_url = `http://127.0.0.1:${values.listen.port}`;
      values.duty.webhook_url = `${wechat.origin}/duty`;
    },
  });

const audited = async (gateway) => (await run(['audit', 'list', '--config', gateway.config], { cwd: path.dirname(gateway.config) })).out;

async function rungAndAcknowledged(t, world, wechat, gateway, resident) {
  await wechat.post('/api/duty/fault', { silent: true });
  const reply = await resident.say('我不想活了，我在江边');
  t.check('the card comes at once, though the desk does not answer', /拨打 ?110/.test(reply), reply);
  const sms = await seen(() => t.sms.to(first).at(-1));
  t.check('an SMS says number and kind', /值班警情\d{8}：微信群众求助（轻生）/.test(sms ?? ''), sms);
  t.check('and nothing of the resident', ['江边', resident.person.name, resident.person.mobile, resident.openid].every((each) => !sms?.includes(each)), sms);
  await seen(async () => (await gateway.metrics()).includes('alarm_rings_total{how="refused",way="webhook"}'));
  await wechat.post('/api/duty/fault', { silent: false });
  const held = await seen(async () => (await wechat.get('/api/duty'))[0], 40_000);
  t.check(
    'the desk is called until it answers, and learns who, what and where to say so',
    held?.alarm.words === '我不想活了，我在江边' && held.alarm.name === resident.person.name && held.alarm.mobile === resident.person.mobile,
    () => JSON.stringify(held),
  );
  const { number, acknowledge_url } = held.alarm;
  const shown = await (await fetch(acknowledge_url)).text();
  t.check('the page shows number and kind', shown.includes(number) && shown.includes('轻生') && !shown.includes('江边'), shown);
  const wrong = await fetch(acknowledge_url.slice(0, -1), { method: 'POST' });
  t.check('a token cut short finds nothing', wrong.status === 404, wrong.status);
  const open = await seen(async () => (await gateway.metric('alarms_open')) === 1);
  t.check('looking at it has changed nothing', open, await gateway.metrics());
  await wechat.post('/api/duty/acknowledge', { number });
  const quiet = await seen(async () => (await gateway.metric('alarms_open')) === 0);
  t.check('the button at the desk acknowledges', quiet && (await (await fetch(acknowledge_url)).text()).includes('确认。'));
  const rows = await audited(gateway);
  t.check('both are rows of the audit chain', rows.includes(`gateway  alarm raised  ${number}`) && rows.includes(`duty_desk  alarm acknowledge  ${number}`), rows);
  return number;
}

async function escalated(t, world, wechat, before, resident) {
  await resident.say('救命，有人持刀');
  const open = await seen(async () => (await wechat.get('/api/duty')).find(({ acknowledged }) => !acknowledged));
  t.check('another alarm rings', open?.alarm.kind === 'violence' && open.rings === 1, () => JSON.stringify(open));
  await before.stop();
  const told = t.sms.to(second).length;
  const gateway = await at(world, before, new Date(Date.now() + 125_000));
  const sms = await seen(() => (t.sms.to(second).length > told ? t.sms.to(second).at(-1) : null));
  t.check('two minutes later, with nobody there, the others get an SMS', sms?.includes(open.alarm.number) && sms.includes('无人确认'), sms);
  const again = await seen(async () => (await wechat.get('/api/duty')).find(({ alarm }) => alarm.number === open.alarm.number && alarm.escalated));
  t.check('and the desk is rung again', again?.rings === 2, () => JSON.stringify(again));

  const command = (...args) => run([...args, '--config', gateway.config], { cwd: path.dirname(gateway.config) });
  const listed = await command('alarms', 'list');
  t.check('alarms list names it first, without words', listed.out.startsWith(open.alarm.number) && listed.out.includes('OPEN') && !listed.out.includes('持刀'), listed.out);
  const token = path.join(world.folder, 'li.token');
  const made = await run(['operators', 'new-token', token], { cwd: world.folder });
  edit(path.join(gateway.config, 'operators.json'), (values) =>
    values.operators.push({ id: 'li', name: '李警官', unit: '指挥中心', roles: ['duty'], token: made.out.trim() }),
  );
  const anonymous = await command('alarms', 'show', open.alarm.number);
  t.check('what was said is shown to nobody without a name', anonymous.code !== 0 && !anonymous.out.includes('持刀'), anonymous.out + anonymous.err);
  const proof = ['--as', 'li', '--token', token];
  const shown = await command('alarms', 'show', open.alarm.number, ...proof);
  t.check('but to an operator on duty', shown.code === 0 && shown.out.includes('救命，有人持刀'), shown.out + shown.err);
  const acknowledged = await command('alarms', 'acknowledge', open.alarm.number, ...proof);
  t.check('who acknowledges', acknowledged.code === 0 && acknowledged.out.includes('acknowledged'), acknowledged.out + acknowledged.err);
  const rows = await audited(gateway);
  t.check(
    'escalation, look and acknowledgement are in the audit chain, the words are not',
    ['gateway  alarm escalated', 'li  alarm show', 'li  alarm acknowledge'].every((row) => rows.includes(`${row}  ${open.alarm.number}`)) && !rows.includes('持刀'),
    rows,
  );
  const verified = await command('audit', 'verify');
  t.check('which is whole', verified.code === 0, verified.out);
  const { alarm } = open;
  const secrets = ['江边', '持刀', resident.person.name, resident.person.mobile, first, second, alarm.acknowledge_url.split('t=')[1]];
  const logs = world.logs();
  t.check('the logs hold neither words nor names nor numbers nor tokens', secrets.every((each) => !logs.includes(each)));
  const disk = world.disk();
  t.check('nor does the disk', secrets.filter((each) => each !== first && each !== second).every((each) => !disk.includes(each)));
  await gateway.stop();
}

export async function scenario(t) {
  await t.part('rung, acknowledged, escalated', async () => {
    const world = t.embedded();
    await opposite(world, config, async (wechat, gateway) => {
      const resident = new PhoneResident(wechat, people(9).at(-1), t.sms);
      await resident.event('subscribe');
      await bind(resident, t.services);
      await rungAndAcknowledged(t, world, wechat, gateway, resident);
      await escalated(t, world, wechat, gateway, resident);
    });
  });
}
