// Residents of the synthetic population, each with a mobile number of its own.
import fs from 'node:fs';
import path from 'node:path';
import { build } from './gateway.mjs';

const rows = fs.readFileSync(path.join(build, 'demo/population.csv'), 'utf8').trim().split('\n').slice(1)
  .map((row) => row.trim().split(',')).map(([name, id_no, sex, birth, area]) => ({ name, id_no, sex, birth, area }));
const adults = rows.filter(({ birth }) => birth < '2000' && birth > '1950');
let taken = 0;

/** The next `count` adults nobody was given yet, spread over the file. */
export function people(count) {
  return Array.from({ length: count }, () => {
    const person = adults[(taken * 97 + 13) % adults.length];
    return { ...person, mobile: `199${String(30_000_000 + 7919 * ++taken)}` };
  });
}

/** How many bear a name. */
export const bearers = (name) => rows.filter((row) => row.name === name).length;
