// In the inspector: what the account's server asked of WeChat, and what is made to go wrong with it.
import { make } from './chat.js';

const kept = 100;
const time = (ms) => new Date(ms).toLocaleTimeString('zh-CN', { hour12: false });
const post = (path, body) => fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** Puts one call at the top of `list`. */
export function addCall(list, call) {
  const good = call.errcode === 0 && call.status < 400;
  const row = make('details', good ? 'good' : 'bad', make('summary', '', make('b', '', good ? '✓' : '✗'),
    ` ${call.method} ${call.path} `, make('small', '', `${call.errcode || call.status} · ${call.ms.toFixed(1)} ms · ${time(call.at)}${call.fault ? ` · ${call.fault}` : ''}`)),
  make('pre', '', [call.query, call.request, call.response].filter(Boolean).join('\n')));
  list.prepend(row);
  while (list.childElementCount > kept) list.lastElementChild.remove();
}

/** Lets the form set faults. */
export function faultForm(form) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const { path, kind, times, ms } = form.elements;
    const response = await post('/api/faults', { path: path.value.trim(), kind: kind.value, times: Number(times.value), ms: Number(ms.value) });
    form.classList.toggle('on', Number(times.value) > 0 && response.ok);
  });
  form.querySelector('#snapshots').addEventListener('change', ({ target }) => post('/api/snapshots', { on: target.checked }));
}
