import fs from 'node:fs';
import { freePort, Gateway, sleep } from '../lib/gateway.mjs';
import { databaseUrlAt, listenAt } from '../lib/servers.mjs';

export const title = 'a database that comes later, hangs, goes and comes back';

/** What /readyz says, as `503 starting …`, once it says what is wanted; else what it said last, after a minute. */
async function readyz(gateway, wanted) {
  let said = '';
  for (const end = Date.now() + 60_000; Date.now() < end && !wanted.test(said); await sleep(20)) {
    const answer = await gateway.get('/readyz').catch(() => null);
    if (answer) said = `${answer.status} ${answer.body}`;
  }
  return said;
}

/** The longest of ten answers of the operators' port over a second, in milliseconds. */
async function slowest(gateway) {
  let longest = 0;
  for (let i = 0; i < 10; ++i, await sleep(100)) {
    for (const route of ['/healthz', '/readyz', '/metrics']) longest = Math.max(longest, (await gateway.get(route)).ms);
  }
  return Math.round(longest);
}

async function says(t, what, gateway, wanted) {
  const said = await readyz(gateway, wanted);
  t.check(what, wanted.test(said), said);
}

async function hangs(t, gateway, port) {
  const close = await listenAt(port, { hangs: true });
  await sleep(1100);
  const ms = await slowest(gateway);
  t.check(`a database that hangs keeps nobody waiting: ${ms} ms`, ms < 1000);
  await close();
}

async function ends(t, gateway, what) {
  const start = performance.now();
  const end = await gateway.stop();
  const took = (performance.now() - start) / 1000;
  t.check(`SIGTERM while ${what}: exit 0 at once, ${took.toFixed(1)} s`, end.code === 0 && took < 4, JSON.stringify(end));
}

async function comesLater(t, gateway, port) {
  await says(t, '/readyz is 503 starting and names the database', gateway, /^503 starting\ndatabase: mysql 200[23]/);
  t.check('/healthz is 200', (await gateway.get('/healthz')).status === 200);
  t.check('the public port is closed', await Gateway.prototype.get.call({ admin: gateway.port }, '/').then(() => false, () => true));
  t.check('the process stays', gateway.end === undefined);
  const close = await listenAt(port);
  await says(t, 'ready without a restart once the database is there', gateway, /^200 ready\n$/);
  await close();
  await says(t, 'gone again it is a fault, and still ready', gateway, /^200 ready, with faults\ndatabase: mysql/);
  t.check('and a metric', (await gateway.metrics()).includes('gateway_dependency_up{name="database"} 0'));
  await hangs(t, gateway, port);
  const reopened = await listenAt(port);
  await says(t, 'back again it is none', gateway, /^200 ready\n$/);
  await gateway.stop();
  await reopened();
  const log = fs.readFileSync(gateway.log, 'utf8');
  const [down, up] = ['dependency down', 'dependency up'].map((event) => log.split(`"event":"${event}"`).length - 1);
  t.check(`each change is logged, not each try: ${down} down, ${up} up`, up === 2 && down >= 2 && down <= 6, log);
}

export async function scenario(t) {
  await t.part(
    'MySQL later than the gateway',
    async (start) => {
      const port = await freePort();
      const world = await t.cluster();
      const starting = async (name) => {
        const change = { gateway: (values) => (values.database = databaseUrlAt(port)) };
        const gateway = await start(world, name, change, { waits: false });
        await readyz(gateway, /^503 starting/);
        return gateway;
      };
      await comesLater(t, await starting('later'), port);
      await ends(t, await starting('never'), 'the database refuses');
      const close = await listenAt(port, { hangs: true });
      await ends(t, await starting('hung'), 'it hangs');
      await close();
    },
    { needsServers: true },
  );
}
