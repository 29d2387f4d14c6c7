// What a run of scenarios says: one line a check, and at the end what failed once more, since logs are cut in the middle.
import fs from 'node:fs';

const failures = [];
let passed = 0;
let skipped = 0;

/** Of `names`, those named on the command line, or all; a name that is not there ends the program. */
export function wanted(names) {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !names.includes(name));
  if (unknown.length === 0) return names.filter((name) => asked.length === 0 || asked.includes(name));
  console.error(`there is no ${unknown}; there are ${names}`);
  return process.exit(2);
}

/** A program that is not built ends this one; `variable` says where it is looked for. */
export function needs(file, variable) {
  if (fs.existsSync(file)) return;
  console.error(`${file} is missing: build it first, or set ${variable}`);
  process.exit(2);
}

export const note = (text) => console.log(`  .    ${text}`);

/** `detail`, or what it returns, is told only of a failure. */
export function check(what, ok, detail = '') {
  if (ok) {
    ++passed;
    console.log(`  PASS ${what}`);
    return true;
  }
  const why = String(typeof detail === 'function' ? detail() : (detail ?? '')).replaceAll(/^(?=.)/gm, '         ');
  failures.push(`  FAIL ${what}${why && `\n${why}`}`);
  console.log(failures.at(-1));
  return false;
}

export function skip(what) {
  ++skipped;
  console.log(`  SKIP ${what}`);
}

/** Says how it went and ends the program. */
export function end() {
  if (skipped && process.env.CI === 'true') check('nothing is skipped in CI', false);
  if (failures.length) console.log(`== failed\n${failures.join('\n')}`);
  console.log(`${passed} passed, ${failures.length} failed${skipped ? `, ${skipped} skipped` : ''}`);
  process.exit(failures.length ? 1 : 0);
}
