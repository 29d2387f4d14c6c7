// A sandbox opposite a gateway that takes every push and says nothing, and its API as an account's server calls it.
import { account, field, gateway, resident, sandbox } from './lib.mjs';

export const followed = resident;
export const stranger = 'oSandboxResident0000000000003'; // known, follows nothing
export const nobody = 'oNobodyAtAll00000000000000001';

export const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
export const menu = { button: [{ type: 'click', name: '办事', key: 'home' },
  { name: '我的', sub_button: [{ type: 'view', name: '网页', url: 'http://127.0.0.1/a' }] }] };

export async function wechat(t, ...more) {
  const pushes = [];
  const waiting = [];
  const peer = await gateway((request, body, response) => {
    pushes.push(body);
    for (const one of [...waiting]) one();
    response.end('success');
  });
  const box = await sandbox('plain', peer.url, ...more);
  t.after(async () => { await box.close(); peer.close(); });
  const get = async (path, query = {}) => read(await fetch(`${box.url}${path}?${new URLSearchParams(query)}`, { redirect: 'manual' }));
  const post = async (path, body, query = {}) => read(await fetch(`${box.url}${path}?${new URLSearchParams(query)}`,
    { method: 'POST', body: typeof body === 'string' || body instanceof FormData ? body : JSON.stringify(body) }));
  const stable = (more = {}) => post('/cgi-bin/stable_token',
    { grant_type: 'client_credential', appid: account.appId, secret: account.appSecret, ...more });
  const { access_token } = await stable();
  const api = {
    box, pushes, get, post, stable, access_token,
    call: (path, body, query = {}) => (body === undefined ? get(path, { access_token, ...query }) : post(path, body, { access_token, ...query })),
    follow: (openid = followed) => box.send({ openid, type: 'event', event: 'subscribe' }),
    custom: (message, touser = followed) => api.call('/cgi-bin/message/custom/send', { touser, ...message }),
    text: (content = '好', touser = followed) => api.custom({ msgtype: 'text', text: { content } }, touser),
    upload(type, bytes, name = 'a.png') {
      const form = new FormData();
      if (bytes) form.append('media', new Blob([bytes]), name); else form.append('other', 'x');
      return api.call('/cgi-bin/media/upload', form, { type });
    },
    /** A picture for good, as covers of articles are; its media id. */
    async cover() {
      const form = new FormData();
      form.append('media', new Blob([png]), 'cover.png');
      return (await api.call('/cgi-bin/material/add_material', form, { type: 'image' })).media_id;
    },
    later: async (seconds) => { await box.json('/api/clock', { advance_s: seconds }); },
    /** The first push of this event, or the nth, come or still to come. */
    async pushed(event, nth = 1) {
      const found = () => pushes.filter((body) => field(body, 'Event') === event)[nth - 1];
      while (!found()) await new Promise((resolve) => { waiting.push(resolve); });
      return found();
    },
    async shown(openid = followed) {
      const log = (await box.json('/api/messages')).body;
      return log.filter((note) => note.openid === openid).map((note) => note.bubble);
    },
  };
  return api;
}

async function read(response) {
  const bytes = Buffer.from(await response.arrayBuffer());
  try { return JSON.parse(bytes.toString('utf8')); } catch { return { status: response.status, headers: response.headers, bytes }; }
}
