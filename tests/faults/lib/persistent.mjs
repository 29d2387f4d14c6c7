// A resident whose messages WeChat delivers as it does: the same bytes again when no answer came, three times at most. After that, and after
// an apology, the resident says it again.
import { sleep } from '../../e2e/lib/gateway.mjs';
import { options, Resident } from '../../e2e/lib/resident.mjs';
import { latencies, request } from '../../e2e/lib/wechat.mjs';
import { told } from './ledger.mjs';

const deliveries = 3;
const patience = 5000; // WeChat hangs up after this
const pause = 1200; // WeChat's is longer; what counts is that a dead process's lease of one second has run out

let citizens = 0;

export class Persistent extends Resident {
  /** `ports` gives, for each delivery of a push, where it goes. `late` says whether an answered push is delivered once more. */
  constructor({ gateway, ports, ledger, person, sms, late = () => false, sayings = 12 }) {
    super(() => gateway, person, sms);
    Object.assign(this, { ports, ledger, late, sayings, citizen: ++citizens, repeated: 0, unanswered: 0 });
  }

  async send(type, fields) {
    const { account } = this.via();
    for (let said = 0; said < this.sayings; ++said) {
      const push = account.push(account.message(this.openid, type, fields), { openid: this.openid });
      const reply = await this.push(push);
      this.said.push(`> ${JSON.stringify(fields)}\n${reply ?? '(no answer)'}`);
      if (reply) this.reply = reply;
      const undone = !reply || ['apology', 'busy'].includes(told(reply).outcome);
      if (!undone) return reply;
      ++this.repeated;
      await sleep(300 + 200 * said);
    }
    throw new Error(`no answer to ${JSON.stringify(fields)} however often it is said:\n${this.transcript()}`);
  }

  /** Delivers until an answer comes; null without one. */
  async push(push) {
    for (let delivery = 0; delivery < deliveries; ++delivery) {
      const reply = await this.deliver(push, delivery);
      if (reply !== null) {
        if (this.late(told(reply).outcome)) await this.deliver(push, delivery);
        return reply;
      }
      if (delivery + 1 < deliveries) await this.pause();
    }
    ++this.unanswered;
    return null;
  }

  /** Between two deliveries; one process alone keeps no lease beyond its death, and is started again instead. */
  pause() {
    return this.revived ? this.revived() : sleep(pause);
  }

  async deliver(push, delivery) {
    const headers = { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(push.body) };
    const sent = request(this.ports(delivery), 'POST', push.path, push.body, headers, patience);
    const answer = await sent.catch(() => null);
    if (answer === null || answer.status >= 500) return null;
    const reply = this.via().account.text(answer);
    this.ledger.write(this.citizen, push.nonce, answer.body, reply);
    latencies.push(answer.ms);
    return reply;
  }

  /** Looks at the list of one's own appointments and at the details of the first: its number, or nothing when there is none. */
  async look() {
    await this.say('我的预约');
    for (let steps = 0; steps < 15; ++steps) {
      const { outcome, number } = told(this.reply);
      if (outcome === 'shown') return number;
      const lines = options(this.reply);
      if (this.reply.includes('您没有未办理的预约')) return undefined;
      const next = lines.find(({ label }) => /^(同意并继续|查看详情)$/.test(label)) ?? lines.find(({ label }) => /\d+月\d+日/.test(label));
      // An answer that was lost may have led on to a review, which is left for nothing but a word.
      await this.say(next?.number ?? (this.reply.includes('请核对') ? '取消' : '我的预约'));
    }
    throw new Error(`the list of appointments is not found:\n${this.transcript(8)}`);
  }
}
