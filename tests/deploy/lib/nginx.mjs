// The real nginx with the shipped configuration, on free ports, with a certificate made here; and a client that speaks TLS to it.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { freePort, sleep, source, temporaryFolder } from '../../e2e/lib/gateway.mjs';
import { Resident } from '../../e2e/lib/resident.mjs';
import { command, output } from './command.mjs';

export const host = 'police.example.cn';

/** The shipped file with what an administrator changes and what a test must: ports, certificate, logs. */
function configured(folder, { plain, tls }, upstreams) {
  const changes = [
    ['127.0.0.1:8080', `127.0.0.1:${upstreams[0]}`],
    ['127.0.0.1:8082', `127.0.0.1:${upstreams[1]}`],
    ['listen 80;', `listen 127.0.0.1:${plain};`],
    ['listen 443 ssl', `listen 127.0.0.1:${tls} ssl`],
    ['/etc/ssl/certs/police-gateway.pem', path.join(folder, 'certificate.pem')],
    ['/etc/ssl/private/police-gateway.key', path.join(folder, 'certificate.key')],
    ['/var/log/nginx/', `${folder}/`],
  ];
  let text = fs.readFileSync(path.join(source, 'deploy/nginx/police-gateway.conf'), 'utf8');
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`police-gateway.conf no longer says ${from}`);
    text = text.replaceAll(from, to);
  }
  return text;
}

export class Nginx {
  static async start(upstreams) {
    const nginx = new Nginx();
    nginx.folder = temporaryFolder('nginx');
    [nginx.plain, nginx.tls] = [await freePort(), await freePort()];
    const at = (name) => path.join(nginx.folder, name);
    await output('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${host}`],
      ...['-addext', `subjectAltName=DNS:${host}`, '-keyout', at('certificate.key'), '-out', at('certificate.pem')],
    ]);
    nginx.ca = fs.readFileSync(at('certificate.pem'));
    fs.writeFileSync(at('police-gateway.conf'), configured(nginx.folder, nginx, upstreams));
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${at(name)};`).join('\n');
    const user = process.getuid() === 0 ? 'user root;' : '';
    fs.writeFileSync(
      at('nginx.conf'),
      `${user}\ndaemon off;\npid ${at('pid')};\nerror_log ${at('main-error.log')} error;\nworker_processes 1;\n` +
        'events { worker_connections 4096; }\n' +
        `http {\naccess_log off;\n${temporary}\ninclude ${at('police-gateway.conf')};\n}\n`,
    );
    nginx.checked = await command('nginx', ['-t', '-q', '-c', at('nginx.conf')]);
    nginx.child = spawn('nginx', ['-c', at('nginx.conf')], { stdio: 'inherit' });
    nginx.ended = new Promise((done) => nginx.child.on('close', done));
    for (let i = 0; i < 100; ++i, await sleep(50)) {
      if ((await nginx.request('GET', '/', '', { port: nginx.plain }).catch(() => null))?.status) return nginx;
    }
    await nginx.stop();
    throw new Error(`nginx did not start: ${nginx.checked.both}`);
  }

  async stop() {
    this.child.kill('SIGQUIT');
    const end = await Promise.race([this.ended.then(() => true), sleep(5000)]);
    if (!end) this.child.kill('SIGKILL'), await this.ended;
  }

  /** One request on a connection of its own; `port` other than the TLS port: in the clear. */
  request(method, route, body = '', { port = this.tls, headers = {}, servername = host, agent = false } = {}) {
    return new Promise((resolve, reject) => {
      const start = performance.now();
      const { request } = port === this.tls ? https : http;
      const options = { host: '127.0.0.1', port, method, path: route, agent, timeout: 15_000, servername, ca: this.ca };
      const sent = request({ ...options, headers: { Host: host, ...headers } }, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts), ms: performance.now() - start }),
        );
      });
      sent.on('timeout', () => sent.destroy(new Error('no answer in 15 s')));
      sent.on('error', reject);
      sent.end(body);
    });
  }

  deliver(push, headers = {}) {
    return this.request('POST', push.path, push.body, { headers: { 'Content-Type': 'text/xml', ...headers } });
  }

  /** Everything it wrote about requests. */
  logs() {
    const files = fs.readdirSync(this.folder).filter((file) => file.endsWith('.log'));
    return files.map((file) => fs.readFileSync(path.join(this.folder, file), 'utf8')).join('');
  }
}

/** A resident whose messages come in through nginx; `pushed` keeps what WeChat sent. */
export class OutsideResident extends Resident {
  constructor(nginx, gateway, person, sms) {
    super(() => gateway, person, sms);
    Object.assign(this, { nginx, pushed: [] });
  }

  async send(type, fields) {
    const { account } = this.via();
    const push = account.push(account.message(this.openid, type, fields), { openid: this.openid });
    this.pushed.push(push);
    this.reply = account.text(await this.nginx.deliver(push));
    this.said.push(`> ${JSON.stringify(fields)}\n${this.reply}`);
    return this.reply;
  }
}
