// WeChat's API and the duty desk as far as jobs need them.
import http from 'node:http';

/**
 * `routes` maps a path to receive(body, request), which gives the answer, or nothing where it has ended the connection itself; `pause` how
 * many ms it takes. Counts the access tokens given, in `tokens`.
 */
export async function standIn(routes, pause = () => 0) {
  const it = { tokens: 0 };
  const all = {
    '/cgi-bin/stable_token': () => (++it.tokens, { access_token: 'T'.repeat(136), expires_in: 7200 }),
    '/cgi-bin/getcallbackip': () => ({ ip_list: ['127.0.0.1'] }),
    ...routes,
  };
  const receive = (request, response, body) => {
    const route = all[new URL(request.url, 'http://stand-in').pathname];
    const answer = route ? route(body, request) : { errcode: 43001, errmsg: `${request.url} is not played` };
    if (Buffer.isBuffer(answer)) response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(answer);
    else if (answer) response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  };
  const server = http.createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => setTimeout(() => receive(request, response, Buffer.concat(parts)), pause()));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  it.origin = `http://127.0.0.1:${server.address().port}`;
  it.stop = () => (server.close(), server.closeAllConnections());
  return it;
}
