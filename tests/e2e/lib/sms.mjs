// The SMS gateway of the tests: keeps what every number was sent, and can take its time.
import http from 'node:http';

export async function startSms() {
  const inbox = new Map();
  const sms = {
    delay: 0,
    sent: 0,
    /** How many messages a number got. */
    count: (mobile) => inbox.get(mobile)?.length ?? 0,
    /** All that a number got, oldest first. */
    to: (mobile) => inbox.get(mobile) ?? [],
    /** The code in the last message to a number. */
    code: (mobile) => {
      const text = inbox.get(mobile)?.at(-1);
      if (!text) throw new Error('no SMS arrived');
      return /(\d{6})/.exec(text)[1];
    },
  };
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () =>
      setTimeout(() => {
        const { mobile, text } = JSON.parse(body);
        inbox.set(mobile, [...(inbox.get(mobile) ?? []), text]);
        ++sms.sent;
        response.writeHead(200).end();
      }, sms.delay),
    );
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  sms.url = `http://127.0.0.1:${server.address().port}/api/sms`;
  sms.close = () => server.close();
  return sms;
}
