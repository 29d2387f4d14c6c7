import fs from 'node:fs';
import path from 'node:path';
import { run } from '../lib/gateway.mjs';
import { people } from '../lib/people.mjs';
import { opposite, PhoneResident, seen } from '../lib/phone.mjs';
import { bind, carry } from '../lib/resident.mjs';

export const title = 'what departments give: imported by an operator, and answered while a resident waits';

const dataSet = 'id_card_applications';
const receipt = '4401060000209999';

const config = (world, wechat) =>
  world.config('data', {
    gateway: (values) => {
      wechat.serves(values);
      values.departments[0].url = `${wechat.origin}/department/${dataSet}`;
    },
  });

/** What the person is told of the card. */
async function told(t, resident) {
  await resident.say('身份证进度');
  const begun = Date.now();
  const reply = await carry(resident, t.services, { whose: '我本人的', receipt_no: receipt });
  return { reply, ms: Date.now() - begun };
}

const header = 'id_no,receipt_no,stage,stage_date,accepted_date,place\n';
const row = (person, stage) => `${person.id_no},${receipt},${stage},2026-11-20,2026-11-10,\n`;

async function imports(t, world, gateway, person) {
  const file = path.join(world.folder, 'cards.csv');
  const importing = (text, ...more) => {
    fs.writeFileSync(file, text);
    return run(['import', dataSet, file, ...more, '--config', gateway.config], { cwd: world.folder });
  };
  const listed = await run(['import', '--config', gateway.config], { cwd: world.folder });
  t.check('import alone lists the data sets, their columns and what is in force', listed.code === 0 && /population[^]*50000 rows of/.test(listed.out), listed.out);
  const unknown = await run(['import', 'id_card_aplications', file, '--config', gateway.config], { cwd: world.folder });
  t.check('an unknown one is named, with the nearest', unknown.code === 1 && unknown.err.includes('did you mean "id_card_applications"'), unknown.err);

  const faulty = await importing(header + row(person, '制证') + row(person, '受理') + `${person.id_no.slice(0, 17)}?,${receipt},LOST,2026-11-20,2026-11-10,\n`);
  t.check(
    'faults are named by file, line and column, without a value, and nothing is loaded',
    faulty.code === 1 &&
      faulty.out.includes(`${file}:4: column 1 (id_no)`) &&
      faulty.out.includes(`${file}:4: column 3 (stage)`) &&
      faulty.out.includes(`${file}:3: its key (id_no+receipt_no) is that of an earlier line`) &&
      faulty.out.includes('nothing was loaded') &&
      !faulty.out.includes(person.id_no.slice(0, 17)) && !faulty.out.includes('LOST'),
    faulty.out + faulty.err,
  );
  const fewer = await importing(header + row(person, '制证'));
  t.check('a file with far fewer rows than before is not taken unasked', fewer.code === 1 && fewer.out.includes('--fewer'), fewer.out);
  const old = await importing(header + row(person, '制证'), '--date', '2020-01-01');
  t.check('nor one that is older', old.code === 1 && old.err.includes('older than that in force'), old.out + old.err);
  const good = await importing(header + row(person, '制证'), '--fewer');
  t.check('a good one is in force, beside the running program', good.code === 0 && good.out.includes('1 rows of'), good.out + good.err);
  const audit = await run(['audit', 'list', '--config', gateway.config], { cwd: world.folder });
  t.check('who imported what stands in the audit chain', audit.out.includes('import') && audit.out.includes(dataSet), audit.out);
}

async function departments(t, wechat, resident) {
  const behave = (behaviour, more = {}) => wechat.post('/api/departments', { data_set: dataSet, behaviour, ...more });
  const rows = [{ id_no: resident.person.id_no, receipt_no: receipt, stage: 'READY', stage_date: '2026-11-28', accepted_date: '2026-11-10', place: '棠下' }];
  await behave('well', { rows });
  const live = await told(t, resident);
  t.check('a department that answers is believed', live.reply.includes('身份证办理进度：待领取') && live.reply.includes('领取地点：棠下'), live.reply);
  for (const [behaviour, more] of [['wrong', {}], ['broken', {}], ['closed', {}], ['slow', { ms: 3000 }], ['silent', {}]]) {
    await behave(behaviour, more);
    const { reply, ms } = await told(t, resident);
    t.check(
      `one that is ${behaviour} is not: what was imported answers, with its day, in ${ms} ms`,
      reply.includes('身份证办理进度：制证') && reply.includes('数据日期') && !reply.includes('<b>') && ms < 4000,
      reply,
    );
  }
  await behave('well');
  const back = await seen(async () => (await told(t, resident)).reply.includes('待领取'), 20_000);
  t.check('it is asked again once it is well', back, resident.reply);
}

async function secret(t, world, gateway, resident) {
  const file = path.join(world.folder, 'cards.csv');
  fs.rmSync(file);
  const disk = world.disk();
  t.check(
    'no number of the file can be read on disk or in the logs',
    [resident.person.id_no, receipt].every((each) => !disk.includes(each) && !world.logs().includes(each)),
  );
  const metrics = await gateway.metrics();
  t.check('what became of the questions is counted', /department_questions_total\{data_set="id_card_applications",how="failed"\} \d/.test(metrics), metrics);
}

export async function scenario(t) {
  await t.part('imports and departments', async () => {
    const world = t.embedded();
    await opposite(world, config, async (wechat, gateway) => {
      const resident = new PhoneResident(wechat, people(1)[0], t.sms);
      await resident.event('subscribe');
      await bind(resident, t.services);
      await imports(t, world, gateway, resident.person);
      await departments(t, wechat, resident);
      await secret(t, world, gateway, resident);
    });
  });
}
