// Runs every *.test.mjs of this folder; 77 where there is no browser. SANDBOX names the wechat-sandbox executable.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missing } from './chromium.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const why = await missing();
if (why) {
  console.log(`SKIPPED: all browser tests; ${why}`);
  process.exit(77);
}
const tests = readdirSync(here).filter((name) => name.endsWith('.test.mjs')).map((name) => join(here, name));
process.exit(spawnSync(process.execPath, ['--test', '--test-concurrency=1', ...tests], { stdio: 'inherit' }).status ?? 1);
