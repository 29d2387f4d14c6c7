// What residents were told, one JSON line a reply: what the auditor holds the database to.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../../e2e/lib/gateway.mjs';

/** What a reply tells of records; the first that fits. Only `apology` and `busy` leave the message undone: the resident repeats it. */
const outcomes = [
  ['apology', /系统繁忙，刚才这一条没有处理成功/],
  ['busy', /^正在处理您的上一条消息/],
  ['booked', /预约成功/],
  ['cancelled', /预约已取消/],
  ['reported', /报案已提交/],
  ['agreed', /双方已确认，协议书已生成/],
  ['full', /约满|没有可选|没有可预约/],
  ['gone', /没有找到这个预约/],
  ['shown', /^身份证业务办理预约\n预约编号/],
  ['already', /已有未办理的预约|当天已有这项业务的预约/],
];
const number = /(?:预约|事故)编号：(\w{16})/;

export function told(reply) {
  return { outcome: outcomes.find(([, words]) => words.test(reply))?.[0] ?? 'other', number: number.exec(reply)?.[1] };
}

export class Ledger {
  constructor(name) {
    this.file = path.join(temporaryFolder('ledger'), `${name}.jsonl`);
    fs.writeFileSync(this.file, '');
    this.counts = {};
  }

  /** `bytes` is the whole answer as it came. */
  write(citizen, push, bytes, reply) {
    const line = { citizen, push, digest: crypto.createHash('sha256').update(bytes).digest('hex').slice(0, 32), ...told(reply) };
    this.append(line);
    return line;
  }

  /** What the resident found out without being told in one reply: `gone` when the list no longer has the booking. */
  append(line) {
    this.counts[line.outcome] = (this.counts[line.outcome] ?? 0) + 1;
    fs.appendFileSync(this.file, JSON.stringify(line) + '\n');
  }
}
