import http from 'node:http';
import net from 'node:net';
import { freePort, sleep } from '../../e2e/lib/gateway.mjs';
import { deliver } from '../../e2e/lib/wechat.mjs';
import { people } from '../../e2e/lib/people.mjs';
import { carry, Resident } from '../../e2e/lib/resident.mjs';
import { Nginx } from '../lib/nginx.mjs';
import { Supervisor } from '../lib/supervisor.mjs';

export const title = 'an upgrade under load: no request fails';

/** One push down a connection of the agent's, or of one's own; a failure tells whether the connection was used before. */
function kept(port, connecting, push) {
  return new Promise((resolve, reject) => {
    const sent = http.request(
      {
        host: '127.0.0.1',
        port,
        ...connecting,
        method: 'POST',
        path: push.path,
        headers: { 'Content-Length': Buffer.byteLength(push.body) },
      },
      (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode, body: Buffer.concat(parts) }));
      },
    );
    sent.setTimeout(10_000, () => sent.destroy(new Error('no answer in 10 s')));
    sent.on('error', (failure) => reject(Object.assign(failure, { reused: sent.reusedSocket })));
    sent.end(push.body);
  });
}

/** 菜单 again and again, until told to stop, over each of the ways a push may come; what became of each. */
class Load {
  constructor(account, ways) {
    Object.assign(this, { account, results: [], again: 0, running: true });
    this.callers = Object.entries(ways).flatMap(([way, send]) =>
      Array.from({ length: 4 }, (_, i) => this.call(way, send, `oLoad${way}${i}`)),
    );
  }

  async call(way, send, openid) {
    while (this.running) {
      const push = this.account.push(this.account.message(openid, 'text', { Content: '菜单' }), { openid });
      const start = performance.now();
      const result = { way };
      try {
        result.ok = this.account.text(await send(push, this)).includes('请选择业务');
      } catch (failure) {
        result.failure = failure.code ?? failure.message;
      }
      result.ms = performance.now() - start;
      this.results.push(result);
      await sleep(10);
    }
  }

  /** Until the callers have been answered that often again, on average. */
  async more(times) {
    const wanted = this.results.length + times * this.callers.length;
    while (this.results.length < wanted) await sleep(20);
  }

  async stop() {
    this.running = false;
    await Promise.all(this.callers);
  }
}

/** Every caller keeps one connection of its own. */
function keepAlive(port) {
  const agents = new Map();
  return async (push, load) => {
    const agent = agents.get(push.query.openid) ?? new http.Agent({ keepAlive: true, maxSockets: 1 });
    agents.set(push.query.openid, agent);
    try {
      return await kept(port, { agent }, push);
    } catch (failure) {
      // The connection was closed while it lay idle, the moment this went out: every client of HTTP sends it again, nginx too.
      if (!failure.reused) throw failure;
      ++load.again;
      return kept(port, { agent }, push);
    }
  };
}

/** Connects, and sends 150 ms later, as from far away: whoever accepted the connection owes it an answer. */
async function fromAfar(port, push) {
  const connection = net.connect(port, '127.0.0.1');
  await new Promise((done, failed) => connection.on('connect', done).on('error', failed));
  await sleep(150);
  if (connection.closed || connection.readableEnded) throw new Error('accepted, and closed before the request');
  return kept(port, { createConnection: () => connection }, push);
}

const ways = (port) => ({
  fresh: (push) => deliver(port, push),
  far: (push) => fromAfar(port, push),
  kept: keepAlive(port),
});

function judge(t, load, what) {
  for (const way of new Set(load.results.map((each) => each.way))) {
    const all = load.results.filter((each) => each.way === way);
    const bad = all.filter(({ ok }) => !ok);
    const longest = Math.round(Math.max(...all.map(({ ms }) => ms)));
    t.check(
      `${what}, ${way}: ${all.length} requests, ${bad.length} failed, the longest took ${longest} ms`,
      all.length >= 20 && bad.length === 0 && longest < 5000,
      JSON.stringify(bad.slice(0, 10)),
    );
  }
  t.note(`sent again, because an idle connection closed just then: ${load.again}`);
}

async function ends(t, old, since) {
  const end = await Promise.race([old.ended, sleep(15_000)]);
  const took = (performance.now() - since) / 1000;
  t.check(`the old process is gone after ${took.toFixed(1)} s, exit ${end?.code}`, end?.code === 0 && took <= 10);
}

/** The new process beside the old one, and then the old one told to end. */
async function overlap(t, owned) {
  const supervisor = owned(await Supervisor.start(await t.cluster()));
  const old = await supervisor.instance('old');
  await old.ready();
  t.check('READY=1 is notified', await supervisor.notified(old, 'READY=1'), old.notices.join());
  const resident = new Resident(() => old, people(1)[0], t.sms);
  await resident.say('换身份证');
  const load = new Load(old.account, ways(supervisor.port));
  await load.more(5);
  const young = await supervisor.instance('new');
  await young.ready();
  await load.more(5);
  const since = performance.now();
  old.signal('SIGTERM');
  await ends(t, old, since);
  await load.more(5);
  await load.stop();
  judge(t, load, 'overlapping');
  const served = await young.metric('gateway_messages_total');
  t.check(`the new process answered ${served}`, served > 20);
  const done = await carry(resident, t.services, { district: '海珠区', business: '损坏换领' });
  t.check('a dialogue begun on the old process ends on the new one', done.includes('预约成功'), () => resident.transcript());
}

/** As `systemctl restart`: the old process ends, then the new one starts, and the socket stays; directly and through nginx. */
async function restart(t, owned) {
  const supervisor = owned(await Supervisor.start(await t.embedded()));
  const old = await supervisor.instance('old');
  await old.ready();
  const nginx = owned(await Nginx.start([supervisor.port, await freePort()]));
  const load = new Load(old.account, {
    ...ways(supervisor.port),
    nginx: (push) => nginx.deliver(push),
  });
  await load.more(5);
  const since = performance.now();
  old.signal('SIGTERM');
  await ends(t, old, since);
  t.check('STOPPING=1 was notified', old.notices.includes('STOPPING=1'), old.notices.join());
  const young = await supervisor.instance('new');
  await young.ready();
  await load.more(5);
  await load.stop();
  judge(t, load, 'restarting');
}

export async function part(t) {
  await t.step('the new beside the old', (owned) => overlap(t, owned), { needsServers: true });
  await t.step('stop, then start', (owned) => restart(t, owned));
}
