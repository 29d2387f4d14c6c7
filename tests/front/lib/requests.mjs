// Good requests as text, and the one thing wrong with each.
import crypto from 'node:crypto';
import { freshNonce, now, signature } from '../../e2e/lib/wechat.mjs';

/** A request as text; `head` goes between the request line and the lengths. */
export function http({ method = 'GET', target = '/', version = 'HTTP/1.1', host = 'x', head = '', length, body = '' }) {
  const lines = [`${method} ${target} ${version}`];
  if (host !== null) lines.push(`Host: ${host}`);
  if (head) lines.push(head);
  if (length !== null && (length !== undefined || body || method === 'POST')) lines.push(`Content-Length: ${length ?? Buffer.byteLength(body)}`);
  return lines.join('\r\n') + '\r\n\r\n' + body;
}

export class Requests {
  constructor(account) {
    Object.assign(this, { account, pushes: 0 });
  }

  /** A URL verification; its answer is `echo`. */
  verify({ echo = crypto.randomBytes(9).toString('hex'), query = '', ...change } = {}) {
    return http({ target: this.account.verification(echo) + query, ...change });
  }

  /** A message of a resident nobody has seen before; its answer is the menu. */
  push({ text = '菜单', query = '', pad = 0, ...change } = {}) {
    const openid = 'oFront' + crypto.randomBytes(16).toString('base64url');
    const made = this.account.push(this.account.message(openid, 'text', { Content: text }), { openid });
    return http({ method: 'POST', target: made.path + query, body: made.body.padEnd(pad), ...change });
  }

  /** The query alone of a push whose body will be another: right as far as it can be checked without one. */
  target() {
    const [timestamp, nonce] = [now(), freshNonce()];
    return '/wechat/callback?' + new URLSearchParams({ signature: signature(this.account.token, timestamp, nonce), timestamp, nonce });
  }
}
