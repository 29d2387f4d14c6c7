// What one process needs: memory, time to start, and how two of them share the work.
import { load, loadCore, median, middle, serverCore, spread } from '../lib/bench.mjs';
import { Gateway, sleep } from '../../e2e/lib/gateway.mjs';
import * as talks from '../lib/talks.mjs';

export const memory = {
  title: 'Memory',
  async run({ embedded, cluster, size }) {
    const lines = [];
    for (const product of [await embedded(), await cluster()]) {
      const server = await product.start();
      const idle = await load(server, { ...talks.directory, connections: 1, rate: 1, seconds: size.seconds }, size);
      await server.stop();
      const resident = idle.processes.server.rss_kib / 1024;
      const what = `${product.name}, resident when idle, MiB`;
      lines.push({ what, target: '≤ 64', product: resident.toFixed(1), reference: '', value: '', met: resident <= 64 });
    }

    // On the shared pair: the embedded one keeps the answers of ten minutes, on purpose, and is bounded by its store.
    const server = await (await cluster()).start();
    const used = [];
    try {
      for (let i = 0; i < 12; ++i) {
        const measured = await load(server, { ...talks.directory, rate: 2000, seconds: size.soak / 12 }, size);
        used.push(measured.processes.server.rss_kib / 1024);
      }
    } finally {
      await server.stop();
    }
    const slope = median(used.slice(8)) - median(used.slice(4, 8));
    const what = `last third of ${size.soak} s at 2,000/s over the middle third, MiB`;
    const product = used.map((each) => each.toFixed(1)).join(' ');
    lines.push({ what, target: '≤ 0.5', product, reference: '', value: slope.toFixed(2), met: slope <= 0.5 });
    return lines;
  },
};

async function startTime(product) {
  const config = await product.world.config('start');
  const begun = performance.now();
  const gateway = new Gateway(config, product.world.folder);
  for (;;) {
    if (gateway.end) throw new Error('serve ended');
    const answer = await gateway.get('/readyz').catch(() => null);
    if (answer?.status === 200) break;
    await sleep(2);
  }
  const took = performance.now() - begun;
  gateway.signal('SIGKILL');
  await gateway.ended;
  return { took };
}

export const start = {
  title: 'Start on an existing database',
  async run({ embedded, cluster, size }) {
    const lines = [];
    for (const product of [await embedded(), await cluster()]) {
      const results = [];
      for (let i = 0; i < size.rounds; ++i) results.push(await startTime(product));
      const met = middle(results, 'took') <= 1000;
      lines.push({ what: `${product.name}, ready after ms`, target: '≤ 1000', product: spread(results, 'took'), reference: '', value: '', met });
    }
    return lines;
  },
};

export const two = {
  title: 'Two processes on two cores, Redis + MySQL',
  async run({ cluster, size }) {
    const product = await cluster();
    const one = [],
      both = [];
    for (let round = 0; round < size.rounds; ++round) {
      const first = await product.start({ core: serverCore });
      one.push(await load(first, talks.directory, size));
      const second = await product.start({ core: loadCore });
      try {
        // Each process has its own load tool, on the other core: together they share the two cores half and half.
        const pair = await Promise.all([
          load(first, { ...talks.directory, first: 2000 }, size, loadCore),
          load(second, { ...talks.directory, first: 4000 }, size, serverCore),
        ]);
        const sum = (value) => value(pair[0]) + value(pair[1]);
        both.push({ rps: sum(({ rps }) => rps), cpu: sum(({ processes }) => processes.server.cores) / sum(({ rps }) => rps) });
      } finally {
        await first.stop();
        await second.stop();
      }
    }
    const raw = middle(both, 'rps') / middle(one, 'rps');
    const scaled = (2 * middle(one, 'processes.server.us_per_message')) / (1e6 * middle(both, 'cpu'));
    return [
      {
        ...{ what: 'messages a server core-second, two over one', target: '≥ 1.7 ×', value: `${scaled.toFixed(2)} × (rate ${raw.toFixed(2)} ×)` },
        ...{ product: `${spread(both, 'rps')} rps`, reference: `one: ${spread(one, 'rps')} rps`, met: scaled >= 1.7 },
      },
    ];
  },
};
