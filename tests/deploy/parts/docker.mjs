import fs from 'node:fs';
import path from 'node:path';
import { source } from '../../e2e/lib/gateway.mjs';
import { command } from '../lib/command.mjs';

export const title = 'the Dockerfile, read only: no engine runs here';

const file = (name) => path.join(source, 'deploy/docker', name);
/** Logical lines, continuations joined, comments gone. */
const lines = (name) =>
  fs
    .readFileSync(file(name), 'utf8')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter(Boolean);

export async function part(t) {
  await t.step('statically', async () => {
    const steps = lines('Dockerfile').map((line) => line.split(/\s+/));
    const bases = steps.filter(([verb]) => verb === 'FROM').map(([, base]) => base);
    t.check('two stages, both Debian 12', bases.join() === 'debian:bookworm-slim,debian:bookworm-slim', bases);
    const copied = steps.filter(([verb]) => verb === 'COPY').flatMap(([, ...words]) => words.slice(0, -1));
    const missing = copied.filter((name) => !fs.existsSync(path.join(source, name)));
    t.check(`each of ${copied.length} sources exists`, copied.length >= 8 && missing.length === 0, missing);
    const let_in = lines('Dockerfile.dockerignore')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    t.check(
      'and the ignore file lets it in',
      copied.every((name) => let_in.includes(name.split('/')[0])),
      copied,
    );
    const code = fs.readFileSync(path.join(source, 'CMakeLists.txt'), 'utf8');
    const folders = [...code.matchAll(/^(?:police_library|add_subdirectory|include)\(([a-z]+)/gm)].map(([, name]) => name);
    t.check(
      `the folders CMake reads are copied: ${folders}`,
      folders.length >= 5 && folders.filter((name) => name !== 'tests').every((name) => copied.includes(name)),
    );
    const packages = [...fs.readFileSync(path.join(source, 'deploy/packages.txt'), 'utf8').trim().split('\n'), 'dpkg-dev', 'file', 'curl'];
    const known = (await command('apt-cache', ['policy', ...packages])).out;
    const unknown = packages.filter((name) => !new RegExp(`^${name.replaceAll('+', '\\+')}:\\n.*\\n +Candidate: [^(]`, 'm').test(known));
    t.check(`each of ${packages.length} packages is Debian's`, unknown.length === 0, unknown.join(' '));
    const last = (verb) =>
      steps
        .findLast(([each]) => each === verb)
        ?.slice(1)
        .join(' ');
    t.check(
      'it runs as the account of the package, with a health check',
      last('USER') === 'police-gateway' && /healthz/.test(last('HEALTHCHECK')),
    );
  });
}
