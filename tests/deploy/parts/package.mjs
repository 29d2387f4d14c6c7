import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { build, freePort, readConfig, source, temporaryFolder } from '../../e2e/lib/gateway.mjs';
import { Resident } from '../../e2e/lib/resident.mjs';
import { command, output } from '../lib/command.mjs';
import { Process } from '../lib/process.mjs';
import { Root } from '../lib/root.mjs';

export const title = 'the Debian package: build, install, upgrade, remove, purge';

async function built(t, folder) {
  const packed = await command('cpack', ['-G', 'DEB', '--config', path.join(build, 'CPackConfig.cmake'), '-B', folder], { cwd: build });
  const file = fs.readdirSync(folder).find((name) => name.endsWith('.deb'));
  t.check(`cpack makes ${file}`, packed.code === 0 && file !== undefined, packed.both);
  return path.join(folder, file);
}

/** The next version, as a release would bring it: another number, and a file of the configuration that says something new. */
async function next(deb, folder) {
  const tree = path.join(folder, 'next');
  await output('dpkg-deb', ['-R', deb, tree]);
  const control = path.join(tree, 'DEBIAN/control');
  fs.writeFileSync(control, fs.readFileSync(control, 'utf8').replace(/^Version: .*$/m, '$&.next'));
  for (const name of ['gateway.json', 'fees.json']) {
    const file = path.join(tree, 'etc/police-gateway', name);
    fs.writeFileSync(file, '// As the next version ships it.\n' + fs.readFileSync(file, 'utf8'));
  }
  await output('dpkg-deb', ['--root-owner-group', '-b', tree, path.join(folder, 'next.deb')]);
  return path.join(folder, 'next.deb');
}

async function contents(t, deb) {
  const fields = await output('dpkg-deb', ['-f', deb]);
  const list = await output('dpkg-deb', ['-c', deb]);
  const files = list
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/))
    .map(([mode, , , , , name]) => ({ mode, name: name.slice(1) }));
  const names = files.map(({ name }) => name);
  t.check(
    'it depends on the libraries it is linked with',
    ['libc6', 'libssl3', 'libsqlite3-0', 'adduser'].every((name) => fields.includes(name)),
    fields,
  );
  const wanted = [
    '/usr/bin/police-gateway',
    '/usr/sbin/police-gateway-backup',
    '/usr/sbin/police-gateway-restore',
    '/lib/systemd/system/police-gateway.service',
    '/lib/systemd/system/police-gateway.socket',
    '/usr/share/police-gateway/nginx/police-gateway.conf',
    '/usr/share/police-gateway/monitoring/alerts.yml',
    '/usr/share/police-gateway/monitoring/dashboard.json',
    '/usr/share/doc/police-gateway/operations.md',
    '/usr/share/doc/police-gateway/CHANGELOG.md',
  ];
  t.check(
    'program, commands, units, nginx, monitoring and manual are in it',
    wanted.every((name) => names.includes(name)),
    list,
  );
  t.check('no sandbox and no residents', !names.some((name) => /sandbox|population/.test(name)), list);
  const config = names.filter((name) => name.startsWith('/etc/') && !name.endsWith('/')).sort();
  const conffiles = (await output('dpkg-deb', ['-I', deb, 'conffiles'])).trim().split('\n').sort();
  const shipped = (await output('find', [path.join(source, 'deploy/config'), '-name', '*.json', '-o', '-name', '*.txt'])).trim().split('\n').length;
  t.check(
    `all ${shipped} files of the configuration are conffiles`,
    config.length === shipped && config.join() === conffiles.join(),
    `${config}\n${conffiles}`,
  );
  const open = files.filter(({ mode, name }) => /^.(.{4}w|.{7}w)/.test(mode) && !mode.startsWith('l') && name);
  t.check('nothing is writable by others than its owner', open.length === 0, JSON.stringify(open));
  const scripts = fs.readdirSync(path.join(source, 'deploy/debian'));
  for (const name of scripts)
    t.check(`${name}: sh reads it`, (await command('sh', ['-n', path.join(source, 'deploy/debian', name)])).code === 0);
}

/** The installed program, as the installed account, with the installed configuration. */
async function serve(root, log) {
  const text = (await root.sh('cat /etc/police-gateway/gateway.json')).out;
  const copy = path.join(temporaryFolder('installed'), 'gateway.json');
  fs.writeFileSync(copy, text);
  const account = [
    'setpriv',
    '--reuid=police-gateway',
    '--regid=police-gateway',
    '--clear-groups',
    '--no-new-privs',
    '--bounding-set=-all',
  ];
  const line = 'cd /var/lib/police-gateway && exec "$0" "$@" /usr/bin/police-gateway serve --config /etc/police-gateway';
  const [name, ...args] = root.inside('sh', '-c', line, ...account);
  const errors = fs.openSync(log, 'a');
  const child = spawn(name, args, { stdio: ['ignore', errors, errors] });
  fs.closeSync(errors);
  const gateway = new Process(child.pid, readConfig(copy), log);
  child.on('close', (code, signal) => gateway.finish({ code, signal }));
  return gateway;
}

