// In the inspector: the police's duty desk, with what rang it.
import { make } from './chat.js';

const time = (ms) => new Date(ms).toLocaleTimeString('zh-CN', { hour12: false });
const post = (path, body) => fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const kinds = {
  self_harm: '轻生', violence: '暴力', missing_person: '走失', fire_gas: '火情、燃气', medical: '急病', traffic_injury: '交通伤亡',
  fraud_now: '正在被骗', crime_now: '正在发生的案件',
};

/** Puts an alarm at the top of `list`, or shows how it stands now. */
export function showAlarm(list, { alarm, rings, acknowledged, at }) {
  let row = list.querySelector(`[data-number="${alarm.number}"]`);
  if (!row) {
    row = make('article', 'alarm');
    row.dataset.number = alarm.number;
    list.prepend(row);
  }
  row.className = `alarm ${acknowledged ? 'good' : 'bad'}`;
  const button = make('button', '', 'Acknowledge');
  button.type = 'button';
  button.addEventListener('click', async () => {
    button.disabled = true;
    button.disabled = (await post('/api/duty/acknowledge', { number: alarm.number })).ok;
  });
  row.replaceChildren(
    make('header', '', make('b', '', `${kinds[alarm.kind] ?? alarm.kind} ${alarm.number}`),
      make('small', '', `rang ${rings}× · ${time(at)}${alarm.escalated ? ' · escalated' : ''}`),
      acknowledged ? make('span', '', 'acknowledged') : button),
    make('p', '', alarm.words ?? ''),
    make('small', '', [alarm.name, alarm.mobile, alarm.openid].filter(Boolean).join(' · ') || 'the sender is secret'));
}

/** Lets the box silence the desk. */
export function silence(box) {
  box.addEventListener('change', () => post('/api/duty/fault', { silent: box.checked }));
}
