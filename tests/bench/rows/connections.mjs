// Many connections straight at the gateway, most of them doing nothing or very little.
import { middle, rounds, spread } from '../lib/bench.mjs';
import * as references from '../lib/references.mjs';
import * as talks from '../lib/talks.mjs';

const limit = (what, target, product, reference, met) => ({ what, target, product, reference, value: '', met });

export const open = {
  title: '1,000 keep-alive connections, 2,000/s open loop',
  async run({ embedded, size }) {
    const product = await embedded();
    const shape = { connections: 1000, rate: 2000, seconds: 2 * size.seconds };
    const results = await rounds(
      {
        product: { start: () => product.start(), load: { ...talks.directory, ...shape } },
        httplib: { start: () => references.httplib(), load: { ...talks.echo, ...shape } },
        nginx: { start: references.nginx, load: { ...talks.anything, ...shape } },
      },
      size,
    );
    const beside = (key, digits) => `httplib ${spread(results.httplib, key, digits)}; nginx ${spread(results.nginx, key, digits)}`;
    const line = (what, target, key, digits, met) => limit(what, target, spread(results.product, key, digits), beside(key, digits), met);
    return [
      line('connections starved', '0', 'starved', 0, Math.max(...results.product.map(({ starved }) => starved)) === 0),
      line('p99, ms', '≤ 10', 'p99', 1, middle(results.product, 'p99') <= 10),
      line('cores', '≤ 0.3', 'processes.server.cores', 2, middle(results.product, 'processes.server.cores') <= 0.3),
      line('answers not given', '0', 'unanswered', 0, middle(results.product, 'unanswered') === 0),
    ];
  },
};

export const slow = {
  title: '1,000 idle and 500 slow clients beside an honest load',
  async run({ embedded, size }) {
    const product = await embedded();
    const seconds = 2 * size.seconds;
    const honest = { connections: 32, rate: 500, seconds };
    const quiet = { connections: 1, rate: 1, seconds };
    const crowd = { idle: 1000, slow: 500 };
    const results = await rounds(
      {
        alone: { start: () => product.start(), load: { ...talks.directory, ...honest } },
        beside: { start: () => product.start(), load: { ...talks.directory, ...honest, ...crowd } },
        httplib: { start: () => references.httplib(), load: { ...talks.echo, ...honest, ...crowd } },
        nothing: { start: () => product.start(), load: { ...talks.directory, ...quiet } },
        idle: { start: () => product.start(), load: { ...talks.directory, ...quiet, idle: 1000 } },
      },
      size,
    );
    const cores = 'processes.server.cores';
    const cost = Math.max(0, middle(results.idle, cores) - middle(results.nothing, cores));
    const p99 = middle(results.beside, 'p99');
    const rss = Math.max(...results.beside.map(({ processes }) => processes.server.rss_kib)) / 1024;
    const answered = (result) => `${spread(result, 'p99', 1)} (${spread(result, 'unanswered')} unanswered)`;
    return [
      limit('honest p99 at 500/s, ms', '≤ 50', answered(results.beside), `alone ${answered(results.alone)}; httplib ${answered(results.httplib)}`, p99 <= 50),
      limit('1,000 idle connections, cores', '≤ 0.02', cost.toFixed(3), `without them ${spread(results.nothing, cores, 3)}`, cost <= 0.02),
      limit('memory beside them, MiB', 'bounded', rss.toFixed(0), '', undefined),
    ];
  },
};
