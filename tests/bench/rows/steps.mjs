// One encrypted text in, one service step, one encrypted reply out, at 32 connections.
import { middle, rounds, spread } from '../lib/bench.mjs';
import { stores } from '../lib/product.mjs';
import * as references from '../lib/references.mjs';
import * as talks from '../lib/talks.mjs';

const figures = (results) =>
  `${spread(results, 'rps')} rps, p99 ${spread(results, 'p99', 1)} ms, ${spread(results, 'processes.server.us_per_message')} µs`;

/** One line of the table: the product's rate over a reference's; the ratio by CPU beside it, which a busy machine disturbs less. */
function against(what, product, reference, name, least) {
  const ratio = middle(product, 'rps') / middle(reference, 'rps');
  const cpu = middle(reference, 'processes.server.us_per_message') / middle(product, 'processes.server.us_per_message');
  return {
    what,
    target: least ? `≥ ${least} × ${name}` : `beside ${name}`,
    product: figures(product),
    reference: figures(reference),
    value: `${ratio.toFixed(2)} × (by CPU ${cpu.toFixed(2)} ×)`,
    met: least ? ratio >= least : undefined,
  };
}

const echo = (start, more = {}) => ({ start, load: { ...talks.echo, ...more } });

export const embedded = {
  title: 'Embedded pair, a dialogue step, 32 connections',
  async run({ embedded, size }) {
    const product = await embedded();
    await product.populate(512, { first: 1000 });
    const results = await rounds(
      {
        product: { start: () => product.start(), load: talks.directory },
        identified: { start: () => product.start(), load: { ...talks.name, first: 1000 } },
        httplib: echo(() => references.httplib()),
        koa: echo(references.koa),
        nginx: { start: references.nginx, load: talks.anything },
      },
      size,
    );
    return [
      against('directory step', results.product, results.httplib, 'httplib envelope', 1.0),
      against('directory step', results.product, results.koa, 'koa + co-wechat', 8),
      against('step of an identified resident', results.identified, results.httplib, 'httplib envelope'),
      against('directory step', results.product, results.nginx, 'nginx return 200'),
    ];
  },
};

export const redis = {
  title: 'Redis + MySQL, a dialogue step, 32 connections',
  async run({ cluster, size }) {
    const product = await cluster();
    await product.populate(512, { first: 1000 });
    const results = await rounds(
      {
        product: { start: () => product.start(), load: { ...talks.directory, processes: stores } },
        identified: { start: () => product.start(), load: { ...talks.name, first: 1000, processes: stores } },
        evalsha: echo(() => references.httplib({ redis: true }), { processes: stores }),
        koa: echo(references.koa),
      },
      size,
    );
    return [
      against('directory step (Redis only)', results.product, results.koa, 'koa + co-wechat', 5),
      against('directory step (Redis only)', results.product, results.evalsha, 'httplib + EVALSHA'),
      against('step of an identified resident', results.identified, results.evalsha, 'httplib + EVALSHA'),
    ];
  },
};

export const commit = {
  title: 'Redis + MySQL, a step that commits a record, 32 connections',
  async run({ cluster, size }) {
    const product = await cluster();
    const first = 100_000;
    await product.populate(size.rounds * size.prepared, { first });
    const citizens = size.prepared;
    const results = await rounds(
      {
        product: {
          start: () => product.start({ change: talks.office('bench_commit', 10 + Math.ceil((size.rounds * citizens) / 40)) }),
          load: (round) => ({ ...talks.confirm, citizens, first: first + round * citizens, processes: stores }),
        },
        reference: echo(() => references.httplib({ redis: true, mysql: product.schema }), { processes: stores }),
      },
      size,
    );
    const p99 = middle(results.product, 'p99');
    return [
      against('确认提交: record, appointment, histories', results.product, results.reference, 'httplib + EVALSHA + insert', 0.8),
      {
        ...{ what: 'its p99', target: '≤ 20 ms', product: `${spread(results.product, 'p99', 1)} ms` },
        ...{ reference: `${spread(results.reference, 'p99', 1)} ms`, value: `${p99.toFixed(1)} ms`, met: p99 <= 20 },
      },
    ];
  },
};
