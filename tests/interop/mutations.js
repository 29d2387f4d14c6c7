// Ways to spoil a push, by the step of its making they act at: `inner` (the message), `cipher`, `sealed` (base64, signed afterwards),
// `time` (query parameters that are signed afterwards), `query` and `body` (as sent).
import { kinds, makePush } from "./pushes.js";

const text = kinds[0];
const first = (from, to) => (xml) => xml.toString().replace(from, to);
const before = (part) => first("</xml>", `${part}</xml>`);
const without = (name) => first(new RegExp(`<${name}>.*?</${name}>`), "");
const set = (values) => (query) => ({ ...query, ...values });
const drop =
  (...names) =>
  (query) =>
    Object.fromEntries(Object.entries(query).filter(([name]) => !names.includes(name)));
const inContent = (value) => ({ inner: first(/<Content>.*<\/Content>/, () => `<Content>${value}</Content>`), only: text });
const rawContent = (...values) => ({
  inner: (xml) => {
    const [head, tail] = xml.split("违章");
    return Buffer.concat([Buffer.from(head), Buffer.from(values), Buffer.from(tail)]);
  },
  only: text,
});
const flip = (at) => (base64) => {
  const bytes = Buffer.from(base64, "base64");
  bytes[at] ^= 0x40;
  return bytes.toString("base64");
};

