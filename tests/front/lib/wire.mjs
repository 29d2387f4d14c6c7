// One connection as bytes: what is written, what comes back, and how the other side ends it. An HTTP client would hide all three.
import net from 'node:net';
import { sleep } from '../../e2e/lib/gateway.mjs';

/** Splits what came back into responses by their own lengths, as strictly as a cache would. `heads`: which of them answer a HEAD. */
export function responses(bytes, { ended = false, head = () => false } = {}) {
  const all = [];
  let garbled = null;
  while (bytes.length && !garbled) {
    const stop = bytes.indexOf('\r\n\r\n');
    if (stop < 0) break;
    const [first, ...lines] = bytes.toString('latin1', 0, stop).split('\r\n');
    const status = Number(/^HTTP\/1\.1 ([1-5]\d\d) [^\r\n]*$/.exec(first)?.[1] ?? 0);
    const headers = new Map();
    for (const line of lines) {
      const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
      if (!name) garbled = `header line ${JSON.stringify(line)}`;
      else if (headers.has(name.toLowerCase())) garbled = `${name} twice`;
      else headers.set(name.toLowerCase(), value);
    }
    if (!status) garbled = `status line ${JSON.stringify(first.slice(0, 80))}`;
    const bodiless = status < 200 || status === 204 || status === 304 || head(all.length);
    const length = bodiless
      ? 0
      : headers.has('content-length')
        ? Number(headers.get('content-length'))
        : ended
          ? bytes.length - stop - 4
          : NaN;
    if (garbled || !(bytes.length >= stop + 4 + length)) break;
    all.push({ status, headers, body: bytes.subarray(stop + 4, stop + 4 + length) });
    bytes = bytes.subarray(stop + 4 + length);
  }
  return { all, rest: bytes, garbled };
}

export class Wire {
  constructor(port) {
    Object.assign(this, { parts: [], size: 0, end: null });
    this.socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    this.opened = new Promise((done) => this.socket.once('connect', done).once('close', done));
    this.ended = new Promise((resolve) => {
      const end = (how) => ((this.end ??= how), resolve(this.end));
      this.socket.on('end', () => end('closed'));
      this.socket.on('error', (failure) => end(failure.code === 'ECONNREFUSED' ? 'unreachable' : 'reset'));
      this.socket.on('close', () => end('closed'));
    });
    this.socket.on('data', (part) => {
      this.parts.push(part);
      this.size += part.length;
      this.heard?.();
    });
  }

  get bytes() {
    if (this.parts.length > 1) this.parts = [Buffer.concat(this.parts)];
    return this.parts[0] ?? Buffer.alloc(0);
  }

  /** Writes and waits while the kernel takes no more; false once the connection is over. */
  async write(bytes) {
    await this.opened;
    if (this.end || this.socket.destroyed) return false;
    if (this.socket.write(bytes)) return true;
    await Promise.race([new Promise((done) => this.socket.once('drain', done)), this.ended]);
    return !this.end;
  }

  /** Until `holds` of this wire, its end, or the time is over; the time left. */
  async until(holds, ms) {
    const limit = performance.now() + ms;
    while (!holds(this) && !this.end && performance.now() < limit) {
      let timer;
      await Promise.race([
        this.ended,
        new Promise((done) => ((this.heard = done), (timer = setTimeout(done, Math.max(1, limit - performance.now()))))),
      ]);
      clearTimeout(timer);
    }
    return limit - performance.now();
  }

  finish() {
    this.socket.end();
  }
  reset() {
    this.socket.resetAndDestroy();
  }
  destroy() {
    this.socket.destroy();
  }
}

/** What a case may be made of beside bytes: pauses, the end of what this side sends, and a connection cut short. */
export const pause = (ms) => ({ pause: ms });
export const finish = { finish: true };
export const reset = { reset: true };

/** Sends a case's pieces: text, bytes, pauses, or a generator of them that ends only with the connection. */
export async function send(wire, pieces) {
  for await (const piece of typeof pieces === 'string' || Buffer.isBuffer(pieces) ? [pieces] : pieces) {
    if (piece.pause) await Promise.race([sleep(piece.pause), wire.ended]);
    else if (piece.finish) wire.finish();
    else if (piece.reset) wire.reset();
    else await wire.write(piece);
    if (wire.end) return;
  }
}
