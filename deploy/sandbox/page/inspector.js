// Beside the phone: every push and reply as it went over the wire and as it reads decrypted, and WeChat's opinion of it.
import { make } from './chat.js';

// One element a line. Cut by hand: the browser's parser reports errors with inline styles, which the page's policy forbids.
function pretty(xml) {
  let depth = 0;
  let out = '';
  let before = '';
  for (const [token] of xml.matchAll(/<!\[CDATA\[[\s\S]*?\]\]>|<[^>]*>|[^<]+/g)) {
    const kind = token.startsWith('</') ? 'close' : /^<[^!?]/.test(token) && !token.endsWith('/>') ? 'open' : 'text';
    if (kind === 'close') depth = Math.max(0, depth - 1);
    if ((kind === 'open' && before) || (kind === 'close' && before === 'close')) out += `\n${'  '.repeat(depth)}`;
    if (kind === 'open') depth += 1;
    if (kind !== 'text' || token.trim()) out += token;
    if (kind !== 'text') before = kind;
  }
  return out;
}

const time = (ms) => new Date(ms).toLocaleTimeString('zh-CN', { hour12: false });

function summary({ type, text, event, key, recognition, label }) {
  if (type === 'event') return `${event} ${key ?? ''}`;
  return `${type} ${text ?? recognition ?? label ?? ''}`;
}

const mark = (exchange) => (!exchange.done ? '…' : exchange.verdict.ok ? '✓' : '✗');
const grade = (exchange) => (!exchange.done ? 'pending' : !exchange.verdict.ok ? 'bad' : exchange.verdict.notes.length ? 'remarked' : 'good');
const total = (exchange) => `${exchange.attempts.reduce((sum, attempt) => sum + attempt.ms, 0).toFixed(1)} ms`;

function block(title, text) {
  return make('section', '', make('h4', '', title), make('pre', '', text || '(empty)'));
}

function table(rows) {
  return make('table', '', ...rows.map((cells) => make('tr', '', ...cells.map((cell) => make('td', '', String(cell))))));
}

function signatures(exchange) {
  const query = new URL(exchange.url).searchParams;
  const sealed = exchange.attempts.some((attempt) => attempt.body.includes('<Encrypt>'));
  const reply = !sealed ? 'none (reply not encrypted)' : exchange.reply_xml ? 'MsgSignature correct, decrypted' : exchange.verdict.why;
  return table([
    ['push', `${exchange.request.sign} (${query.has('msg_signature') ? 'signature, msg_signature' : query.has('signature') ? 'signature' : 'none sent'})`],
    ['reply', exchange.done ? reply : '…'],
  ]);
}

export class Inspector {
  constructor(list, detail, resend) {
    this.list = list;
    this.detail = detail;
    this.resend = resend;
    this.exchanges = new Map();
    this.chosen = null;
    this.following = true; // the newest exchange is shown until one is chosen by hand
    this.filter = () => true;
  }

  clear() {
    this.exchanges.clear();
    this.list.replaceChildren();
    this.chosen = null;
    this.following = true;
  }

  add(exchange) {
    this.exchanges.set(exchange.id, exchange);
    let row = this.list.querySelector(`[data-id="${exchange.id}"]`);
    if (!row) {
      row = make('li', '');
      row.dataset.id = exchange.id;
      row.tabIndex = 0;
      row.addEventListener('click', () => { this.following = false; this.choose(exchange.id); });
      row.addEventListener('keydown', (event) => { if (event.key === 'Enter') row.click(); });
      this.list.prepend(row);
      if (this.following) this.chosen = exchange.id;
    }
    row.className = grade(exchange);
    row.hidden = !this.filter(exchange);
    row.replaceChildren(make('b', '', mark(exchange)), make('span', 'what', summary(exchange.request)),
      make('span', 'when', `#${exchange.id} ${time(exchange.at)} · ${total(exchange)}${exchange.attempts.length > 1 ? ` · ${exchange.attempts.length}×` : ''}`));
    if (this.chosen === exchange.id) this.choose(exchange.id);
  }

  refilter(filter) {
    this.filter = filter;
    for (const row of this.list.children) row.hidden = !filter(this.exchanges.get(Number(row.dataset.id)));
  }

  choose(id) {
    this.chosen = id;
    const exchange = this.exchanges.get(id);
    for (const row of this.list.children) row.setAttribute('aria-current', String(Number(row.dataset.id) === id));
    const [address, query] = exchange.url.split('?');
    const again = make('button', '', 'Resend');
    again.type = 'button';
    again.addEventListener('click', () => this.resend(id));
    const head = make('header', grade(exchange), make('b', '', mark(exchange)),
      make('span', '', exchange.done ? exchange.verdict.why : 'waiting for an answer'), again);
    const parts = [head, ...exchange.verdict.notes.map((note) => make('p', 'remark', note)), make('h4', '', `#${id} to ${address}`)];
    if (exchange.resend_of) parts.push(make('p', 'remark', `the same push as #${exchange.resend_of}`));
    parts.push(make('h4', '', 'Signatures'), signatures(exchange));
    parts.push(make('h4', '', 'Attempts'), table(exchange.attempts.map((attempt, n) =>
      [`${n + 1}`, `delivery ${attempt.delivery}`, attempt.status || attempt.error, `${attempt.ms.toFixed(1)} ms`, attempt.content_type])));
    parts.push(make('h4', '', 'Query'), table([...new URLSearchParams(query)]));
    parts.push(block('Message', pretty(exchange.sent_xml)), block('Body as sent', exchange.sent_body));
    parts.push(block('Reply', pretty(exchange.reply_xml)), block('Reply as received', exchange.attempts.at(-1)?.body));
    this.detail.replaceChildren(...parts);
  }
}
