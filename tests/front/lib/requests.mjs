// Good requests as text, and the one thing wrong with each.
import crypto from 'node:crypto';

/** A request as text; `head` goes between the request line and the lengths. */
export function http({ method = 'GET', target = '/', version = 'HTTP/1.1', host = 'x', head = '', length, body = '' }) {
  const lines = [`${method} ${target} ${version}`];
  if (host !== null) lines.push(`Host: ${host}`);
  if (head) lines.push(head);
  if (length !== null && (length !== undefined || body || method === 'POST'))
    lines.push(`Content-Length: ${length ?? Buffer.byteLength(body)}`);
  return lines.join('\r\n') + '\r\n\r\n' + body;
}

/** To the public listener, in the name of the account. */
export class Requests {
  constructor(account) {
    this.account = account;
  }

  /** A good request and its whole answer, like no other's. */
  probe() {
    const echo = crypto.randomBytes(9).toString('hex');
    return { text: this.verify({ echo }), answer: echo };
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
}

/** The same to the admin listener, which knows no account. */
export class AdminRequests {
  probe() {
    return { text: this.verify(), answer: 'alive\n' };
  }
  verify({ query = '', ...change } = {}) {
    return http({ target: '/healthz' + query.replace('&', '?'), ...change });
  }
  push(change = {}) {
    return this.verify({ method: 'POST', ...change });
  }
}
