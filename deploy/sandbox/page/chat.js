// Draws one resident's conversation from exchanges and notices.
import { appendText } from './links.js';

export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

export function picture(src, className, alt = '') {
  const image = make('img', className);
  image.src = src;
  image.alt = alt;
  return image;
}

function said(request) {
  if (request.type === 'text') return make('div', 'bubble', request.text ?? '');
  if (request.type === 'image') {
    // Only what this sandbox keeps itself is fetched by the page.
    const own = /^sandbox-\w+$/.test(request.media_id ?? '') && request.pic_url ? `/media/${request.media_id}` : null;
    return own ? make('div', 'bubble bare', picture(own, 'photo', '图片')) : make('div', 'bubble', '[图片]');
  }
  if (request.type === 'voice') {
    const words = request.recognition ?? '';
    const bubble = make('div', 'bubble voice', make('span', '', `${Math.max(1, Math.ceil(words.length / 4))}″`), make('i', 'waves'));
    return words ? make('div', 'stack', bubble, make('div', 'recognised', words)) : bubble;
  }
  if (request.type === 'location') {
    const label = make('div', 'label', request.label || '位置', make('small', '', `${request.lat.toFixed(5)}, ${request.lng.toFixed(5)}`));
    return make('div', 'bubble bare place', label, make('div', 'map', make('i', 'pin')));
  }
  if (request.type === 'xml') return make('div', 'bubble', '[XML]');
  return make('div', 'bubble', `[${request.type}] ${request.text ?? ''}`);
}

const eventWords = { subscribe: '你已关注', unsubscribe: '你已取消关注', VIEW: '你打开了链接' };

function card(articles) {
  const box = make('div', 'bubble bare card');
  for (const article of articles) {
    const row = make('div', 'article', make('h3', '', article.title));
    if (/^https?:/.test(article.pic_url)) row.append(picture(article.pic_url, 'cover'));
    row.append(make('p', '', article.description));
    if (/^https?:/.test(article.url)) {
      const link = make('a', '', row);
      link.href = article.url;
      link.target = '_blank';
      link.rel = 'noopener noreferrer';
      box.append(link);
    } else {
      box.append(row);
    }
  }
  return box;
}

export function shown(bubble, onMenu) {
  if (bubble.from === 'system') return make('p', `note ${bubble.kind}`, bubble.text);
  let body;
  if (bubble.kind === 'text') {
    body = make('div', 'bubble');
    appendText(body, bubble.text, onMenu);
  } else if (bubble.kind === 'news') {
    body = card(bubble.articles);
  } else {
    const words = { image: '图片', voice: '语音', video: '视频', music: '音乐' };
    body = make('div', 'bubble', `[${words[bubble.kind] ?? bubble.kind}] ${bubble.text}`);
  }
  return make('div', 'message account', picture('shield.svg', 'avatar', '广州公安'), body);
}

const clock = (ms) => new Date(ms).toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false });

/** The conversation in `element`; each part has a key and a time, and keeps its place by time. */
export class Chat {
  constructor(element, onMenu) {
    this.element = element;
    this.onMenu = onMenu;
    this.clear();
    // The newest message stays in sight when the panel opens below it.
    new ResizeObserver(() => { element.scrollTop = element.scrollHeight; }).observe(element);
  }

  clear() {
    this.element.replaceChildren();
    this.parts = [];
  }

  add(exchange) {
    const { request } = exchange;
    if (request.type !== 'event') {
      const mine = make('div', 'message resident', said(request), picture('resident.svg', 'avatar', '我'));
      if (exchange.resend_of) mine.classList.add('resent');
      this.#put(`said-${exchange.id}`, exchange.at, [mine]);
    } else if (eventWords[request.event]) {
      this.#put(`said-${exchange.id}`, exchange.at, [make('p', 'note', eventWords[request.event])]);
    }
    if (exchange.done) this.#put(`shown-${exchange.id}`, exchange.done_at, exchange.shown.map((bubble) => shown(bubble, this.onMenu)));
  }

  notice(note) {
    this.#put(`note-${note.id}`, note.at, [shown({ from: 'account', kind: 'text', text: note.text }, this.onMenu)]);
  }

  /** `element` came by itself. */
  came(note, element) {
    this.#put(`note-${note.id}`, note.at, [element]);
  }

  #put(key, at, children) {
    if (this.parts.some((part) => part.key === key)) return;
    let place = this.parts.length;
    while (place > 0 && this.parts[place - 1].at > at) --place;
    const box = make('div', 'part', ...children);
    box.dataset.key = key;
    const before = this.parts[place - 1];
    // WeChat dates a message that comes more than five minutes after the last.
    if (children.length && (!before || at - before.at > 300_000)) box.prepend(make('p', 'note time', clock(at)));
    this.element.insertBefore(box, this.parts[place]?.box ?? null);
    this.parts.splice(place, 0, { key, at, box });
    this.element.scrollTop = this.element.scrollHeight;
  }
}
