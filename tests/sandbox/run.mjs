// Runs every *.test.mjs of this folder against the executable named by SANDBOX; 77 when the peers are not installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
if (!existsSync(join(here, 'node_modules', 'co-wechat'))) {
  console.log('SKIPPED: all sandbox tests; run npm install --prefix tests/sandbox');
  process.exit(77);
}
if (!process.env.SANDBOX) {
  console.error('SANDBOX must name the wechat-sandbox executable');
  process.exit(2);
}
const tests = readdirSync(here).filter((name) => name.endsWith('.test.mjs')).map((name) => join(here, name));
process.exit(spawnSync(process.execPath, ['--no-deprecation', '--test', ...tests], { stdio: 'inherit' }).status ?? 1);
