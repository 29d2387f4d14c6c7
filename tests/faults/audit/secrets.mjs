// I7: personal data planted by an experiment is found in clear neither in the stores nor in logs and core files.
import fs from 'node:fs';
import path from 'node:path';
import { Search } from '../../e2e/lib/search.mjs';

const most = 1 << 30; // of one file read

function filesIn(place) {
  if (!fs.statSync(place).isDirectory()) return [place];
  return fs.readdirSync(place, { withFileTypes: true }).flatMap((entry) => {
    const inner = path.join(place, entry.name);
    return entry.isDirectory() ? filesIn(inner) : entry.isFile() ? [inner] : [];
  });
}

export async function searchEverything(secretsFile, { database, redis, paths }) {
  const search = new Search(JSON.parse(fs.readFileSync(secretsFile, 'utf8')));
  const violations = [];
  let bytes = 0;
  const look = (where, content) => {
    bytes += content.length;
    for (const { what, context } of search.in(content)) violations.push(`${what} in ${where}: ${JSON.stringify(context)}`);
  };
  look('the database', await database.dump());
  if (redis) {
    process.env.POLICE_TEST_REDIS = `redis+unix://${redis}`;
    const { dumpRedis } = await import('../../e2e/lib/servers.mjs');
    look('Redis', (await dumpRedis()).bytes);
  }
  for (const file of paths.flatMap(filesIn)) {
    if (fs.statSync(file).size > most) violations.push(`${file} is too long to be searched`);
    else look(file, fs.readFileSync(file));
  }
  return { count: `${search.count} forms, ${bytes.toLocaleString('en')} bytes`, violations };
}
