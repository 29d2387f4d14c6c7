// Residents of the synthetic population, each with a mobile number of its own.
import fs from 'node:fs';
import path from 'node:path';
import { build } from './gateway.mjs';

const rows = fs
  .readFileSync(path.join(build, 'demo/population.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((row) => row.trim().split(','))
  .map(([name, id_no, sex, birth, area]) => ({ name, id_no, sex, birth, area }));
const adults = rows.filter(({ birth }) => birth < '2000' && birth > '1950');
let taken = 0;

/** The next `count` adults nobody was given yet, spread over the file. */
export function people(count) {
  return Array.from({ length: count }, () => {
    const person = adults[(taken * 97 + 13) % adults.length];
    return { ...person, mobile: `199${String(30_000_000 + 7919 * ++taken)}` };
  });
}

/** The commonest name of three characters, and how many men and women bear it. */
export const popular = (() => {
  const bearers = new Map();
  for (const { name, sex } of rows) {
    const count = bearers.get(name) ?? { name, M: 0, F: 0 };
    ++count[sex];
    bearers.set(name, count);
  }
  return [...bearers.values()].filter(({ name }) => name.length === 3).reduce((a, b) => (a.M + a.F >= b.M + b.F ? a : b));
})();