/** {name, one or more steps, only?: kind, modes?: of these alone}. */
export const mutations = Object.entries({
  // Nothing that matters.
  "unknown element": { inner: before("<Extra>1</Extra><Extra>2</Extra>") },
  "elements in another order": {
    inner: (xml) => xml.replace(/^<xml>(<ToUserName>.*?<\/ToUserName>)(<FromUserName>.*?<\/FromUserName>)/, "<xml>$2$1"),
  },
  "white space round values": {
    inner: (xml) =>
      xml.replaceAll(/<(\w+)><!\[CDATA\[([^\]]*)\]\]><\/\1>/g, (all, name, value) =>
        name === "Content" ? all : `<${name}>\n <![CDATA[${value}]]> \n</${name}>`,
      ),
  },
  "a comment": { inner: first("<CreateTime>", "<!-- <MsgType>event</MsgType> --><CreateTime>") },
  "a processing instruction": { inner: first("<CreateTime>", "<?php evil ?><CreateTime>") },
  "byte order mark": { inner: (xml) => `\uFEFF${xml}` },
  "XML declaration": { inner: (xml) => `<?xml version="1.0" encoding="UTF-8"?>${xml}` },
  "split CDATA": inContent("<![CDATA[a]]]]><![CDATA[>b]]>"),
  "numeric references": inContent("&#20013;&#x1F600;&lt;&amp;"),
  "comment inside text": inContent("a<!-- x -->b"),
  "another namespace's element": { inner: before('<n:MsgType xmlns:n="u">event</n:MsgType>') },
  "encrypt_type=raw": { query: set({ encrypt_type: "raw" }), modes: ["plain"] },
  "openid of another": { query: set({ openid: "o2" }) },

  // The message.
  "document type": { inner: (xml) => `<!DOCTYPE xml>${xml}` },
  "external entity": { inner: (xml) => `<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/hostname">]>${xml.replace("gh_1", "gh_1")}` },
  "entity used": { inner: (xml) => `<!DOCTYPE xml [<!ENTITY a "o1">]>${xml.replace("<![CDATA[o1]]>", "&a;")}` },
  "unknown entity": inContent("&nbsp;"),
  "bare ampersand": inContent("a & b"),
  "reference to NUL": inContent("a&#0;b"),
  "reference to a control character": inContent("a&#x1B;b"),
  "control character": rawContent(0x1b),
  NUL: rawContent(0),
  "U+FFFF": rawContent(0xef, 0xbf, 0xbf),
  "overlong UTF-8": rawContent(0xc0, 0xbc),
  surrogate: rawContent(0xed, 0xa0, 0x80),
  "GBK bytes": rawContent(0xce, 0xa5, 0xd5, 0xc2),
  "GBK declared": { inner: (xml) => `<?xml version="1.0" encoding="GBK"?>${xml}` },
  "MsgType twice": { inner: before("<MsgType>text</MsgType>") },
  "FromUserName twice": { inner: before("<FromUserName>o2</FromUserName>") },
  "Content twice": { inner: before("<Content>b</Content>"), only: text },
  "no ToUserName": { inner: without("ToUserName") },
  "no FromUserName": { inner: without("FromUserName") },
  "no CreateTime": { inner: without("CreateTime") },
  "no MsgType": { inner: without("MsgType") },
  "empty FromUserName": { inner: first("<![CDATA[o1]]>", "") },
  "another account": { inner: first("gh_1", "gh_2") },
  "lower-case elements": { inner: (xml) => xml.replaceAll("MsgType>", "msgtype>") },
  "CreateTime is no number": { inner: first(/<CreateTime>\d+/, "<CreateTime>soon") },
  "CreateTime is negative": { inner: first(/<CreateTime>/, "<CreateTime>-") },
  "MsgId is no number": { inner: first(/<MsgId>\d+/, "<MsgId>one"), only: text },
  "MsgId has 65 bits": { inner: first(/<MsgId>\d+/, "<MsgId>18446744073709551616"), only: text },
  "another root": { inner: (xml) => xml.replace("<xml>", "<yml>").replace("</xml>", "</yml>") },
  "no end": { inner: (xml) => xml.slice(0, -6) },
  "text after the root": { inner: (xml) => `${xml}tail` },
  "second root": { inner: (xml) => xml + xml },
  "17 deep": { inner: before("<a>".repeat(16) + "</a>".repeat(16)) },
  "5,000 elements": { inner: before("<a/>".repeat(5000)) },
  "70,000 bytes": { inner: before(`<a>${"x".repeat(70000)}</a>`) },
  "attribute on Content": { inner: first("<Content>", '<Content a="b">'), only: text },
  "element inside Content": inContent("a<b>c</b>"),
  "spaces round text": inContent("<![CDATA[  两 格  ]]>"),
  JSON: { inner: () => '{"ToUserName":"gh_1","FromUserName":"o1","CreateTime":1,"MsgType":"text","Content":"a"}' },

  // The encryption.
  "another app id": { cipher: () => ({ appid: "wx0000000000000000" }) },
  "no app id": { cipher: () => ({ appid: "" }) },
  "padding of 0": { cipher: () => ({ pad: 0 }) },
  "padding of 33": { cipher: () => ({ pad: 33 }) },
  "uneven padding": { cipher: () => ({ padding: (tail) => tail.length > 1 && tail.fill(0, 0, tail.length - 1) }) },
  "length of 2^31": { cipher: () => ({ length: 2 ** 31 }) },
  "length one short": { cipher: () => ({ length: 20 }) },
  "bit of the first block": { sealed: flip(3), only: text },
  "bit of a block in the middle": { sealed: flip(70), only: text },
  "half a block": { sealed: (base64) => Buffer.from(base64, "base64").subarray(0, -8).toString("base64") },
  "URL-safe base64": { sealed: (base64) => base64.replaceAll("+", "-").replaceAll("/", "_") },
  "base64 without padding": { sealed: (base64) => base64.replace(/=+$/, "") },
  "line break in base64": { sealed: (base64) => `${base64.slice(0, 60)}\n${base64.slice(60)}` },
  "garbage in base64": { sealed: (base64) => `${base64.slice(0, 60)}*${base64.slice(60)}` },

  // The envelope and the query.
  "Encrypt changed after signing": {
    body: (body) => Buffer.from(body.toString().replace(/(Encrypt><!\[CDATA\[)./, "$1#")),
    modes: ["compatible", "secure"],
  },
  "Encrypt twice": { body: before("<Encrypt>AAAA</Encrypt>"), modes: ["compatible", "secure"] },
  "Encrypt beside a plain message": { body: before("<Encrypt>AAAA</Encrypt>"), modes: ["plain"] },
  "envelope with a document type": { body: (body) => `<!DOCTYPE xml>${body}`, modes: ["compatible", "secure"] },
  "envelope declared GBK": { body: (body) => `<?xml version="1.0" encoding="GBK"?>${body}`, modes: ["compatible", "secure"] },
  "plain copy forged": { body: first("o1", "o2"), modes: ["compatible"] },
  "plain message in its place": {
    body: (body, kind) => makePush(kind, "plain", undefined, 1).body,
    query: drop("encrypt_type", "msg_signature"),
    modes: ["compatible", "secure"],
  },
  "not said to be encrypted": { query: drop("encrypt_type", "msg_signature"), modes: ["compatible", "secure"] },
  "no msg_signature": { query: drop("msg_signature"), modes: ["compatible", "secure"] },
  "empty msg_signature": { query: set({ msg_signature: "" }), modes: ["compatible", "secure"] },
  "no encrypt_type": { query: drop("encrypt_type"), modes: ["compatible", "secure"] },
  "encrypt_type=raw on a sealed push": { query: set({ encrypt_type: "raw" }), modes: ["compatible", "secure"] },
  "encrypt_type=AES": { query: set({ encrypt_type: "AES" }), modes: ["compatible", "secure"] },
  "encrypt_type=aes on a plain push": { query: set({ encrypt_type: "aes" }), modes: ["plain"] },
  "msg_signature on a plain push": { query: set({ msg_signature: "0".repeat(40) }), modes: ["plain"] },
  "wrong msg_signature": { query: set({ msg_signature: "0".repeat(40) }), modes: ["compatible", "secure"] },
  "URL signature as msg_signature": { query: (query) => ({ ...query, msg_signature: query.signature }), modes: ["compatible", "secure"] },
  "no signature": { query: drop("signature") },
  "empty signature": { query: set({ signature: "" }) },
  "wrong signature": { query: set({ signature: "0".repeat(40) }) },
  "upper-case signature": { query: (query) => ({ ...query, signature: query.signature.toUpperCase() }) },
  "signature with a space": { query: (query) => ({ ...query, signature: `${query.signature} ` }) },
  "another timestamp": { query: (query) => ({ ...query, timestamp: String(Number(query.timestamp) + 1) }) },
  "no timestamp": { query: drop("timestamp") },
  "another nonce": { query: set({ nonce: "other" }) },
  "nonce[]": { query: (query) => ({ ...drop("nonce")(query), "nonce[]": query.nonce }) },
  "five minutes old": { time: (query) => ({ ...query, timestamp: String(Number(query.timestamp) - 301) }) },
  "five minutes early": { time: (query) => ({ ...query, timestamp: String(Number(query.timestamp) + 301) }) },
  "timestamp with a plus": { time: (query) => ({ ...query, timestamp: `+${query.timestamp}` }) },
  "empty nonce": { time: set({ nonce: "" }) },
}).map(([name, mutation]) => ({ name, ...mutation }));
