// Verdicts of wechat/ against those of two npm middlewares, push by push: node verdicts.js <wechat-verdicts>
//
// A difference must belong to a class below, each of which says why ours is the stricter; ours accepting what a peer refuses never does.
// POLICE_TEST_SEED repeats a run.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { Readable } from "node:stream";

import { mutations } from "./mutations.js";
import { account, kinds, makePush, modes, now } from "./pushes.js";

let coWechat, wechat;
try {
  coWechat = (await import("co-wechat")).default;
  wechat = (await import("wechat")).default;
} catch {
  console.log("SKIPPED 1: run `npm install` in tests/interop first");
  process.exit(process.env.CI === "true" ? 1 : 77);
}

/** {why, reason: what ours says when it refuses, or what differs when all accept; of: names of mutations}. */
const classes = [
  { why: "A document type has no place in a push and is the door of XXE; the peers skip over it.", reason: ["body is not acceptable XML", "message not understood"], of: ["document type", "external entity", "envelope with a document type"] },
  { why: "What XML 1.0 forbids in text could end a string or move a terminal; the peers let it through.", reason: ["body is not acceptable XML", "message not understood"], of: ["reference to a control character", "control character", "NUL", "U+FFFF"] },
  { why: "Bytes that are no UTF-8 are refused; the peers put U+FFFD in their place and answer a text nobody wrote.", reason: ["body is not acceptable XML", "message not understood"], of: ["overlong UTF-8", "surrogate", "GBK bytes"] },
  { why: "A declared encoding that is not the real one makes two readers read two texts; the peers do not look at it.", reason: ["body is not acceptable XML", "message not understood"], of: ["GBK declared", "envelope declared GBK"] },
  { why: "An element given twice is read as the first by one and as the last by another; the peers hand out a list.", reason: ["message not understood", "not decryptable"], of: ["MsgType twice", "FromUserName twice", "Content twice"] },
  { why: "A push without sender, receiver, time or type cannot be answered or told from its repetition; the peers hand it on.", reason: ["message not understood"], of: ["no ToUserName", "no FromUserName", "no CreateTime", "no MsgType", "empty FromUserName", "lower-case elements", "another root"] },
  { why: "A number that is none would make every such push the same in the de-duplication; the peers keep any text.", reason: ["message not understood"], of: ["CreateTime is no number", "CreateTime is negative", "MsgId is no number", "MsgId has 65 bits"] },
  { why: "A push for another account is not ours to answer; the peers do not know their own id.", reason: ["addressed to another account"], of: ["another account"] },
  { why: "A document ends with its root and names nothing it does not define; the peers answer before they have read to the end.", reason: ["body is not acceptable XML", "message not understood"], of: ["text after the root", "second root", "unknown entity"] },
  { why: "Depth, elements and bytes are bounded before anything is built; the peers read a megabyte of anything.", reason: ["body is not acceptable XML", "message not understood"], of: ["17 deep", "5,000 elements", "70,000 bytes"] },
  { why: "The app id inside the cipher is what binds a push to this account (protocol §2); the peers leave it unchecked.", reason: ["not decryptable"], of: ["another app id", "no app id"] },
  { why: "Padding is 1 to 32 equal bytes (protocol §2); the peers take any.", reason: ["not decryptable"], of: ["padding of 0", "padding of 33", "uneven padding"] },
  { why: "The length must fit what is there and leave exactly the app id; the peers cut at whatever end there is.", reason: ["not decryptable"], of: ["length of 2^31", "bit of the first block"] },
  { why: "A cipher text has one spelling, so that a signature covers one; the peers' decoder takes any alphabet and skips what it does not know.", reason: ["not decryptable"], of: ["URL-safe base64", "base64 without padding", "line break in base64", "garbage in base64"] },
  { why: "The account's mode decides, not the request (easywechat#2990); the peers take clear text where encryption is configured.", reason: ["not encrypted"], of: ["plain message in its place", "not said to be encrypted", "no msg_signature", "empty msg_signature", "no encrypt_type", "encrypt_type=raw on a sealed push", "encrypt_type=AES"] },
  { why: "An account in plain mode gets nothing encrypted, so such a request is not WeChat's; the peers ignore what they cannot open.", reason: ["encrypted, but the account is in plain mode", "Encrypt missing, repeated or not expected"], of: ["encrypt_type=aes on a plain push", "msg_signature on a plain push", "Encrypt beside a plain message"] },
  { why: "A URL signature that is there must be right too; beside a msg_signature the peers do not look at it.", reason: ["signature missing or wrong"], of: ["wrong signature", "upper-case signature", "signature with a space"] },
  { why: "A signed query counts for five minutes (protocol §1.2), and its time is digits; the peers keep no clock, so a recorded push is good for ever.", reason: ["timestamp missing or outside the window"], of: ["five minutes old", "five minutes early", "timestamp with a plus"] },
  { why: "A nonce must be there, once and as text (easywechat#2990); the peers sign without it, or join a list to the same text.", reason: ["nonce missing"], of: ["nonce[]", "empty nonce"] },
  { why: "A text is what the resident typed, to the last space; the peers trim it.", reason: ["Content"], of: ["spaces round text"] },
  { why: "An attribute or element beside a text does not hide the text; the peers give an object instead of it.", reason: ["Content"], of: ["attribute on Content", "element inside Content"] },
  { why: "Same value without the literal qrscene_, which tells a new follower's scan from another one and is known by the type.", reason: ["EventKey"], of: ["event.subscribe"] },
  { why: "Two names of one event are one type, so that both are handled; the peers hand out the name.", reason: ["type"], of: ["event.FREEPUBLISHJOBFINISH"] },
];

