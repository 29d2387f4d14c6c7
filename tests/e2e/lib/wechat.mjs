// WeChat's side of the callback, from the official description alone: signatures, the AES envelope, pushes and replies.
import crypto from 'node:crypto';
import http from 'node:http';

const sha1 = (...parts) =>
  crypto
    .createHash('sha1')
    .update([...parts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).join(''))
    .digest('hex');
const cdata = (text) => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
const element = (xml, name) => {
  const found = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(xml);
  if (!found) return null;
  return found[1].trim().replaceAll(/<!\[CDATA\[([\s\S]*?)\]\]>/g, '$1');
};

/** How long each answered push took, in milliseconds, over the whole run. */
export const latencies = [];

/** Sends one HTTP request on a connection of its own; resolves to status, headers, body (bytes) and ms. */
export function request(port, method, path, body, headers = {}, patience = 15000) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const sent = http.request({ host: '127.0.0.1', port, method, path, headers, agent: false, timeout: patience }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts), ms: performance.now() - start }),
      );
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer in ${patience} ms`)));
    sent.on('error', reject);
    sent.end(body);
  });
}

export class Account {
  constructor({ token, encoding_aes_key, app_id, original_id }) {
    Object.assign(this, { token, appId: app_id, originalId: original_id });
    this.key = Buffer.from(encoding_aes_key + '=', 'base64');
  }

  encrypt(xml) {
    const text = Buffer.from(xml);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(text.length);
    const full = Buffer.concat([crypto.randomBytes(16), length, text, Buffer.from(this.appId)]);
    const pad = 32 - (full.length % 32);
    const cipher = crypto.createCipheriv('aes-256-cbc', this.key, this.key.subarray(0, 16)).setAutoPadding(false);
    return Buffer.concat([cipher.update(full), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]).toString('base64');
  }

  decrypt(base64) {
    const cipher = crypto.createDecipheriv('aes-256-cbc', this.key, this.key.subarray(0, 16)).setAutoPadding(false);
    const full = Buffer.concat([cipher.update(Buffer.from(base64, 'base64')), cipher.final()]);
    const pad = full.at(-1);
    if (pad < 1 || pad > 32 || !full.subarray(-pad).every((byte) => byte === pad)) throw new Error('bad padding in a reply');
    const length = full.readUInt32BE(16);
    const appId = full.subarray(20 + length, full.length - pad).toString();
    if (appId !== this.appId) throw new Error(`reply for another account: ${appId}`);
    return full.subarray(20, 20 + length).toString();
  }

  /** The query of a URL verification. */
  verification(echostr, { timestamp = now(), nonce = freshNonce(), token = this.token } = {}) {
    return '/wechat/callback?' + new URLSearchParams({ signature: sha1(token, timestamp, nonce), timestamp, nonce, echostr });
  }

  /** The inner XML of a message; `fields` are its own elements. */
  message(from, type, fields, { id = freshId(), at = now() } = {}) {
    const own = Object.entries(fields)
      .map(([name, value]) => `<${name}>${typeof value === 'number' ? value : cdata(value)}</${name}>`)
      .join('');
    const msgId = type === 'event' ? '' : `<MsgId>${id}</MsgId>`;
    return `<xml><ToUserName>${cdata(this.originalId)}</ToUserName><FromUserName>${cdata(from)}</FromUserName><CreateTime>${at}</CreateTime><MsgType>${cdata(type)}</MsgType>${own}${msgId}</xml>`;
  }

  /** A push in secure mode: path with query, and body. Sent again it is the retry WeChat would send. */
  push(inner, { openid = '', timestamp = now(), nonce = freshNonce() } = {}) {
    const encrypted = this.encrypt(inner);
    const query = {
      signature: sha1(this.token, timestamp, nonce),
      timestamp,
      nonce,
      openid,
      encrypt_type: 'aes',
      msg_signature: sha1(this.token, timestamp, nonce, encrypted),
    };
    return {
      query,
      path: '/wechat/callback?' + new URLSearchParams(query),
      body: `<xml><ToUserName>${cdata(this.originalId)}</ToUserName><Encrypt>${cdata(encrypted)}</Encrypt></xml>`,
      nonce,
    };
  }

  /** The inner XML of a reply, its signature checked; "" for an empty answer or "success". */
  open(answer) {
    const outer = answer.body.toString();
    if (answer.status !== 200) throw new Error(`HTTP ${answer.status}: ${outer.slice(0, 200)}`);
    if (outer === '' || outer === 'success') return '';
    const encrypted = element(outer, 'Encrypt');
    if (!encrypted) throw new Error(`reply in the clear: ${outer.slice(0, 200)}`);
    const expected = sha1(this.token, element(outer, 'TimeStamp'), element(outer, 'Nonce'), encrypted);
    if (expected !== element(outer, 'MsgSignature')) throw new Error('reply with a wrong MsgSignature');
    return this.decrypt(encrypted);
  }

  /** The text a reply shows. */
  text(answer) {
    const xml = this.open(answer);
    return element(xml, 'Content') ?? '';
  }
}

export async function deliver(port, push) {
  const answer = await request(port, 'POST', push.path, push.body, {
    'Content-Type': 'text/xml',
    'Content-Length': Buffer.byteLength(push.body),
  });
  latencies.push(answer.ms);
  return answer;
}

export const now = () => String(Math.floor(Date.now() / 1000));
export const freshNonce = () => String(crypto.randomInt(1e9, 2e9)) + crypto.randomInt(1e6);
let last = BigInt(Date.now()) * 1_000_000n;
export const freshId = () => String(++last);
export const signature = sha1;
