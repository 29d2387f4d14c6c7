// Rates the service must reach, and whether a message costs more in a larger city.
import { middle, rounds, spread } from '../lib/bench.mjs';
import { cluster as newCluster, stores } from '../lib/product.mjs';
import * as talks from '../lib/talks.mjs';

export const callbacks = {
  title: 'Encrypted text callbacks, open loop at 3,000/s over 64 connections (check 28)',
  async run({ embedded, cluster, size }) {
    const load = { ...talks.directory, connections: 64, rate: 3000 };
    const [own, shared] = [await embedded(), await cluster()];
    const results = await rounds(
      { [own.name]: { start: () => own.start(), load }, [shared.name]: { start: () => shared.start(), load: { ...load, processes: stores } } },
      size,
    );
    return Object.entries(results).map(([name, result]) => ({
      ...{ what: name, target: '≥ 3,000/s, p99 ≤ 50 ms', product: `${spread(result, 'rps')} rps, p99 ${spread(result, 'p99', 1)} ms` },
      ...{ reference: '', value: `${spread(result, 'processes.server.cores', 2)} cores` },
      met: middle(result, 'rps') >= 2970 && middle(result, 'p99') <= 50,
    }));
  },
};

export const booking = {
  title: 'Booking attempts through HTTP, Redis + MySQL (check 29)',
  async run({ cluster, size }) {
    const product = await cluster();
    const first = 200_000,
      citizens = size.prepared;
    await product.populate(size.rounds * citizens, { first });
    let round = 0;
    const places = Math.ceil(citizens / 160);
    const results = await rounds(
      {
        product: {
          start: () => product.start({ change: talks.office(`bench_race_${++round}`, places) }),
          load: (round) => ({ ...talks.race, citizens, first: first + round * citizens, processes: stores }),
        },
      },
      size,
    );
    const rps = middle(results.product, 'rps');
    return [
      {
        ...{ what: `${citizens} residents choose among ${40 * places} places`, target: '≥ 3,000 attempts/s', value: '' },
        ...{ product: `${spread(results.product, 'rps')}/s, p99 ${spread(results.product, 'p99', 1)} ms`, reference: '', met: rps >= 3000 },
      },
    ];
  },
};

export const growth = {
  title: 'Cost of a message by the size of the city, Redis + MySQL',
  async run({ size }) {
    const cities = {};
    let number = 1;
    for (const residents of [size.small, size.large]) {
      const product = await newCluster(++number);
      await product.populate(residents, { records: true });
      const talk = { ...talks.name, citizens: Math.min(512, residents), of: residents, processes: stores };
      cities[residents] = { start: () => product.start(), load: talk };
    }
    const results = await rounds(cities, size);
    const keys = ['server', 'redis', 'mariadb'].map((name) => `processes.${name}.us_per_message`);
    const cost = (residents) => keys.reduce((sum, key) => sum + middle(results[residents], key), 0);
    const ratio = cost(size.large) / cost(size.small);
    const text = (residents) => keys.map((key) => middle(results[residents], key).toFixed(0)).join(' + ');
    return [
      {
        ...{ what: `µs CPU a message of gateway + Redis + MariaDB, ${size.large} residents, sessions and records over ${size.small}` },
        ...{ target: '≤ 1.1 ×', product: text(size.large), reference: text(size.small), value: `${ratio.toFixed(2)} ×`, met: ratio <= 1.1 },
      },
    ];
  },
};