async function answers(t, owned, root, what) {
  const gateway = owned(await serve(root, path.join(temporaryFolder('installed'), 'log')));
  await gateway.ready();
  const resident = new Resident(() => gateway);
  t.check(`${what} it answers a resident`, (await resident.say('菜单')).includes('请选择业务'), resident.reply);
  await gateway.stop();
}

/** What the administrator changes: the ports, which are others' on this machine. */
const edits = (ports) =>
  `sed -i -e 's/"port": 8080/"port": ${ports[0]}/' -e 's/"port": 8081/"port": ${ports[1]}/' /etc/police-gateway/gateway.json`;

async function life(t, owned, deb, young) {
  const root = owned(await Root.make());
  const installed = await root.sh(`dpkg -i ${deb}`);
  t.check('dpkg -i, without a systemd that runs', installed.code === 0, installed.both);
  const about = (
    await root.sh(
      "stat -c '%U:%G %a %n' /etc/police-gateway /etc/police-gateway/secrets /var/lib/police-gateway; getent passwd police-gateway",
    )
  ).out;
  t.check(
    'the account and its folders are there, closed to others',
    [
      'root:police-gateway 750 /etc/police-gateway\n',
      'police-gateway:police-gateway 700 /etc/police-gateway/secrets',
      'police-gateway:police-gateway 700 /var/lib/police-gateway',
      '/usr/sbin/nologin',
    ].every((each) => about.includes(each)),
    about,
  );
  const wants =
    '/etc/systemd/system/sockets.target.wants/police-gateway.socket /etc/systemd/system/multi-user.target.wants/police-gateway.service';
  t.check('both units are enabled', (await root.sh(`ls ${wants}`)).code === 0);
  await root.sh(edits([await freePort(), await freePort()]));
  const checked = await root.sh('police-gateway check --config /etc/police-gateway');
  t.check('the installed configuration is good', checked.code === 0, checked.both);
  await answers(t, owned, root, 'installed,');

  const before = (await root.sh('cat /etc/police-gateway/gateway.json')).out;
  const upgraded = await root.sh(`dpkg -i --force-confold ${young}`);
  t.check(
    'upgrade',
    upgraded.code === 0 && (await root.sh("dpkg-query -W -f='${Version}' police-gateway")).out.endsWith('.next'),
    upgraded.both,
  );
  t.check(
    "the administrator's file is kept",
    (await root.sh('cat /etc/police-gateway/gateway.json')).out === before && before.length > 1000,
  );
  t.check('an untouched one is the new one', (await root.sh('head -1 /etc/police-gateway/fees.json')).out.includes('next version'));
  await answers(t, owned, root, 'upgraded,');
  const backed = await root.sh(
    'cd /var/lib/police-gateway && runuser -u police-gateway -- police-gateway-backup --config /etc/police-gateway /var/backups/police-gateway/first',
  );
  t.check(
    'police-gateway-backup works as installed',
    backed.code === 0 && (await root.sh('ls /var/backups/police-gateway/first')).out.includes('records.sqlite.gz'),
    backed.both,
  );

  const removed = await root.sh('dpkg -r police-gateway');
  t.check(
    'remove: the program goes, configuration and records stay',
    removed.code === 0 &&
      (
        await root.sh(
          'test ! -e /usr/bin/police-gateway -a -f /etc/police-gateway/gateway.json -a -f /var/lib/police-gateway/var/police.db',
        )
      ).code === 0,
    removed.both,
  );
  const purged = await root.sh('dpkg -P police-gateway');
  t.check(
    'purge: the configuration goes, the records and their keys stay',
    purged.code === 0 && (await root.sh(`test ! -e /etc/police-gateway -a -f /var/lib/police-gateway/var/data.key`)).code === 0,
    purged.both,
  );
  t.check('and that is said', purged.both.includes('/var/lib/police-gateway is left'), purged.both);
  t.check('no unit is left behind', (await root.sh(`ls ${wants} /lib/systemd/system/police-gateway.*`)).out === '');
  const again = await root.sh(`dpkg -i ${deb}`);
  t.check(
    'installed again it finds its records',
    again.code === 0 &&
      (
        await root.sh('cd /var/lib/police-gateway && runuser -u police-gateway -- police-gateway migrate --config /etc/police-gateway')
      ).out.includes('current'),
    again.both,
  );
}

export async function part(t) {
  const folder = temporaryFolder('package');
  let deb;
  await t.step('build', async () => {
    deb = await built(t, folder);
    await contents(t, deb);
  });
  if (deb) await t.step('install, upgrade, remove, purge', async (owned) => life(t, owned, deb, await next(deb, folder)));
}
