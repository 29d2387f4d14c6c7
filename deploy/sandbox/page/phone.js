// The resident's phone: what is tapped becomes a push; what comes back is drawn.
import { Chat } from './chat.js';
import { addCall, faultForm } from './calls.js';
import { Inspector } from './inspector.js';
import { showAlarm, silence } from './desk.js';
import { drawMenu } from './menu.js';
import { message } from './message.js';
import { askPlace, askVoice, choose, closeSheet, showSms } from './sheets.js';

const $ = (id) => document.getElementById(id);
const post = (path, body) => fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const fixed = ['oSandboxResident0000000000001', 'oSandboxResident0000000000002', 'oSandboxResident0000000000003'];
const stored = (key, otherwise) => { try { return JSON.parse(localStorage.getItem(key)) ?? otherwise; } catch { return otherwise; } };
const store = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* private window */ } };

let residents = [...new Set([...fixed, ...stored('residents', [])])];
let openid = new URLSearchParams(location.search).get('openid') ?? stored('resident', fixed[0]);
let exchanges = new Map();
let notices = [];
let texts = [];
let messages = [];
let typing = new Map(); // openid: the account is typing
let boot = null;
let live = false; // false while the past is being replayed

const tapItem = (content, id) => send({ type: 'text', text: content, bizmsgmenuid: id });
const chat = new Chat($('chat'), tapItem);
const inspector = new Inspector($('exchanges'), $('exchange'), (id) => post(`/api/resend/${id}`, {}));

const faults = () => ({ sign: $('sign').value, repeat: Number($('repeat').value) || 1 });

async function send(request) {
  const response = await post('/api/send', { openid, ...request, ...faults() });
  if (!response.ok) choose(`发送失败：${(await response.json()).error}`, []);
}
const push = (event, key = '', more = {}) => send({ type: 'event', event, key, ...more });

// Who follows: the last follow or unfollow decides; who has written without either must be following.
function following() {
  let follows = false;
  for (const { request } of mine()) follows = request.event !== 'unsubscribe';
  return follows;
}
const mine = () => [...exchanges.values()].filter((exchange) => exchange.openid === openid).sort((a, b) => a.id - b.id);

function drawState() {
  const pending = mine().filter((exchange) => !exchange.done).length;
  document.body.dataset.pending = pending;
  $('typing').hidden = pending === 0 && !typing.get(openid);
  const follows = following();
  $('profile').hidden = follows;
  $('input').hidden = !follows;
  $('chat').hidden = !follows;
}

function drawAll() {
  chat.clear();
  for (const exchange of mine()) chat.add(exchange);
  for (const note of notices) if (!note.openid || note.openid === openid) chat.notice(note);
  for (const note of messages) if (note.openid === openid) chat.came(note, message(note.bubble, tapItem));
  inspector.refilter((exchange) => !$('only').checked || exchange.openid === openid);
  document.body.dataset.resident = openid;
  drawState();
}

function become(who) {
  openid = who;
  if (!residents.includes(who)) residents.push(who);
  store('residents', residents.filter((one) => !fixed.includes(one)).slice(-20));
  store('resident', who);
  // Pages of the account learn from it who opened them, as they would inside WeChat.
  document.cookie = `resident=${who}; path=/; SameSite=Lax`;
  drawAll();
  return loadMenu();
}

// What this resident's phone shows: the account may have changed it.
async function loadMenu() {
  const menu = await (await fetch(`/api/menu?openid=${encodeURIComponent(openid)}`)).json();
  hasMenu = drawMenu($('menu-buttons'), menu, tapMenu);
  $('to-menu').hidden = !hasMenu;
  showKeyboard(!hasMenu);
}

let bannerTimer = 0;
function banner({ mobile, text }) {
  const element = $('sms-banner');
  element.querySelector('.sms-mobile').textContent = mobile;
  element.querySelector('.sms-text').textContent = text;
  element.hidden = false;
  clearTimeout(bannerTimer);
  bannerTimer = setTimeout(() => { element.hidden = true; }, 8000);
}
$('sms-banner').addEventListener('click', () => { $('sms-banner').hidden = true; });

function take(item) {
  if (item === null) { live = true; return; }
  if (item.kind === 'exchange') {
    exchanges.set(item.id, item);
    inspector.add(item);
    if (item.openid === openid) chat.add(item);
    drawState();
  } else if (item.kind === 'notice') {
    notices.push(item);
    if (!item.openid || item.openid === openid) chat.notice(item);
  } else if (item.kind === 'message') {
    messages.push(item);
    typing.delete(item.openid);
    if (item.openid === openid) chat.came(item, message(item.bubble, tapItem));
    drawState();
  } else if (item.kind === 'typing') {
    if (live) typing.set(item.openid, item.on);
    drawState();
  } else if (item.kind === 'menu') {
    if (live) loadMenu();
  } else if (item.kind === 'call') {
    addCall($('calls'), item);
  } else if (item.kind === 'alarm') {
    showAlarm($('alarms'), item);
    $('duty').open = true;
  } else if (item.kind === 'sms') {
    texts.push(item);
    if (live || Date.now() - item.at < 8000) banner(item);
  }
}

const events = new EventSource('/api/events');
events.addEventListener('hello', ({ data }) => {
  if (boot !== null && boot !== data) {
    exchanges = new Map();
    notices = [];
    texts = [];
    messages = [];
    typing = new Map();
    $('calls').replaceChildren();
    $('alarms').replaceChildren();
    inspector.clear();
    loadMenu();
    drawAll();
  }
  boot = data;
});
events.addEventListener('message', ({ data }) => take(JSON.parse(data)));

// --- the input bar ---
const text = $('text');
let hasMenu = false;

