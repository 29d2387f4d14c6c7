// npm wechat-crypto checks the sandbox's envelope both ways.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';
import { account, fault, field, gateway, sandbox, textReply } from './lib.mjs';

const require = createRequire(import.meta.url);
const Crypto = require('wechat-crypto');
const ours = new Crypto(account.token, account.key, account.appId);

function envelope(message, { crypt = ours, timestamp = Math.floor(Date.now() / 1000), nonce = '415670741', sign = (s) => s, change = (e) => e } = {}) {
  const encrypt = change(crypt.encrypt(message));
  return `<xml><Encrypt><![CDATA[${encrypt}]]></Encrypt><MsgSignature><![CDATA[${sign(crypt.getSignature(timestamp, nonce, encrypt))}]]>`
    + `</MsgSignature><TimeStamp>${timestamp}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`;
}

test('what the sandbox encrypts, wechat-crypto opens: every length of padding', async (t) => {
  const bodies = [];
  const peer = await gateway((request, body, response) => { bodies.push([request.url, body]); response.end('success'); });
  const box = await sandbox('secure', peer.url);
  t.after(async () => { await box.close(); peer.close(); });
  for (let n = 1; n <= 33; ++n) {
    const sent = await box.send({ text: 'x'.repeat(n) });
    assert.equal(sent.verdict.ok, true);
    const [url, body] = bodies.at(-1);
    const query = new URL(url, 'http://x').searchParams;
    const encrypt = field(body, 'Encrypt');
    assert.equal(query.get('msg_signature'), ours.getSignature(query.get('timestamp'), query.get('nonce'), encrypt));
    const opened = ours.decrypt(encrypt);
    assert.equal(opened.message, sent.sent_xml);
    assert.equal(opened.id, account.appId);
    assert.equal(Buffer.from(encrypt, 'base64').length % 32, 0, 'padded to 32 bytes, not to the 16 of AES');
    // A wrong initial vector would spoil only the random bytes, which nobody reads back: they must be letters and digits.
    assert.match(firstBlock(encrypt), /^[0-9A-Za-z]{16}$/);
  }
});

function firstBlock(encrypt) {
  const key = Buffer.from(`${account.key}=`, 'base64');
  const decipher = require('node:crypto').createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return decipher.update(encrypt, 'base64').subarray(0, 16).toString('latin1');
}

test('what wechat-crypto encrypts, the sandbox opens; and what it must not open, it does not', async (t) => {
  let reply = '';
  const peer = await gateway((request, body, response) => response.end(reply));
  const box = await sandbox('secure', peer.url);
  t.after(async () => { await box.close(); peer.close(); });
  const judged = async (body) => { reply = body; return box.send({ text: '好' }); };

  for (let n = 1; n <= 33; ++n) {
    const { verdict, shown } = await judged(envelope(textReply('答'.repeat(n))));
    assert.equal(verdict.ok, true, verdict.why);
    assert.deepEqual(verdict.notes, []);
    assert.equal(shown[0].text, '答'.repeat(n));
  }
  const bad = {
    'MsgSignature is wrong': envelope(textReply('x'), { sign: (s) => s.replace(/^./, (c) => (c === '0' ? '1' : '0')) }),
    'the app id inside is not ours': envelope(textReply('x'), { crypt: new Crypto(account.token, account.key, 'wxffffffffffffffff') }),
    'the padding is wrong (or the key is)': envelope(textReply('x'), { crypt: new Crypto(account.token, 'A'.repeat(43), account.appId) }),
    'Encrypt is not base64': envelope(textReply('x'), { change: (e) => `${e.slice(0, -4)}!!!!` }),
    'Encrypt is not a whole number of 32-byte blocks': envelope(textReply('x'), { change: (e) => e.slice(0, 64) }),
    'a plain reply in secure mode': textReply('x'),
    '<Nonce> is missing': envelope(textReply('x')).replace(/<Nonce>.*<\/Nonce>/, ''),
    'ToUserName is not the resident': envelope(textReply('x', { to: 'oSomebodyElse' })),
  };
  for (const [why, body] of Object.entries(bad)) {
    const { verdict, shown } = await judged(body);
    assert.equal(verdict.ok, false, why);
    assert.equal(verdict.why, why);
    assert.deepEqual(shown.map((bubble) => bubble.text), [fault]);
  }
});
