// Message encryption both ways between wechat/ and two npm implementations: node interop.js <wechat-envelope>
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";

let WechatCrypto, wecom;
try {
  WechatCrypto = (await import("wechat-crypto")).default;
  wecom = (await import("@wecom/crypto")).default;
} catch {
  console.log("SKIPPED 1: run `npm install` in tests/interop first");
  process.exit(77);
}

const tool = process.argv[2];
const token = "spamtest";
const appId = "wx2c2769f8efd9abc2";
const now = 1700000000;
const keys = [
  "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR",
  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", // discarded bits that are not zero
  "A".repeat(43),
];

// Every length round the block of 32, and texts that are longer in bytes than in characters.
const messages = [...Array(100).keys()].map((n) => "x".repeat(n));
messages.push("违章查询：粤A8Z888挂 😀", "]]>&lt;<![CDATA[", "\n\t\0", "警".repeat(2000), "é".repeat(33), '{"a":"b"}');
const cases = keys.flatMap((key) => messages.map((message) => ({ key, message })));

// Fixed bytes in place of randomness, so that a failure repeats.
const bytes16 = (seed) => createHash("sha256").update(`random ${seed}`).digest().subarray(0, 16);

function ask(requests) {
  const input = requests.map((request) => JSON.stringify(request) + "\n").join("");
  const run = spawnSync(tool, { input, encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(run.status, 0, `wechat-envelope failed: ${run.stderr}`);
  const answers = run.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.equal(answers.length, requests.length);
  return answers;
}

let checks = 0;
const equal = (actual, expected, what) => {
  assert.deepEqual(actual, expected, what);
  checks += 1;
};

// Ours: byte-identical to @wecom/crypto under the same random bytes, and both of them read it.
ask(cases.map(({ key, message }, i) => ({ op: "encrypt", key, app_id: appId, message, random: bytes16(i).toString("hex") }))).forEach(({ encrypt }, i) => {
  const { key, message } = cases[i];
  equal(encrypt, wecom.encrypt(key, message, appId, bytes16(i)), "same ciphertext");
  const theirs = wecom.decrypt(key, encrypt);
  equal([theirs.message, theirs.id], [message, appId], "@wecom/crypto reads ours");
  equal({ ...new WechatCrypto(token, key, appId).decrypt(encrypt) }, { message, id: appId }, "wechat-crypto reads ours");
});

// Theirs: we read both, and nothing addressed to another app.
for (const encryptWith of [
  (key, message, id) => wecom.encrypt(key, message, id),
  (key, message, id) => new WechatCrypto(token, key, id).encrypt(message),
]) {
  const sealed = cases.map(({ key, message }) => ({ op: "decrypt", key, app_id: appId, encrypt: encryptWith(key, message, appId) }));
  ask(sealed).forEach((answer, i) => equal(answer, { message: cases[i].message }, "we read theirs"));
  const foreign = cases.map(({ key, message }) => ({ op: "decrypt", key, app_id: appId, encrypt: encryptWith(key, message, "wx0000000000000000") }));
  ask(foreign).forEach((answer) => equal(answer, { refused: "decrypt" }, "another app id"));
}

// Signatures of all three agree.
const signed = cases.map(({ key, message }, i) => [token, String(now + i), `nonce${i * 7919}`, wecom.encrypt(key, message, appId, bytes16(i))]);
ask(signed.map((parts) => ({ op: "sign", parts }))).forEach(({ signature }, i) => {
  const [, timestamp, nonce, encrypt] = signed[i];
  equal(signature, wecom.getSignature(token, timestamp, nonce, encrypt), "@wecom/crypto signature");
  equal(signature, new WechatCrypto(token, keys[0], appId).getSignature(timestamp, nonce, encrypt), "wechat-crypto signature");
});

// A whole push made by each of them, our whole reply opened by each of them.
const said = ["你好", "]]></Content><x/>", "粤A·12345 <a href=\"#\">&amp;</a>", "😀\n第二行"];
const cdata = (value) => `<![CDATA[${value.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
const inner = (content) =>
  `<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><CreateTime>${now}</CreateTime><MsgType>text</MsgType>` +
  `<Content>${cdata(content)}</Content><MsgId>1</MsgId></xml>`;
const part = (xml, name) => new RegExp(`<${name}>(?:<!\\[CDATA\\[)?(.*?)(?:\\]\\]>)?</${name}>`, "s").exec(xml)[1];
for (const key of keys) {
  const peer = new WechatCrypto(token, key, appId);
  for (const encryptWith of [(xml) => wecom.encrypt(key, xml, appId), (xml) => peer.encrypt(xml)]) {
    const pushes = said.map((content, i) => {
      const encrypt = encryptWith(inner(content));
      const timestamp = String(now), nonce = `n${i}`;
      return {
        op: "echo", key, token, app_id: appId, timestamp, nonce, now,
        signature: createHash("sha1").update([token, timestamp, nonce].sort().join("")).digest("hex"),
        msg_signature: wecom.getSignature(token, timestamp, nonce, encrypt),
        body: `<xml><ToUserName><![CDATA[gh_1]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`,
      };
    });
    ask(pushes).forEach(({ content, body, refused }, i) => {
      equal([refused, content], [undefined, said[i]], "the push opens");
      const encrypt = part(body, "Encrypt");
      equal(part(body, "Nonce"), `n${i}`, "the nonce of the URL");
      equal(part(body, "MsgSignature"), peer.getSignature(part(body, "TimeStamp"), part(body, "Nonce"), encrypt), "the reply's signature");
      for (const opened of [wecom.decrypt(key, encrypt), peer.decrypt(encrypt)]) {
        equal(opened.id, appId, "the reply's app id");
        assert.ok(opened.message.includes(`<ToUserName><![CDATA[o1]]></ToUserName>`));
        assert.ok(opened.message.includes(`<Content>${cdata(said[i])}</Content>`));
      }
    });
    ask(pushes.map((push) => ({ ...push, msg_signature: push.signature }))).forEach((answer) => equal(Object.keys(answer), ["refused"], "forged"));
  }
}

console.log(`interop: ${checks} checks passed against wechat-crypto and @wecom/crypto`);
