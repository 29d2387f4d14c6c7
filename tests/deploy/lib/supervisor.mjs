// Gateways on a socket that somebody else holds open, started and ended as systemd would.
import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort, program, readConfig, sleep } from '../../e2e/lib/gateway.mjs';
import { Process } from './process.mjs';

const script = path.join(path.dirname(fileURLToPath(import.meta.url)), 'supervisor.pl');

export class Supervisor {
  static async start(world) {
    const supervisor = new Supervisor();
    Object.assign(supervisor, { world, port: await freePort(), instances: new Map(), waiting: [] });
    supervisor.child = spawn('perl', [script, String(supervisor.port), path.join(world.folder, `notify-${supervisor.port}`)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    readline.createInterface({ input: supervisor.child.stdout }).on('line', (line) => supervisor.heard(line.split(' ')));
    supervisor.gone = new Promise((done) => supervisor.child.on('close', done));
    return supervisor;
  }

  heard([event, ...rest]) {
    if (event === 'started') this.waiting.shift()(Number(rest[0]));
    if (event === 'ended') this.instances.get(Number(rest[0])).finish({ code: Number(rest[1]) });
    // Only one starts at a time, and only that one says READY; only one stops at a time.
    if (event === 'notify') for (const each of this.instances.values()) if (!each.end) each.notices.push(...rest);
  }

  /** A process on the socket, not yet ready; its config is a fresh copy with an admin port of its own. */
  async instance(name) {
    const config = await this.world.config(name, { gateway: (values) => (values.listen.port = this.port) });
    const started = new Promise((resolve) => this.waiting.push(resolve));
    this.child.stdin.write(['start', `${config}.log`, this.world.folder, program, 'serve', '--config', config].join('\t') + '\n');
    const instance = new Process(await started, readConfig(path.join(config, 'gateway.json')), `${config}.log`);
    instance.notices = [];
    this.instances.set(instance.pid, instance);
    return instance;
  }

  /** Whether an instance has notified this within 2 s. */
  async notified(instance, text) {
    for (let i = 0; i < 40 && !instance.notices.includes(text); ++i) await sleep(50);
    return instance.notices.includes(text);
  }

  async stop() {
    for (const instance of this.instances.values()) if (!instance.end) instance.signal('SIGKILL'), await instance.ended;
    this.child.stdin.end();
    await this.gone;
  }
}
