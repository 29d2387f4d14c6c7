// A process of its own that holds connections: IDLE that were answered once and say nothing more, SLOW whose headers drip for ever and that
// come back when they are cut.   node bystanders.mjs PORT IDLE SLOW
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sleep } from '../../e2e/lib/gateway.mjs';
import { http } from './requests.mjs';
import { Wire } from './wire.mjs';

const file = fileURLToPath(import.meta.url);

/** Starts it; resolves to { leave() } once all are connected. */
export async function bystanders(port, idle, slow) {
  const child = fork(file, [port, idle, slow]);
  const leave = () => child.kill('SIGKILL');
  process.on('exit', leave);
  await once(child, 'message');
  const asked = async (what) => (child.send(what), (await once(child, 'message'))[0]);
  return { leave, cut: () => asked('cut') };
}

async function sayNothing(port) {
  const wire = new Wire(port);
  await wire.write(http({ target: '/' }));
  await wire.until(() => wire.size > 0, 5000);
  return wire;
}

async function drip(port, offset) {
  await sleep(offset);
  for (;;) {
    const wire = new Wire(port);
    await wire.write('POST /wechat/callback HTTP/1.1\r\nHost: x\r\nX: ');
    while (!wire.end && (await wire.write('y'))) await Promise.race([sleep(500), wire.ended]);
    wire.destroy();
  }
}

if (process.argv[1] === file) {
  const [port, idle, slow] = process.argv.slice(2).map(Number);
  process.on('disconnect', () => process.exit());
  const silent = await Promise.all(Array.from({ length: idle }, () => sayNothing(port)));
  for (let i = 0; i < slow; ++i) drip(port, i % 500);
  await sleep(slow ? 600 : 0);
  process.on('message', () => process.send(silent.filter(({ end }) => end).length));
  process.send('there');
}
