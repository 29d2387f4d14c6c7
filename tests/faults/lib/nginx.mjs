// nginx in front of several gateways, as in production but for the encryption.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { freePort, sleep, temporaryFolder } from '../../e2e/lib/gateway.mjs';
import { request } from '../../e2e/lib/wechat.mjs';

const text = (port, upstreams) => `
daemon off;
master_process off;
error_log stderr error;
pid nginx.pid;
events { worker_connections 4096; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path tmp_${kind};`).join(' ')}
  upstream gateways {
    ${upstreams.map((upstream) => `server 127.0.0.1:${upstream} max_fails=0;`).join('\n    ')}
  }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /wechat/callback {
      proxy_pass http://gateways;
      proxy_connect_timeout 1s;
      proxy_read_timeout 5s;
    }
  }
}
`;

/** Resolves to {port, stop}. A push that a gateway may have begun is never given to the other one: WeChat itself repeats it. */
export async function startNginx(upstreams) {
  const folder = temporaryFolder('nginx');
  const port = await freePort();
  fs.writeFileSync(path.join(folder, 'nginx.conf'), text(port, upstreams));
  const log = fs.openSync(path.join(folder, 'nginx.log'), 'a');
  const child = spawn('nginx', ['-p', folder, '-c', 'nginx.conf'], { stdio: ['ignore', log, log] });
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  for (let tries = 0; ; ++tries) {
    if (await request(port, 'GET', '/').catch(() => null)) break;
    if (tries > 100) throw new Error(`nginx did not start: ${fs.readFileSync(path.join(folder, 'nginx.log'), 'utf8')}`);
    await sleep(50);
  }
  const stop = () => new Promise((done) => (process.off('exit', kill), child.on('close', done), child.kill('SIGTERM')));
  return { port, stop };
}
