// Timeouts, retries and repeats, with patience shortened; and the seams beside the pushes.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { command, credentials, fault, gateway, resident, sandbox, textReply } from './lib.mjs';

// Long enough for a busy machine, short enough to wait for three times.
const patience = 800;

async function world(t, answer, mode = 'secure') {
  const seen = [];
  const peer = await gateway(async (request, body, response) => {
    seen.push({ at: Date.now(), url: request.url, body });
    await answer(seen.length, response);
  });
  const box = await sandbox(mode, peer.url, '--patience', String(patience));
  t.after(async () => { await box.close(); peer.close(); });
  return { box, seen, peer };
}

test('silence: three attempts, the same bytes, the starts one patience apart, then the fault', async (t) => {
  const { box, seen } = await world(t, () => {});
  const { verdict, attempts, shown } = await box.send({ text: '好' });
  assert.equal(verdict.ok, false);
  assert.equal(verdict.why, `no answer in ${patience} ms`);
  assert.deepEqual(attempts.map((attempt) => attempt.status), [0, 0, 0]);
  assert.deepEqual(shown.map((bubble) => bubble.text), [fault]);
  assert.equal(new Set(seen.map(({ url, body }) => url + body)).size, 1);
  for (const [a, b] of [[0, 1], [1, 2]]) {
    const apart = seen[b].at - seen[a].at;
    assert.ok(apart > patience - 200 && apart < 2 * patience, `${apart} ms`);
  }
});

test('a late first answer: the second attempt is shown', async (t) => {
  const { box } = await world(t, async (n, response) => {
    if (n === 1) await sleep(patience + 300);
    response.end(textReply('迟到'));
  }, 'plain');
  const { verdict, attempts, shown } = await box.send({ text: '好' });
  assert.equal(verdict.ok, true);
  assert.deepEqual(attempts.map((attempt) => attempt.status), [0, 200]);
  assert.equal(shown[0].text, '迟到');
});

test('a trickle does not outlive the patience', async (t) => {
  const { box } = await world(t, async (n, response) => {
    response.on('error', () => {});
    for (let i = 0; i < 60 && !response.destroyed; ++i) { response.write(' '); await sleep(50); }
    response.end();
  });
  const { attempts } = await box.send({ text: '好' });
  for (const attempt of attempts) {
    assert.equal(attempt.error, `no answer in ${patience} ms`);
    assert.ok(attempt.ms < 2 * patience, `${attempt.ms} ms`);
  }
});

test('a status other than 200 and a cut connection are tried again', async (t) => {
  const { box } = await world(t, (n, response) => {
    if (n === 1) { response.writeHead(502); response.end('<html>'); }
    if (n === 2) response.destroy();
    if (n === 3) response.end('success');
  });
  const { verdict, attempts } = await box.send({ text: '好' });
  assert.equal(verdict.ok, true);
  assert.deepEqual(attempts.map((attempt) => attempt.status), [502, 0, 200]);
});

test('an endless answer is cut off', async (t) => {
  const { box } = await world(t, async (n, response) => {
    response.on('error', () => {});
    const megabyte = 'x'.repeat(1 << 20);
    for (let i = 0; i < 20 && !response.destroyed; ++i) { response.write(megabyte); await sleep(1); }
    response.end();
  }, 'plain');
  const { verdict, attempts } = await box.send({ text: '好' });
  assert.equal(verdict.ok, false);
  assert.equal(attempts[0].error, 'the answer is larger than a mebibyte');
  assert.ok(attempts[0].body.length < 70_000);
});

test('nobody there', async (t) => {
  const { box, peer } = await world(t, () => {});
  peer.close();
  const started = Date.now();
  const { attempts, shown } = await box.send({ text: '好' });
  assert.equal(attempts.length, 3);
  assert.ok(Date.now() - started > 2 * patience - 200, 'the starts are one patience apart');
  assert.equal(shown[0].text, fault);
});

test('a repeat is the same push; a different answer to it is remarked on', async (t) => {
  const { box, seen } = await world(t, (n, response) => response.end(textReply(n > 2 ? '另一个' : '一个')), 'plain');
  const { verdict, attempts } = await box.send({ text: '好', repeat: 3 });
  assert.deepEqual(attempts.map((attempt) => attempt.delivery), [1, 2, 3]);
  assert.equal(new Set(seen.map(({ url, body }) => url + body)).size, 1);
  assert.deepEqual(verdict.notes, ['delivery 3 was answered differently: shown']);
});

test('a slow gateway for one resident holds up nobody else', async (t) => {
  const { box } = await world(t, async (n, response) => { if (response.req.url.includes('0002')) response.end('success'); });
  let slowDone = false;
  const slow = box.send({ text: '慢' }).then(() => { slowDone = true; });
  await sleep(50);
  await box.send({ openid: 'oSandboxResident0000000000002', text: '快' });
  assert.equal(slowDone, false);
  await slow;
});

test('sms, notices, menu, account, log, events', async (t) => {
  const { box } = await world(t, (n, response) => response.end('success'));
  assert.equal((await box.json('/api/sms', { mobile: '13800000000', text: '验证码 123456' })).status, 200);
  assert.equal((await box.json('/api/sms')).body.at(-1).text, '验证码 123456');
  assert.equal((await box.json('/api/notify', { openid: resident, text: '到你了' })).status, 200);
  assert.equal((await box.json('/api/sms', {})).status, 400);
  assert.equal((await box.json('/api/send', 'nonsense')).status, 400);
  assert.equal((await box.json('/api/send', { type: 'carrier-pigeon' })).status, 400);
  assert.deepEqual((await box.json('/api/menu')).body, { button: [] });
  assert.equal((await box.json('/api/account')).body.mode, 'secure');
  const { id } = await box.send({ text: '好' });
  const log = (await box.json('/api/log')).body;
  assert.equal(log.at(-1).id, id);
  assert.deepEqual((await box.json(`/api/log?after=${log.at(-1).change}`)).body, []);

  const reader = (await fetch(`${box.url}/api/events`)).body.getReader();
  let text = '';
  while (!text.includes('"exchange"')) text += new TextDecoder().decode((await reader.read()).value);
  for (const kind of ['event: hello', '"sms"', '"notice"']) assert.ok(text.includes(kind), kind);
  await reader.cancel();
});

test('other sites are refused', async (t) => {
  const { box, seen } = await world(t, (n, response) => response.end('success'));
  const response = await fetch(`${box.url}/api/send`, { method: 'POST', headers: { origin: 'http://evil.example' }, body: '{"text":"x"}' });
  assert.equal(response.status, 403);
  assert.equal(seen.length, 0);
  assert.ok(!(await fetch(box.url)).headers.get('content-security-policy').includes('unsafe'));
});

test('the command says when nothing could be sent', async () => {
  const none = await command('send', '--text', 'x', '--sandbox', 'http://127.0.0.1:1');
  assert.equal(none.code, 1);
  assert.match(none.err, /is the sandbox running/);
  const missing = await command('send', '--text', 'x', '--direct', '--token', 't');
  assert.equal(missing.code, 1);
  assert.match(missing.err, /app-id is missing/);
  const key = await command('send', '--text', 'x', ...credentials('secure').slice(0, -1), 'short');
  assert.match(key.err, /43 characters/);
  assert.equal((await command('--version')).code, 0);
  assert.match((await command('trigger', '--help')).out, /TEMPLATESENDJOBFINISH/);
});
