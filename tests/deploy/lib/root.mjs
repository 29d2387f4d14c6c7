// A root file system to install packages into: this machine's own, copied when written to, gone at the end. Needs root, as dpkg does.
import { spawn } from 'node:child_process';
import { command } from './command.mjs';
import { temporaryFolder } from '../../e2e/lib/gateway.mjs';

/** The layers live in memory: what is written over the root must lie on another file system than the root. */
const set = (folder) => `
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=755,size=1g layers ${folder}
mkdir ${folder}/upper ${folder}/work ${folder}/root
mount -t overlay overlay -o lowerdir=/,upperdir=${folder}/upper,workdir=${folder}/work ${folder}/root
mount --rbind /dev ${folder}/root/dev
mount -t proc proc ${folder}/root/proc
mount -t tmpfs run ${folder}/root/run
mount --bind /tmp ${folder}/root/tmp
echo ready
exec sleep infinity`;

export class Root {
  static async make() {
    const root = new Root();
    root.folder = temporaryFolder('root');
    root.holder = spawn('unshare', ['--mount', 'sh', '-c', set(root.folder)], { stdio: ['ignore', 'pipe', 'inherit'] });
    root.gone = new Promise((done) => root.holder.on('close', done));
    await new Promise((done, failed) => {
      root.holder.stdout.on('data', done);
      root.gone.then((code) => failed(new Error(`no root to install into: unshare ended with ${code}`)));
    });
    return root;
  }

  /** The command line that runs a command inside. */
  inside(...line) {
    return ['nsenter', `--target=${this.holder.pid}`, '--mount', 'chroot', `${this.folder}/root`, ...line];
  }
  /** Runs a line of shell inside. */
  sh(text) {
    const [name, ...args] = this.inside('sh', '-c', text);
    return command(name, args, { env: { DEBIAN_FRONTEND: 'noninteractive' } });
  }
  async stop() {
    this.holder.kill('SIGKILL');
    await this.gone;
  }
}
