// What slides up over the phone: choices, the recognised words of a voice note, places, text messages.
import { make } from './chat.js';

const sheet = document.getElementById('sheet');
const shade = document.getElementById('shade');

export function closeSheet() {
  sheet.hidden = true;
  shade.hidden = true;
}
shade.addEventListener('click', closeSheet);
document.addEventListener('keydown', (event) => { if (event.key === 'Escape') closeSheet(); });

function openSheet(...children) {
  sheet.replaceChildren(...children);
  sheet.hidden = false;
  shade.hidden = false;
  sheet.querySelector('input, textarea, button')?.focus();
}

function row(label, onTap, className = '') {
  const button = make('button', `choice ${className}`, label);
  button.type = 'button';
  button.addEventListener('click', () => { closeSheet(); onTap(); });
  return button;
}

const cancel = () => row('取消', () => {}, 'cancel');

/** A list of [label, action, className]. */
export function choose(title, choices) {
  openSheet(make('h3', '', title), ...choices.map(([label, action, className]) => row(label, action, className)), cancel());
}

export function askVoice(send) {
  const words = make('textarea', 'weui-textarea');
  words.rows = 3;
  words.id = 'voice-words';
  words.placeholder = '这段语音识别出的文字';
  openSheet(make('h3', '', '发送语音'), words, row('发送', () => send(words.value.trim()), 'primary'), cancel());
}

const places = [
  ['广州市公安局', 23.12463, 113.26436, '广州市越秀区起义路200号'],
  ['北京路步行街', 23.12534, 113.26978, '广州市越秀区北京路'],
  ['天河体育中心', 23.13754, 113.32522, '广州市天河区天河路299号'],
  ['广州塔', 23.10646, 113.32447, '广州市海珠区阅江西路222号'],
  ['广州南站', 22.98812, 113.26955, '广州市番禺区石壁街道'],
  ['白云国际机场', 23.38786, 113.29734, '广州市白云区人和镇'],
];

function number(placeholder, id) {
  const input = make('input', 'weui-input');
  input.id = id;
  input.inputMode = 'decimal';
  input.placeholder = placeholder;
  return input;
}

export function askPlace(send) {
  const lat = number('纬度', 'lat');
  const lng = number('经度', 'lng');
  const free = () => {
    const [x, y] = [Number(lat.value), Number(lng.value)];
    if (lat.value && lng.value && Number.isFinite(x) && Number.isFinite(y)) send({ lat: x, lng: y, label: '' });
  };
  openSheet(make('h3', '', '发送位置'), ...places.map(([name, x, y, address]) => row(make('span', '', name, make('small', '', address)),
    () => send({ lat: x, lng: y, label: `${address}(${name})` }))), make('div', 'pair', lat, lng), row('发送这个经纬度', free, 'primary'), cancel());
}

export function showSms(messages) {
  const list = messages.slice(-30).reverse().map(({ mobile, text, at }) =>
    make('div', 'sms', make('small', '', `${mobile} · ${new Date(at).toLocaleTimeString('zh-CN', { hour12: false })}`), make('p', '', text)));
  openSheet(make('h3', '', '短信'), ...(list.length ? list : [make('p', 'hint', '还没有短信')]), cancel());
}
