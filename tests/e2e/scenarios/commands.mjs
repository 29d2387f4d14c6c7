import fs from 'node:fs';
import path from 'node:path';
import { readConfig, replaceFile, run, source } from '../lib/gateway.mjs';

export const title = 'the commands an administrator starts with';

const mode = (file) => (fs.statSync(file).mode & 0o777).toString(8);

export async function scenario(t) {
  await t.part('check', async () => {
    const shipped = await run(['check', '--config', path.join(source, 'deploy/config')]);
    t.check('exit 0 on the shipped files', shipped.code === 0, shipped.out + shipped.err);

    const broken = await t.embedded().config('broken');
    const file = path.join(broken, 'services/household.json');
    const text = fs.readFileSync(path.join(source, 'deploy/config/services/household.json'), 'utf8').replace('"same_day"', '"same_dya"');
    replaceFile(file, text);
    const before = text.slice(0, text.indexOf('"same_dya"')).split('\n');
    const refused = await run(['check', '--config', broken]);
    const place = `household.json:${before.length}:${before.at(-1).length + 1}:`;
    t.check(`exit 1 on a misspelt key, at ${place}`, refused.code === 1 && refused.out.includes(place), refused.out + refused.err);
    replaceFile(file, text.slice(0, text.length / 2));
    const cut = await run(['check', '--config', broken]);
    t.check(
      'exit 1 on a truncated file, with line and column',
      cut.code === 1 && /household\.json:\d+:\d+: /.test(cut.out),
      cut.out + cut.err,
    );
    const serve = await run(['serve', '--config', broken], { cwd: t.embedded().folder });
    t.check(
      'serve refuses the same file and names the place',
      serve.code === 1 && /household\.json:\d+:\d+: /.test(serve.err),
      serve.out + serve.err,
    );
  });

  await t.part('services', async () => {
    const table = await run(['services', '--config', path.join(source, 'deploy/config')]);
    t.check(
      'the table names every service of --json',
      table.code === 0 && t.services.length > 0 && t.services.every(({ id }) => table.out.includes(id)),
      table.out,
    );
  });

  await t.part('serve from a plain copy: SQLite', async (start) => {
    const world = t.embedded();
    const gateway = await start(world, 'plain');
    const { database } = readConfig(path.join(gateway.config, 'gateway.json'));
    t.check('its database and schema are there', fs.existsSync(path.join(world.folder, database.slice('sqlite:'.length))), database);
    const keys = ['var/data.key', 'var/index.key'].map((file) => mode(path.join(world.folder, file)));
    t.check(
      'it made its key files, mode 0600',
      keys.every((each) => each === '600'),
      keys,
    );
    t.check(
      '/healthz and /readyz answer 200',
      (await gateway.get('/healthz')).status === 200 && (await gateway.get('/readyz')).body.toString() === 'ready\n',
    );
    t.check(
      'the public port serves neither health nor metrics',
      (await Promise.all(['/metrics', '/readyz'].map((route) => gateway.get.call({ admin: gateway.port }, route)))).every(
        ({ status }) => status === 404,
      ),
    );
  });

  await t.part('console', async () => {
    const world = t.embedded();
    const talk = await run(['console', '--config', await world.config('console')], { cwd: world.folder, input: '派出所\n天河区\n菜单\n' });
    t.check(
      'answers the directory and the menu in the terminal',
      talk.code === 0 && talk.out.includes('天河区第一派出所') && talk.out.includes('请选择业务'),
      talk.out + talk.err,
    );
  });

  await t.part(
    'serve on MySQL, step by step',
    async (start) => {
      const world = await t.cluster();
      const { keys, schema } = world.refusals;
      t.check('without keys it refuses and says `keys new`', keys.code === 1 && keys.err.includes('police-gateway keys new'), keys.err);
      t.check(
        '`keys new` writes 0600 and never overwrites',
        world.keys[0].code === 0 && mode(path.join(world.folder, 'var/data.key')) === '600' && world.keys[2].code === 1,
        world.keys[2].err,
      );
      t.check(
        'without the schema it refuses and says `migrate`',
        schema.code === 1 && schema.err.includes('police-gateway migrate'),
        schema.err,
      );
      t.check(
        '`migrate` brings it, and again is harmless',
        world.migrated.every(({ code }) => code === 0) && !world.migrated[1].out.includes('applied'),
        world.migrated[1].out + world.migrated[1].err,
      );
      const gateway = await start(world, 'first');
      t.check('then it serves', (await gateway.get('/readyz')).status === 200);
    },
    { needsServers: true },
  );
}