const seed = Number(process.env.POLICE_TEST_SEED ?? randomInt(2 ** 31));
console.log(`verdicts: POLICE_TEST_SEED=${seed}`);
let state = seed;
const below = (limit) => {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return (state >>> 8) % limit;
};

/** All good pushes in all modes, and every mutation on a few kinds in every mode it speaks of. */
function pushes() {
  let id = 24000000000000000n;
  const all = [];
  const add = (kind, mode, mutation) => all.push(makePush(kind, mode, mutation, String((id += 1n))));
  for (const mode of modes) for (const kind of kinds) add(kind, mode, undefined);
  for (const mutation of mutations)
    for (const mode of mutation.modes ?? modes) {
      if (mode === "plain" && (mutation.cipher || mutation.sealed)) continue;
      if (mutation.only) add(mutation.only, mode, mutation);
      else for (let i = 0; i < 4; ++i) add(kinds[below(kinds.length)], mode, mutation);
    }
  return all;
}

function ours(all) {
  const input = all.map(({ mode, query, body }) => `${JSON.stringify({ mode, now, query, body: body.toString("hex") })}\n`).join("");
  const run = spawnSync(process.argv[2], { input, encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(run.status, 0, `wechat-verdicts failed: ${run.stderr}`);
  return run.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

const configured = (mode) => (mode === "plain" ? { token: account.token } : account);

const coMiddlewares = Object.fromEntries(modes.map((mode) => [mode, coWechat(configured(mode))]));
async function byCoWechat({ mode, query, body }) {
  let seen;
  const handle = coMiddlewares[mode].middleware(async (message) => ((seen = message), ""));
  const context = { query, method: "POST", request: { body: body.toString("utf8") } };
  await handle(context).catch(() => {});
  return seen;
}

// Written in callbacks, so that what it throws is nobody's: caught here while it has the floor.
let thrown = () => {};
process.on("uncaughtException", (error) => thrown(error));
const middlewares = Object.fromEntries(modes.map((mode) => [mode, wechat(configured(mode), (req, res) => req.answer(req.weixin))]));
function byWechat({ mode, query, body }) {
  return new Promise((resolve) => {
    const refuse = () => resolve(undefined);
    thrown = refuse;
    // Express reads `nonce[]=x` as a list called nonce.
    const parsed = "nonce[]" in query ? { ...query, nonce: [query["nonce[]"]] } : query;
    const request = Object.assign(Readable.from([body]), { method: "POST", query: parsed, headers: {}, answer: resolve });
    const response = { writeHead() {}, end: refuse, setHeader() {} };
    try {
      middlewares[mode](request, response, refuse);
    } catch {
      refuse();
    }
  });
}

/** Dotted path to the values under it, in order. */
function flat(message, prefix = "", into = {}) {
  for (const [name, value] of Object.entries(message ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one === "string") (into[prefix + name] ??= []).push(one);
      else flat(one, `${prefix}${name}.`, into);
    }
  }
  return into;
}

/** What both read but read differently: names of fields, or "type". */
function differing(own, peer, kind) {
  const theirs = flat(peer);
  const type = [theirs.MsgType?.[0], theirs.Event?.[0]].filter(Boolean).join(".");
  const found = [];
  if (own.type.toLowerCase() !== type.toLowerCase()) found.push("type"); // SCAN is seen as scan too
  if (own.from !== theirs.FromUserName?.[0]) found.push("FromUserName");
  if (own.to !== theirs.ToUserName?.[0]) found.push("ToUserName");
  if (!kind.event && own.id !== theirs.MsgId?.[0]) found.push("MsgId");
  for (const name of Object.keys(flat(kind.values))) {
    if (own.fields[name] && String(own.fields[name]) !== String(theirs[name] ?? "")) found.push(name);
  }
  return found;
}

const used = new Map(classes.map((row) => [row, new Set()]));
const faults = [];
function expectClass(reason, push, peer) {
  const row = classes.find(({ reason: reasons, of }) => [reasons].flat().includes(reason) && (of.includes(push.mutation) || (push.mutation === "none" || reason === "EventKey" || reason === "type") && of.includes(push.kind.name)));
  if (row) used.get(row).add(row.of.includes(push.mutation) ? push.mutation : push.kind.name);
  else faults.push(`${push.mode}, ${push.kind.name}, ${push.mutation}: differs from ${peer} in "${reason}", which no class explains`);
}

const all = pushes();
assert.ok(all.length >= 500, `${all.length} pushes`);
const verdicts = ours(all);
assert.equal(verdicts.length, all.length);
const counts = { accepted: 0, refused: 0, differences: 0 };
for (const [i, push] of all.entries()) {
  const own = verdicts[i];
  counts[own.refused ? "refused" : "accepted"] += 1;
  if (push.mutation === "none" && own.refused) faults.push(`${push.mode}, ${push.kind.name}: a good push is refused: ${own.refused}`);
  for (const [peer, read] of [["co-wechat", byCoWechat], ["wechat", byWechat]]) {
    const message = await read(push);
    if (message === undefined && !own.refused) faults.push(`${push.mode}, ${push.kind.name}, ${push.mutation}: accepted, but ${peer} refuses it`);
    if (message === undefined) continue;
    const reasons = own.refused ? [own.refused] : differing(own, message, push.kind);
    counts.differences += reasons.length;
    for (const reason of reasons) expectClass(reason, push, peer);
  }
}
for (const [row, seen] of used) {
  for (const name of row.of) if (!seen.has(name)) faults.push(`no difference is of the class "${row.why}" by ${name}: the row is dead`);
}
for (const { name } of mutations) if (!all.some((push) => push.mutation === name)) faults.push(`never tried: ${name}`);
if (faults.length > 0) {
  console.error([...new Set(faults)].join("\n"));
  process.exit(1);
}
console.log(`verdicts: ${all.length} pushes of ${kinds.length} kinds, ${counts.accepted} accepted, ${counts.refused} refused; ${counts.differences} differences from co-wechat and wechat in ${classes.length} classes, ours the stricter in each`);
process.exit(0);
