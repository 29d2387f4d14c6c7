// What the account sends by itself: customer-service messages, template cards, messages to many.
import { make, picture, shown } from './chat.js';

const words = { voice: '语音', video: '视频', music: '音乐', mpvideo: '视频', mpnewsarticle: '图文', miniprogrampage: '小程序', wxcard: '卡券' };

function card(bubble) {
  const rows = bubble.rows.map(({ label, value }) => make('div', 'line', make('span', '', label), make('b', '', value)));
  const box = make('div', 'bubble bare notice-card', make('h3', '', bubble.title), ...rows);
  const target = bubble.page ? '进入小程序查看' : /^https?:/.test(bubble.url) ? '详情' : '';
  if (!target) return box;
  const link = make('a', 'more', target);
  if (!bubble.page) {
    link.href = bubble.url;
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  }
  box.append(link);
  return box;
}

function choices(bubble, onMenu) {
  const box = make('div', 'bubble choices');
  if (bubble.text) box.append(make('p', '', bubble.text));
  for (const { id, content } of bubble.choices) {
    const link = make('a', '', content);
    link.href = '#';
    link.dataset.menuId = id;
    link.addEventListener('click', (event) => { event.preventDefault(); onMenu(content, id); });
    box.append(link);
  }
  if (bubble.tail) box.append(make('p', '', bubble.tail));
  return box;
}

function body(bubble, onMenu) {
  if (bubble.kind === 'card') return card(bubble);
  if (bubble.kind === 'msgmenu') return choices(bubble, onMenu);
  if (bubble.kind === 'image') return make('div', 'bubble bare', picture(`/media/${bubble.media_id}`, 'photo', '图片'));
  return make('div', 'bubble', `[${words[bubble.kind] ?? bubble.kind}] ${bubble.text ?? ''}`);
}

/** One message of the account; `onMenu(content, id)` is called when a choice is tapped. */
export function message(bubble, onMenu) {
  if (bubble.kind === 'text' || bubble.kind === 'news') return shown({ from: 'account', text: '', articles: [], ...bubble }, onMenu);
  if (bubble.kind === 'mpnews') return shown({ from: 'account', ...bubble, kind: 'news' }, onMenu);
  return make('div', 'message account', picture('shield.svg', 'avatar', '广州公安'), body(bubble, onMenu));
}
