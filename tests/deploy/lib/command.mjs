// Runs the tools of the operating system to their end.
import { spawn } from 'node:child_process';

/** Resolves to {code, out, err, both}; never rejects for an exit code. */
export function command(name, args, { cwd, env, input = '' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, { cwd, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '',
      err = '';
    child.stdout.on('data', (part) => (out += part));
    child.stderr.on('data', (part) => (err += part));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err, both: out + err }));
    child.stdin.on('error', () => {}).end(input);
  });
}

/** The output of a command that must succeed. */
export async function output(name, args, how) {
  const { code, out, both } = await command(name, args, how);
  if (code !== 0) throw new Error(`${name} ${args.join(' ')} ended with ${code}: ${both}`);
  return out;
}
