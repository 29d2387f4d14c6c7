// Verdicts of wechat/ against those of two npm middlewares, push by push: node verdicts.js <wechat-verdicts>
//
// A difference must belong to a row of classes.js, each of which says why ours is the stricter; ours accepting what a peer refuses never does.
// POLICE_TEST_SEED repeats a run.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { Readable } from "node:stream";

import { classes } from "./classes.js";
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
  return run.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
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
    if (own.fields[name] === undefined) continue; // of an event that is only acknowledged
    counts.fields += 1;
    if (String(own.fields[name]) !== String(theirs[name] ?? "")) found.push(name);
  }
  return found;
}

const counts = { accepted: 0, refused: 0, differences: 0, fields: 0 };
const used = new Map(classes.map((row) => [row, new Set()]));
const faults = [];
function expectClass(reason, push, peer) {
  const row = classes.find(
    ({ reason: reasons, of }) =>
      reasons.includes(reason) &&
      (of.includes(push.mutation) ||
        ((push.mutation === "none" || reason === "EventKey" || reason === "type") && of.includes(push.kind.name))),
  );
  if (row)
    used
      .get(row)
      .add(reason)
      .add(row.of.includes(push.mutation) ? push.mutation : push.kind.name);
  else faults.push(`${push.mode}, ${push.kind.name}, ${push.mutation}: differs from ${peer} in "${reason}", which no class explains`);
}

const all = pushes();
assert.ok(all.length >= 500, `${all.length} pushes`);
const verdicts = ours(all);
assert.equal(verdicts.length, all.length);
for (const [i, push] of all.entries()) {
  const own = verdicts[i];
  counts[own.refused ? "refused" : "accepted"] += 1;
  if (push.mutation === "none" && own.refused) faults.push(`${push.mode}, ${push.kind.name}: a good push is refused: ${own.refused}`);
  for (const [peer, read] of [
    ["co-wechat", byCoWechat],
    ["wechat", byWechat],
  ]) {
    const message = await read(push);
    if (message === undefined && !own.refused)
      faults.push(`${push.mode}, ${push.kind.name}, ${push.mutation}: accepted, but ${peer} refuses it`);
    if (message === undefined) continue;
    const reasons = own.refused ? [own.refused] : differing(own, message, push.kind);
    counts.differences += reasons.length;
    for (const reason of reasons) expectClass(reason, push, peer);
  }
}
assert.ok(counts.fields > 1000, `only ${counts.fields} fields were compared`);
for (const [row, seen] of used) {
  for (const name of [...row.reason, ...row.of])
    if (!seen.has(name)) faults.push(`no difference is of the class "${row.why}" by ${name}: the row is dead`);
}
for (const { name } of mutations) if (!all.some((push) => push.mutation === name)) faults.push(`never tried: ${name}`);
if (faults.length > 0) {
  console.error([...new Set(faults)].join("\n"));
  process.exit(1);
}
console.log(
  `verdicts: ${all.length} pushes of ${kinds.length} kinds, ${counts.accepted} accepted, ${counts.refused} refused, ${counts.fields} fields compared; ${counts.differences} differences from co-wechat and wechat in ${classes.length} classes, ours the stricter in each`,
);
process.exit(0);
