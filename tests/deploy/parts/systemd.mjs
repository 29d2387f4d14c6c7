import fs from 'node:fs';
import path from 'node:path';
import { Gateway, program, sleep, source, temporaryFolder } from '../../e2e/lib/gateway.mjs';
import { carry, Resident } from '../../e2e/lib/resident.mjs';
import { people } from '../../e2e/lib/people.mjs';
import { command, output } from '../lib/command.mjs';

export const title = 'the units: valid, shut in, and the program lives within them';

const units = path.join(source, 'deploy/systemd');
const unit = (name) => fs.readFileSync(path.join(units, name), 'utf8');

/** The units in a folder of their own, the program being where it was built: nothing is installed here. */
function placed(change = (text) => text) {
  const folder = temporaryFolder('units');
  for (const name of ['police-gateway.socket', 'police-gateway.service']) {
    fs.writeFileSync(path.join(folder, name), change(unit(name).replaceAll('/usr/bin/police-gateway', program)));
  }
  return folder;
}

const verify = (folder) =>
  command('systemd-analyze', ['verify', '--man=no', ...['socket', 'service'].map((kind) => path.join(folder, `police-gateway.${kind}`))]);

async function valid(t) {
  const good = await verify(placed());
  t.check('systemd-analyze verify is silent', good.code === 0 && good.both === '', good.both);
  const bad = await verify(placed((text) => text.replace('ProtectHome=yes', 'ProtectHomes=yes')));
  t.check('and is not about a misspelt line', bad.both.includes('ProtectHomes'), bad.both);
  const score = await output('systemd-analyze', ['security', '--offline=true', path.join(placed(), 'police-gateway.service')]);
  const exposure = Number(/Overall exposure level for \S+: (\d+\.\d+)/.exec(score)?.[1]);
  t.check(`systemd-analyze security: exposure ${exposure}, at most 1.5`, exposure <= 1.5, score);
  const manual = fs.readFileSync(path.join(source, 'deploy/README.md'), 'utf8');
  t.check('the manual names the same figure', manual.includes(`exposure ${exposure}`));
}

/** What one resident does, through consent, an SMS and records. */
async function live(t, gateway) {
  const resident = new Resident(() => gateway, people(1)[0], t.sms);
  await resident.say('换身份证');
  return carry(resident, t.services, { district: '海珠区', business: '损坏换领' });
}

/** A gateway of a fresh installation, behind the command that `wrap` gives for its folder. */
async function started(t, owned, name, wrap) {
  const world = await t.embedded();
  const config = await world.config(name);
  const gateway = owned(new Gateway(config, world.folder, { wrap: wrap(world.folder) }));
  await gateway.ready();
  return gateway;
}

/** The process of the program itself, behind whatever started it. */
async function programOf({ config }) {
  const pids = (await output('pgrep', ['-x', 'police-gateway'])).trim().split('\n').map(Number);
  return pids.find((pid) => fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(config));
}

/** As the service's sandbox: a read-only system, one folder to write to, an account without rights, new rights for nobody. */
const sandbox = (folder) => [
  ...['bwrap', '--unshare-user', '--uid', '65534', '--gid', '65534', '--unshare-ipc', '--unshare-uts', '--cap-drop', 'ALL'],
  ...['--new-session', '--die-with-parent', '--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'],
  ...['/tmp', '/home', '/root'].flatMap((hidden) => ['--tmpfs', hidden]),
  ...[source, path.dirname(program)].flatMap((read) => ['--ro-bind', read, read]),
  ...['--bind', folder, folder, '--chdir', folder],
];

async function shutIn(t, owned) {
  const gateway = await started(t, owned, 'sandbox', sandbox);
  t.check('a resident books an appointment', (await live(t, gateway)).includes('预约成功'));
  const status = fs.readFileSync(`/proc/${await programOf(gateway)}/status`, 'utf8');
  t.check(
    'of a process that has no capability and can gain none',
    /CapEff:\s+0+\n/.test(status) && /NoNewPrivs:\s+1\n/.test(status),
    status,
  );
  process.kill(await programOf(gateway), 'SIGTERM');
  const end = await Promise.race([gateway.ended, sleep(10_000)]);
  t.check('that ends by SIGTERM with 0', end?.code === 0, JSON.stringify(end));
}

/** The names of a set as SystemCallFilter= reads it, sets within it included. */
async function callsOf(set) {
  const lines = (await output('systemd-analyze', ['syscall-filter', '--no-pager', set])).split('\n').map((line) => line.trim());
  const names = lines.filter((line) => /^[@a-z0-9_-]+$/.test(line) && line !== set);
  const inner = await Promise.all(names.filter((name) => name.startsWith('@')).map(callsOf));
  return new Set([...names, ...inner.flatMap((each) => [...each])]);
}

async function calls(t, owned) {
  const filters = [...unit('police-gateway.service').matchAll(/^SystemCallFilter=(~?)(.+)$/gm)];
  const allowed = new Set();
  for (const [, without, sets] of filters) {
    for (const set of sets.split(' ')) for (const name of await callsOf(set)) without ? allowed.delete(name) : allowed.add(name);
  }
  t.check(
    `the filter allows ${allowed.size} system calls, not mount or reboot`,
    allowed.has('read') && !allowed.has('mount') && !allowed.has('reboot'),
  );
  const gateway = await started(t, owned, 'strace', (folder) => [...sandbox(folder), 'strace', '-f', '-qq', '-o', 'calls']);
  t.check('a resident books an appointment under strace', (await live(t, gateway)).includes('预约成功'));
  process.kill(await programOf(gateway), 'SIGTERM');
  await gateway.ended;
  const trace = path.join(path.dirname(gateway.config), 'calls');
  const made = new Set([...fs.readFileSync(trace, 'utf8').matchAll(/^\d+ +(?:<\.\.\. )?([a-z0-9_]+)/gm)].map(([, name]) => name));
  const refused = [...made].filter((name) => !allowed.has(name));
  t.check(`the ${made.size} system calls it makes are all allowed`, made.size > 30 && refused.length === 0, refused.join(' '));
}

export async function part(t) {
  await t.step('units', () => valid(t));
  await t.step('a read-only system, no rights', (owned) => shutIn(t, owned));
  await t.step('system calls', (owned) => calls(t, owned));
}
