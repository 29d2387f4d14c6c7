import fs from 'node:fs';
import path from 'node:path';
import { build, program, source } from '../../e2e/lib/gateway.mjs';
import { output } from '../lib/command.mjs';

export const title = 'what the compiler was asked for is in the Release program';

/** The flags of the OpenSSF guide, as each object was compiled; some leave marks in the program, which are looked for as well. */
const flags = [
  '-O2|-O3',
  '-fstack-protector-strong',
  '-fstack-clash-protection',
  '-fcf-protection=full',
  '-fno-strict-overflow',
  '-fno-strict-aliasing',
  '-fno-delete-null-pointer-checks',
  '-ftrivial-auto-var-init=zero',
  '-Werror=format-security',
  '-D_FORTIFY_SOURCE=3',
  '-D_GLIBCXX_ASSERTIONS',
  '-fPIE|-fPIC',
];

export async function part(t) {
  await t.step('the program', async () => {
    const [header, segments, dynamic, symbols] = await Promise.all(
      ['-hW', '-lW', '-dW', '-sW'].map((option) => output('readelf', [option, program])),
    );
    t.check('position independent (PIE)', /Type:\s+DYN \(Position-Independent/.test(header) && /FLAGS_1.*\bPIE\b/.test(dynamic), header);
    t.check('RELRO, and all of it: BIND_NOW', /GNU_RELRO/.test(segments) && /\(FLAGS\).*BIND_NOW/.test(dynamic), dynamic);
    t.check('the stack is not executable', /GNU_STACK\s.*\sRW\s/.test(segments), segments);
    const both = segments.split('\n').filter((line) => /LOAD.*\bRWE\b/.test(line));
    t.check('no segment is writable and executable', /LOAD/.test(segments) && both.length === 0, both.join('\n'));
    t.check('no RPATH, no RUNPATH, no text relocations', !/RPATH|RUNPATH|TEXTREL/.test(dynamic), dynamic);
    t.check('stack canaries', symbols.includes('__stack_chk_fail'));
    t.check('FORTIFY', /__\w+_chk\b/.test(symbols.replaceAll('__stack_chk_fail', '')));
  });

  await t.step('every object', async () => {
    // Debian 12's start files carry no CET note, so the linked program cannot either: it is looked for where the compiler wrote it.
    for (const library of ['wechat', 'db', 'services', 'gateway']) {
      const archive = path.join(build, `lib${library}.a`);
      const members = (await output('ar', ['t', archive])).trim().split('\n').length;
      const notes = (await output('readelf', ['-n', archive])).match(/x86 feature: IBT, SHSTK/g)?.length ?? 0;
      t.check(`CET notes (IBT, SHSTK) in all ${members} objects of ${library}`, members > 0 && notes === members, notes);
    }
    const compiled = JSON.parse(fs.readFileSync(path.join(build, 'compile_commands.json'), 'utf8'));
    const product = compiled.filter(({ file }) => /^(gateway|services|db|wechat)\//.test(path.relative(source, file)));
    for (const flag of flags) {
      const without = product.filter(({ command }) => !flag.split('|').some((each) => command.split(' ').includes(each)));
      t.check(
        `${flag}: all ${product.length} files`,
        product.length > 80 && without.length === 0,
        without.map(({ file }) => file).join('\n'),
      );
    }
  });
}
