// A resident with a telephone: says things, reads the numbered lines of a reply, answers questions by what they ask for.
import crypto from 'node:crypto';
import { deliver } from './wechat.mjs';

const line = /^(?:<a [^>]*>)?(\d+)\. (.*?)(?:<\/a>)?$/gm;

/** The numbered lines of a reply: [{number, label}]. */
export const options = (reply) => [...reply.matchAll(line)].map(([, number, label]) => ({ number, label }));

export class Resident {
  /** `via` gives the gateway for the next message: a function, so that one resident may meet several processes. */
  constructor(via, person = {}, sms) {
    Object.assign(this, { via, person, sms, openid: 'oE2E' + crypto.randomBytes(18).toString('base64url'), said: [], reply: '' });
  }

  async send(type, fields, gateway = this.via()) {
    const { account, port } = gateway;
    const push = account.push(account.message(this.openid, type, fields), { openid: this.openid });
    this.reply = account.text(await deliver(port, push));
    this.said.push(`> ${JSON.stringify(fields)}\n${this.reply}`);
    return this.reply;
  }

  say(text, gateway) {
    return this.send('text', { Content: text }, gateway);
  }

  /** Answers with the number of the line whose label holds the words. */
  async choose(words, gateway) {
    const wanted = options(this.reply).find((option) => option.label.includes(words));
    if (!wanted) throw new Error(`no line "${words}" in: ${this.reply}`);
    return this.say(wanted.number, gateway);
  }

  /** The last few exchanges, for a failure's message. */
  transcript(exchanges = 4) {
    return this.said.slice(-exchanges).join('\n---\n');
  }
}

/** Which field a reply asks for: the one whose question stands last in it. */
export function asked(reply, services) {
  let found = null,
    at = -1;
  for (const service of services) {
    for (const field of service.fields) {
      const end = reply.lastIndexOf(field.question);
      if (end >= 0 && (end > at || (end === at && field.question.length > found.question.length))) [found, at] = [field, end];
    }
  }
  return found;
}

let vehicles = 10_000;

/**
 * Answers question after question until nothing is asked any more, `until` holds, or 40 messages were said.
 * `answers` gives, by field key, a text, the words of a line, a function of the reply, or null to stop at that question; whatever is
 * not given takes the resident's own data (of the other party, data of somebody else), else the first line, else the service's own example.
 */
export async function carry(resident, services, answers = {}, { until = () => false } = {}) {
  const { person, sms } = resident;
  const own = { name: person.name, id_no: person.id_no, mobile: person.mobile, code: () => sms.code(person.mobile), place: '天河区' };
  ++vehicles; // a plate can be in one open report
  const ours = { ...own, plate: `粤A${vehicles}` };
  const others = { name: '陈大文', mobile: `188001${vehicles}`, plate: `粤B${vehicles}` };
  for (let said = 0; said < 40; ++said) {
    const { reply } = resident;
    if (until(reply)) return reply;
    const lines = options(reply);
    const engine = lines.find(({ label }) => label === '同意并继续' || label === '确认提交' || label.startsWith('放弃，改办'));
    if (engine) {
      await resident.say(engine.number);
      continue;
    }
    const field = asked(reply, services);
    if (!field) return reply;
    const facts = reply.includes(`对方：${field.question}`) ? others : ours;
    let answer = field.key in answers ? answers[field.key] : facts[field.key];
    if (typeof answer === 'function') answer = await answer(reply);
    if (answer === null) return reply;
    if (field.type === 'photo') {
      await resident.send('image', { PicUrl: 'http://mmbiz.qpic.cn/p', MediaId: crypto.randomBytes(24).toString('base64url') });
      continue;
    }
    const chosen =
      lines.find(({ label }) => answer !== undefined && label.includes(answer)) ?? (answer === undefined ? lines[0] : undefined);
    await resident.say(chosen?.number ?? answer ?? (field.optional ? '跳过' : field.example));
  }
  throw new Error(`a dialogue without end:\n${resident.transcript()}`);
}

/** From L0 to the name and ID number in one dialogue of its own. */
export async function bind(resident, services) {
  await resident.say('实名绑定');
  const reply = await carry(resident, services);
  if (!reply.includes('实名绑定成功')) throw new Error(`not bound:\n${resident.transcript()}`);
}
