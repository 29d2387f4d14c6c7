// Instructions (callgrind) and system calls (strace) a message. Started by ./instructions.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { Gateway, source } from '../e2e/lib/gateway.mjs';
import * as products from './lib/product.mjs';
import * as talks from './lib/talks.mjs';

const measured = { embedded: 300, identified: 300, commit: 150 }; // messages
const conversations = {
  embedded: { talk: talks.directory, citizens: 4 },
  identified: { talk: talks.name, citizens: 4 },
  commit: { talk: talks.confirm, citizens: measured.commit + 10, change: talks.office('bench_profile', 100) },
};
const rows = process.argv.length > 2 ? process.argv.slice(2) : ['', 'redis-'].flatMap((pair) => Object.keys(conversations).map((row) => pair + row));
let databases = 0;
const results = path.join(source, 'build/bench');

const openid = (citizen) => `oBench${String(citizen).padStart(22, '0')}`;
/** {8} becomes the citizen's share of 1 to 8; {8/5} the same once every five. */
const spread = (say, citizen) =>
  say.replace(/\{(\d+)(?:\/(\d+))?\}/g, (_, most, every = '1') => String((Math.floor(citizen / Number(every)) % Number(most)) + 1));

/** Citizens who talk over one connection, one message at a time. */
class Crowd {
  constructor(gateway, talk, citizens) {
    Object.assign(this, { gateway, talk, citizens, agent: new http.Agent({ keepAlive: true, maxSockets: 1 }), next: 0 });
  }

  async say(citizen, step) {
    const [say, expected] = step.split('=>');
    const { account, port } = this.gateway;
    const push = account.push(account.message(openid(citizen), 'text', { Content: spread(say, citizen) }), { openid: openid(citizen) });
    const answer = await new Promise((resolve, reject) => {
      const headers = { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(push.body), 'User-Agent': 'Mozilla/4.0', Accept: '*/*' };
      const sent = http.request({ host: '127.0.0.1', port, method: 'POST', path: push.path, headers, agent: this.agent }, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () => resolve({ status: response.statusCode, body: Buffer.concat(parts) }));
      });
      sent.on('error', reject).end(push.body);
    });
    const text = account.text(answer);
    if (!expected.split('|').some((part) => text.includes(part))) throw new Error(`"${say}" was answered with "${text}"`);
  }

  async prepare() {
    for (let citizen = 0; citizen < this.citizens; ++citizen) for (const step of this.talk.setup ?? []) await this.say(citizen, step);
  }

  /** So many messages of the loop. */
  async talks(messages) {
    const { loop, once } = this.talk;
    for (let i = 0; i < messages; ++i, ++this.next) {
      const citizen = once ? this.next : Math.floor(this.next / loop.length) % this.citizens;
      await this.say(citizen, once ? loop[0] : loop[this.next % loop.length]);
    }
  }
}

async function start(product, change, wrap) {
  const gateway = new Gateway(await product.world.config('bench', change), product.world.folder, { wrap });
  await gateway.ready();
  return gateway;
}

/** Instructions a message; what a thread does by the clock, however long the messages take, is left out. */
async function instructions(row, product, { talk, citizens, change }, count) {
  const file = path.join(results, `callgrind.${row}`);
  for (const old of fs.readdirSync(results)) if (old.startsWith(`callgrind.${row}`)) fs.rmSync(path.join(results, old));
  const gateway = await start(product, change, ['valgrind', '-q', '--tool=callgrind', '--instr-atstart=no', `--callgrind-out-file=${file}`]);
  const control = (...args) => execFileSync('callgrind_control', [...args, String(gateway.child.pid)], { stdio: 'ignore' });
  const crowd = new Crowd(gateway, talk, citizens);
  await crowd.prepare();
  control('-i', 'on');
  await crowd.talks(10); // first uses
  control('-z');
  await crowd.talks(count);
  control('-d');
  gateway.signal('SIGKILL');
  await gateway.ended;
  const dump = `${file}.1`;
  const inclusive = spawnSync('callgrind_annotate', ['--inclusive=yes', '--threshold=99.9', dump], { encoding: 'utf8', maxBuffer: 1 << 28 }).stdout;
  const number = (text) => Number(text.replaceAll(',', ''));
  const of = (pattern) => number(new RegExp(`^\\s*([\\d,]+) .*${pattern}`, 'm').exec(inclusive)?.[1] ?? '0');
  return (of('PROGRAM TOTALS') - of(':gateway::Watcher::look')) / count;
}

/** System calls a message. */
async function calls(row, product, { talk, citizens, change }, count) {
  const gateway = await start(product, change, []);
  const crowd = new Crowd(gateway, talk, citizens);
  await crowd.prepare();
  await crowd.talks(10);
  const file = path.join(results, `strace.${row}`);
  const strace = spawn('strace', ['-f', '-c', '-U', 'calls,name', '-o', file, '-p', String(gateway.child.pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise((resolve) => strace.stderr.on('data', (text) => text.includes('attached') && resolve()));
  await crowd.talks(count);
  strace.kill('SIGINT');
  await new Promise((resolve) => strace.on('close', resolve));
  gateway.signal('SIGKILL');
  await gateway.ended;
  const seen = [...fs.readFileSync(file, 'utf8').matchAll(/^\s*(\d+)\s+(\w+)$/gm)].filter(([, , name]) => name !== 'total');
  // The configuration is looked at every second.
  const clock = new Set(['openat', 'close', 'newfstatat', 'fstat', 'getdents64']);
  const each = seen.filter(([, , name]) => !clock.has(name)).map(([, times, name]) => [name, Number(times) / count]);
  return { all: each.reduce((sum, [, times]) => sum + times, 0), each: each.filter(([, times]) => times >= 0.5) };
}

for (const row of rows) {
  const name = row.replace('redis-', '');
  const conversation = conversations[name];
  if (!conversation) throw new Error(`no row ${row}`);
  const made = async () => {
    const product = row === name ? await products.embedded() : await products.cluster(++databases);
    await product.populate(conversation.citizens);
    return product;
  };
  const cost = await instructions(row, await made(), conversation, measured[name]);
  const { all, each } = await calls(row, await made(), conversation, measured[name]);
  console.log(`${row}: ${Math.round(cost / 1000)} k instructions, ${all.toFixed(1)} system calls a message`);
  console.log(`  ${each.map(([call, times]) => `${call} ${times.toFixed(1)}`).join(', ')}`);
}
process.exit(0);
