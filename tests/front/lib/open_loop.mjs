// Requests at fixed moments, whether or not the ones before were answered: what waits, waits in the figures, not in the client.
import { sleep } from '../../e2e/lib/gateway.mjs';
import { responses, Wire } from './wire.mjs';

/** One keep-alive connection; one request at a time on it, later ones wait their turn. */
class Line {
  constructor(port) {
    Object.assign(this, { port, due: [], busy: false, wire: null });
  }

  async send(request, tally) {
    this.due.push({ request, at: performance.now() });
    if (this.busy) return;
    this.busy = true;
    for (let next; (next = this.due.shift());) {
      if (!this.wire || this.wire.end) this.wire = new Wire(this.port);
      const { wire } = this;
      await wire.write(next.request);
      await wire.until(() => responses(wire.bytes).all.length, 5000);
      const [answer] = responses(wire.bytes).all;
      wire.parts = [];
      tally(answer?.status === 200 ? performance.now() - next.at : Infinity, answer?.status ?? wire.end ?? 'no answer in 5 s');
      if (answer?.headers.get('connection') === 'close' || !answer) wire.destroy();
    }
    this.busy = false;
  }
}

/**
 * `rate` requests a second over the connections in turn, after opening them all. Every `fresh`th goes on a connection of its own.
 * { sorted latencies in ms, failures, starved: connections on which none was answered }.
 */
export async function openLoop({ port, requests, rate, connections, fresh = 0 }) {
  const lines = Array.from({ length: connections }, () => new Line(port));
  const served = new Set();
  const latencies = [],
    failures = [];
  const start = performance.now();
  for (let sent = 0; sent < requests.length;) {
    const due = Math.min(requests.length, Math.floor(((performance.now() - start) * rate) / 1000) + 1);
    for (; sent < due; ++sent) {
      const isFresh = fresh && sent % fresh === 0;
      const line = isFresh ? new Line(port) : lines[sent % connections];
      line.send(requests[sent], (ms, how) => {
        if (isFresh) line.wire.destroy();
        latencies.push(ms);
        if (ms === Infinity) failures.push(how);
        else served.add(line);
      });
    }
    await sleep(1);
  }
  for (const limit = performance.now() + 6000; latencies.length < requests.length && performance.now() < limit;) await sleep(10);
  for (const { wire } of lines) wire?.destroy();
  latencies.sort((a, b) => a - b);
  return {
    unanswered: requests.length - latencies.length,
    failures,
    starved: lines.filter((line) => !served.has(line)).length,
    quantile: (q) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * q))],
  };
}
