// A TCP proxy in front of a server's Unix socket that can be made to misbehave: toxiproxy's list.
import net from 'node:net';
import { freePort, sleep } from '../../e2e/lib/gateway.mjs';

/** Writes in order, each piece when its turn comes; what waits is dropped with the connection. */
async function slowly(to, pieces) {
  for (const { piece, wait } of pieces) {
    if (wait) await sleep(wait);
    if (to.destroyed) return;
    if (!to.write(piece)) await new Promise((drained) => to.once('drain', drained).once('close', drained));
  }
}

const slices = (chunk, size, wait) =>
  Array.from({ length: Math.ceil(chunk.length / size) }, (_, i) => ({ piece: chunk.subarray(i * size, (i + 1) * size), wait }));

/** What happens to a chunk on its way back from the server: (pair, chunk) => void or a promise; the next chunk waits for it. */
export const toxics = {
  none: ({ client }, chunk) => slowly(client, [{ piece: chunk }]),
  'latency 2 s': ({ client }, chunk) => slowly(client, [{ piece: chunk, wait: 2000 }]),
  'slices of 1 byte': ({ client }, chunk) => slowly(client, slices(chunk, 1, 0)),
  'bandwidth 20 KB/s': ({ client }, chunk) => slowly(client, slices(chunk, 200, 10)),
  reset_peer: ({ client, server }) => (client.resetAndDestroy(), server.destroy()),
  'closed half-way': ({ client, server }, chunk) => (client.end(chunk.subarray(0, chunk.length / 2)), server.destroy()),
  'limit_data 500': (pair, chunk) => {
    pair.passed = (pair.passed ?? 0) + chunk.length;
    if (pair.passed <= 500) return slowly(pair.client, [{ piece: chunk }]);
    pair.client.end(chunk.subarray(0, Math.max(0, chunk.length - (pair.passed - 500))));
    pair.server.destroy();
  },
  blackhole: () => new Promise(() => {}),
};

/** Listens on a free port for the server at `socket`; `toxic` may be changed at any time and meets open connections too. */
export async function startProxy(socket) {
  const proxy = { port: await freePort(), toxic: 'none', pairs: new Set() };
  const front = net.createServer({ noDelay: true }, (client) => {
    const pair = { client, server: net.connect(socket) };
    proxy.pairs.add(pair);
    let before = Promise.resolve();
    client.on('data', (chunk) => pair.server.write(chunk));
    pair.server.on('data', (chunk) => (before = before.then(() => toxics[proxy.toxic](pair, chunk))));
    pair.server.on('close', () => before.then(() => client.end()));
    client.on('close', () => (pair.server.destroy(), proxy.pairs.delete(pair)));
    for (const end of [client, pair.server]) end.on('error', () => {});
  });
  await new Promise((done, failed) => front.on('error', failed).listen(proxy.port, '127.0.0.1', done));
  proxy.stop = () => (front.close(), proxy.pairs.forEach(({ client, server }) => (client.destroy(), server.destroy())));
  return proxy;
}
