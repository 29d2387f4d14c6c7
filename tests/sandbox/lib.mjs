// A running sandbox, and gateways to stand opposite it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';

export const account = {
  appId: 'wx5823bf96d3bd56c7',
  appSecret: '0123456789abcdef0123456789abcdef',
  originalId: 'gh_0123456789ab',
  token: 'QDG6eK',
  // The last character carries discarded bits, as those of real accounts do.
  key: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
};
export const resident = 'oSandboxResident0000000000001';
export const fault = '该公众号提供的服务出现故障，请稍后再试';

export function credentials(mode) {
  return ['--mode', mode, '--app-id', account.appId, '--app-secret', account.appSecret, '--original-id', account.originalId, '--token', account.token,
    '--encoding-aes-key', account.key];
}

/** An HTTP server on a free port; `answer(request, body, response)` may be async. */
export async function gateway(answer) {
  const server = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    await answer(request, Buffer.concat(chunks).toString('utf8'), response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/wechat/callback`,
    close() { server.closeAllConnections(); server.close(); },
  };
}

/** `wechat-sandbox serve` on a free port. */
export async function sandbox(mode, gatewayUrl, ...more) {
  const child = spawn(process.env.SANDBOX,
    ['serve', '--listen', '127.0.0.1:0', '--gateway', gatewayUrl, ...credentials(mode), ...more], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  const url = /http:\/\/[\d.]+:\d+/.exec(line.toString())[0];
  const json = async (path, body) => {
    const response = await fetch(url + path, body === undefined ? {} : {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    url, json,
    send: async (request) => (await json('/api/send?wait=1', { openid: resident, ...request })).body,
    async close() {
      child.kill('SIGTERM');
      const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
      if (code !== 0) throw new Error(`the sandbox left with ${code}`);
    },
  };
}

/** The command line; its output and exit code. */
export async function command(...args) {
  const child = spawn(process.env.SANDBOX, args);
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => { out += data; });
  child.stderr.on('data', (data) => { err += data; });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

export function textReply(content, { to = resident, from = account.originalId, time = Math.floor(Date.now() / 1000) } = {}) {
  return `<xml><ToUserName><![CDATA[${to}]]></ToUserName><FromUserName><![CDATA[${from}]]></FromUserName>`
    + `<CreateTime>${time}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${content}]]></Content></xml>`;
}

export function field(xml, name) {
  return new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([\\s\\S]*?)(?:\\]\\]>)?</${name}>`).exec(xml)?.[1];
}