function showKeyboard(keyboard) {
  $('typing-row').hidden = !keyboard;
  $('menu-row').hidden = keyboard;
  $('panel').hidden = true;
}
function grow() {
  text.rows = Math.min(4, text.value.split('\n').length);
  const empty = text.value.trim() === '';
  $('send').hidden = empty;
  $('plus').hidden = !empty;
}
function submit() {
  const words = text.value.trim();
  if (!words) return;
  text.value = '';
  grow();
  send({ type: 'text', text: words });
}
text.addEventListener('input', grow);
text.addEventListener('focus', () => { $('panel').hidden = true; });
text.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});
$('typing-row').addEventListener('submit', (event) => { event.preventDefault(); submit(); });
$('to-keyboard').addEventListener('click', () => { showKeyboard(true); text.focus(); });
$('to-menu').addEventListener('click', () => showKeyboard(false));
$('plus').addEventListener('click', () => {
  $('panel').hidden = !$('panel').hidden;
  $('plus').setAttribute('aria-expanded', String(!$('panel').hidden));
});

const sendVoice = () => askVoice((words) => send({ type: 'voice', recognition: words }));
$('to-voice').addEventListener('click', sendVoice);
const panel = {
  image: () => $('picture').click(),
  voice: sendVoice,
  place: () => askPlace((place) => send({ type: 'location', ...place })),
  sms: () => showSms(texts),
};
$('panel').addEventListener('click', (event) => {
  const action = panel[event.target.closest('button')?.dataset.panel];
  if (!action) return;
  $('panel').hidden = true;
  action();
});
$('picture').addEventListener('change', async () => {
  const [file] = $('picture').files;
  $('picture').value = '';
  if (!file) return;
  const response = await fetch('/api/media', { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: file });
  if (!response.ok) return choose('只能发送 10 MB 以内的图片', []);
  send({ type: 'image', ...await response.json() });
});

function tapMenu(button) {
  if (button.type === 'view') {
    if (/^https?:\/\//.test(button.url)) window.open(button.url, '_blank', 'noopener,noreferrer');
    push('VIEW', button.url);
  } else {
    const event = { click: 'CLICK', miniprogram: 'view_miniprogram' }[button.type ?? 'click'] ?? button.type ?? 'CLICK';
    push(event, button.key ?? button.pagepath ?? '');
  }
}

// --- who is holding the phone ---
$('follow').addEventListener('click', () => push('subscribe'));
$('more').addEventListener('click', () => {
  const label = (who) => `${who === openid ? '✓ ' : ''}居民 ${who.replace(/^oSandboxResident0*/, '')}`;
  choose('手机', [
    ...residents.map((who) => [label(who), () => become(who)]),
    ['新居民', () => become(`oSandboxNew${[...crypto.getRandomValues(new Uint8Array(9))].map((b) => b.toString(36).padStart(2, '0')).join('').slice(0, 17)}`)],
    ['订阅通知', askSubscription],
    ['扫一扫', scan],
    following() ? ['取消关注', () => push('unsubscribe'), 'warn'] : ['关注', () => push('subscribe')],
  ]);
});

const listed = async (path) => (await fetch(path)).json();
function answerSubscription(id, answer) {
  push('subscribe_msg_popup_event', '', { fields: `<SubscribeMsgPopupEvent><List><TemplateId>${id}</TemplateId><SubscribeStatusString>${answer}`
    + '</SubscribeStatusString><PopupScene>1</PopupScene></List></SubscribeMsgPopupEvent>' });
}
async function askSubscription() {
  const templates = (await listed('/api/templates')).filter(({ kind }) => kind === 'subscribe');
  choose('申请向你发送以下消息', templates.flatMap(({ template_id: id, title, long_term: always }) => [
    [`允许：${title}（${always ? '长期' : '一次'}）`, () => answerSubscription(id, 'accept'), 'primary'],
    [`拒绝：${title}`, () => answerSubscription(id, 'reject'), 'warn']]));
}
async function scan() {
  const codes = await listed('/api/codes');
  choose(codes.length ? '扫一扫：账号的二维码' : '账号还没有生成过二维码', codes.map(({ scene, ticket }) => [scene, () => send({ type: 'event', event: 'SCAN', scene: ticket })]));
}

// --- the inspector's switches ---
$('trigger').addEventListener('click', () => push($('event').value, $('event-key').value));
$('send-xml').addEventListener('click', () => send({ type: 'xml', xml: $('xml').value }));
$('only').addEventListener('change', drawAll);
$('faults').addEventListener('submit', (event) => event.preventDefault());
$('faults').addEventListener('input', () => $('faults').classList.toggle('on', $('sign').value !== 'good' || Number($('repeat').value) !== 1));
$('to-inspector').addEventListener('click', () => document.body.classList.add('inspecting'));
$('to-phone').addEventListener('click', () => document.body.classList.remove('inspecting'));

const [account, kinds] = await Promise.all(['/api/account', '/api/event-kinds'].map(async (path) => (await fetch(path)).json()));
$('title').textContent = account.name;
$('profile-name').textContent = account.name;
$('profile-id').textContent = account.original_id;
$('account-line').textContent = `${account.mode} → ${account.gateway}`;
for (const kind of kinds) $('event').append(new Option(kind));
$('xml').value = `<xml><ToUserName><![CDATA[${account.original_id}]]></ToUserName><FromUserName><![CDATA[${openid}]]></FromUserName>`
  + '<CreateTime>0</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[你好]]></Content><MsgId>1</MsgId></xml>';
faultForm($('api-faults'));
silence($('desk-silent'));
closeSheet();
await become(openid);
document.body.dataset.ready = 'true';
