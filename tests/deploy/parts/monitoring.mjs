import fs from 'node:fs';
import path from 'node:path';
import { source } from '../../e2e/lib/gateway.mjs';
import { people } from '../../e2e/lib/people.mjs';
import { seen } from '../../e2e/lib/phone.mjs';
import { carry, Resident } from '../../e2e/lib/resident.mjs';
import { deliver, request } from '../../e2e/lib/wechat.mjs';
import { command } from '../lib/command.mjs';

export const title = 'dashboard and alerts are about the metrics there are';

const folder = path.join(source, 'deploy/monitoring');
/** The metrics an expression names, a histogram's parts by its own name. */
const named = (text) => (text.match(/\b((alarms?|gateway|config|http|outbox|rows|wechat)_[a-z0-9_]+|broadcasts)\b/g) ?? []).map((name) => name.replace(/_(bucket|sum|count)$/, ''));

/** WeChat's API and the duty desk are closed ports, and a slow SMS makes an answer late. */
const silent = (values) => {
  values.wechat.app_secret = 'secret';
  values.wechat.api_hosts = ['http://127.0.0.1:1'];
  values.duty.webhook_url = 'http://127.0.0.1:1/duty';
  values.limits.answer_deadline_ms = 500;
};

/** Makes happen what is counted by label only once it has happened, and reads all of it. */
async function living(t, gateway) {
  const resident = new Resident(() => gateway, people(1)[0], t.sms);
  await resident.say('换身份证');
  await carry(resident, t.services, { district: '海珠区', business: '损坏换领' });
  const push = gateway.account.push(gateway.account.message(resident.openid, 'text', { Content: '菜单' }));
  await deliver(gateway.port, push);
  await deliver(gateway.port, { ...push, path: push.path.replace(/msg_signature=..../, 'msg_signature=0000') });
  await request(gateway.port, 'POST', push.path, 'x'.repeat(1 << 17)).catch(() => {}); // too large: refused, and cut
  // An answer that is late is told by WeChat's API, which nobody answers for here.
  t.sms.delay = 1000;
  const bound = new Resident(() => gateway, people(2)[1], t.sms);
  await bound.say('实名绑定');
  await carry(bound, t.services, { code: null });
  t.sms.delay = 0;
  await seen(async () => (await gateway.metrics()).includes('outbox_told_total'));
  await bound.say('救命，有人持刀');
  await seen(async () => (await gateway.metrics()).includes('alarm_rings_total'));
  const families = [...(await gateway.metrics()).matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name);
  return new Set(families);
}

export async function part(t) {
  await t.step('promtool', async () => {
    const rules = await command('promtool', ['check', 'rules', '--lint-fatal', path.join(folder, 'alerts.yml')]);
    t.check('check rules', rules.code === 0, rules.both);
    const tests = await command('promtool', ['test', 'rules', path.join(source, 'tests/deploy/alerts.test.yml')]);
    t.check('test rules', tests.code === 0, tests.both);
    const text = fs.readFileSync(path.join(folder, 'alerts.yml'), 'utf8');
    const blocks = text.split('- alert: ').slice(1);
    const mute = blocks.filter((block) => !/\n +do: .{20,}/.test(block) || !/\n +summary: ./.test(block));
    t.check(`each of ${blocks.length} alerts says what to do`, blocks.length >= 10 && mute.length === 0, mute.join('\n'));
  });

  await t.step('against a living gateway', async (owned) => {
    const gateway = owned(await (await t.embedded()).start('metrics', { gateway: silent }));
    const exported = await living(t, gateway);
    const { panels } = JSON.parse(fs.readFileSync(path.join(folder, 'dashboard.json'), 'utf8'));
    const shown = new Set(panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => named(expr))));
    const alerted = new Set(named(fs.readFileSync(path.join(folder, 'alerts.yml'), 'utf8')));
    const missing = [...exported].filter((name) => !shown.has(name));
    t.check(
      `each of ${exported.size} metrics of /metrics is on the dashboard`,
      exported.size >= 14 && missing.length === 0,
      missing.join('\n'),
    );
    const unknown = [...shown, ...alerted].filter((name) => !exported.has(name));
    t.check('dashboard and alerts name no other', shown.size >= 14 && alerted.size >= 10 && unknown.length === 0, unknown.join('\n'));
    const titles = panels.map((panel) => panel.title);
    t.check(
      'each panel has its own place, title and explanation',
      new Set(panels.map(({ gridPos: { x, y } }) => `${x},${y}`)).size === panels.length &&
        new Set(titles).size === panels.length &&
        panels.every(({ description }) => description),
    );
  });
}
