import fs from 'node:fs';
import path from 'node:path';
import { edit, Gateway, readConfig, run } from '../lib/gateway.mjs';
import { people } from '../lib/people.mjs';
import { appSecret as secret, PhoneResident, seen, WeChat } from '../lib/phone.mjs';

export const title = 'operators with tokens of their own: the menu, and a notice to everybody';

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const warning = 'title: 台风红色预警\nto: all\n\n今晚八时起请勿外出。\n';

/** An installation with operators, whose API is the sandbox on `wechat.origin`. */
class Office {
  constructor(t, world, wechat) {
    Object.assign(this, { t, world, wechat });
  }
  async open() {
    const config = await this.world.config('broadcast', {
      gateway: (values) => {
        this.wechat.serves(values);
        values.database = 'sqlite:var/broadcast.db';
      },
    });
    this.config = config;
    const operators = [];
    for (const [id, role] of [['zhang', 'publisher'], ['li', 'publisher'], ['wang', 'keys']]) {
      const made = await run(['operators', 'new-token', this.token(id)]);
      operators.push({ id, name: '某人', unit: '指挥中心', roles: [role], token: made.out.trim() });
    }
    edit(path.join(config, 'operators.json'), (values) => (values.operators = operators));
    this.gateway = new Gateway(config, this.world.folder);
    await this.gateway.ready();
    await this.wechat.start(this.gateway);
  }
  token(id) {
    return path.join(this.config, `${id}.token`);
  }
  ask(...args) {
    return run([...args, '--config', this.config], { cwd: this.world.folder });
  }
  as(id) {
    return ['--as', id, '--token', this.token(id)];
  }
  second(id) {
    return ['--second', id, '--second-token', this.token(id)];
  }
  notice(name, text) {
    const file = path.join(this.config, name);
    fs.writeFileSync(file, text);
    return file;
  }
  /** As an officer does in the console. */
  async tag(name, resident) {
    const { app_id: appid } = readConfig(path.join(this.config, 'gateway.json')).wechat;
    const { access_token } = await this.wechat.post('/cgi-bin/stable_token', { grant_type: 'client_credential', appid, secret });
    const { tag } = await this.wechat.post(`/cgi-bin/tags/create?access_token=${access_token}`, { tag: { name } });
    const bearers = { openid_list: [resident.openid], tagid: tag.id };
    await this.wechat.post(`/cgi-bin/tags/members/batchtagging?access_token=${access_token}`, bearers);
  }
  async refused(what, why, ...args) {
    const { code, out, err } = await this.ask(...args);
    this.t.check(what, code === 1 && err.includes(why), out + err);
  }
  async done(what, said, ...args) {
    const { code, out, err } = await this.ask(...args);
    this.t.check(what, code === 0 && out.includes(said), out + err);
    return out;
  }
}

async function menu(office) {
  await office.refused('menu push without --as is refused', 'say who you are: --as ID --token FILE', 'menu', 'push');
  await office.refused('menu push by whoever has another role is refused', 'wang lacks the role publisher', 'menu', 'push', ...office.as('wang'));
  await office.refused("menu push under another's name is refused", 'is not that of li', 'menu', 'push', '--as', 'li', '--token', office.token('zhang'));
  await office.done('menu push --as a publisher', 'pushed', 'menu', 'push', ...office.as('zhang'));
  office.t.check('and telephones show it', JSON.stringify(await office.wechat.get('/api/menu')).includes('户政业务'));
}

const officers = { type: 'click', name: '民警通道', key: 'officers', services: ['my_appointments'], tag: '民警' };

async function menuOfATag(office, residents) {
  const { t, wechat } = office;
  const file = path.join(office.config, 'menu.json');
  edit(file, (values) => values.button[2].sub_button.push(officers));
  await office.refused('a tag that WeChat does not have stops the push', 'names the tag "民警", and WeChat has none', 'menu', 'push', ...office.as('zhang'));
  await office.tag('民警', residents[0]);
  const pushed = await office.done('a line for a tag is pushed', '警民互动 / 民警通道: click officers', 'menu', 'push', ...office.as('zhang'));
  t.check('its menu has the lines of all as well', /tag \d+: 办事大厅 \/ 户政业务/.test(pushed), pushed);
  const sees = async (resident) => (await office.ask('menu', 'try', resident.openid)).out;
  const [theirs, others] = [await sees(residents[0]), await sees(residents[1])];
  t.check('who has the tag sees it, and nobody else', theirs.includes('民警通道') && others.includes('户政业务') && !others.includes('民警通道'), theirs + others);
  await office.done('then nothing differs', 'WeChat shows this menu already', 'menu', 'diff');
  await office.done('pushed again', 'pushed', 'menu', 'push', ...office.as('li'));
  const added = (await wechat.get('/api/calls')).filter((call) => call.path.endsWith('/addconditional'));
  t.check('what stands there already is not added again', added.length === 1, added.length);
  edit(file, (values) => values.button[2].sub_button.pop());
  await office.done('without the line its menu goes', 'pushed', 'menu', 'push', ...office.as('li'));
  t.check('for who has the tag, too', !(await sees(residents[0])).includes('民警通道'));
}

async function text(office, residents) {
  const { t, wechat } = office;
  const [editor, ...others] = residents;
  const file = office.notice('warning.txt', warning);
  const broken = await office.ask('broadcast', 'check', office.notice('broken.txt', warning.replace('all', 'everybody')));
  t.check('check names a mistake as file:line:column', broken.code === 1 && /broken\.txt:2:5: expected all/.test(broken.out), broken.out + broken.err);
  const both = [...office.as('zhang'), ...office.second('li')];
  await office.refused('what nobody looked at is not released', 'nobody has looked at this notice', 'broadcast', 'release', file, ...both);
  await office.refused('a preview takes an operator', 'say who you are', 'broadcast', 'preview', file, '--to-wxname', 'editor');
  await office.done('preview', 'on that telephone now', 'broadcast', 'preview', file, '--to-wxname', 'editor', ...office.as('zhang'));
  const has = async (resident) => (await wechat.messages(resident.openid)).filter((bubble) => bubble.text === '今晚八时起请勿外出。').length;
  t.check('the editor sees it, and nobody else', (await has(editor)) === 1 && (await has(others[0])) === 0);

  await office.refused('one operator is not two', 'this takes two operators', 'broadcast', 'release', file, ...office.as('zhang'));
  await office.refused('nor is one person twice', 'zhang is one person', 'broadcast', 'release', file, ...office.as('zhang'), ...office.second('zhang'));
  await office.refused('nor somebody of another role', 'wang lacks the role publisher', 'broadcast', 'release', file, ...office.as('zhang'), ...office.second('wang'));
  office.notice('warning.txt', warning.replace('八时', '九时'));
  await office.refused('a changed file is not released', 'exactly these bytes', 'broadcast', 'release', file, ...both);
  office.notice('warning.txt', warning);
  const released = await office.done('release by two says how many sends are left', '0 of this month\'s 4 sends are used, 4 left', 'broadcast', 'release', file, ...both);
  const id = /broadcast status (\w+)/.exec(released)?.[1];
  const arrived = await seen(async () => (await Promise.all(others.map(has))).every((count) => count === 1));
  t.check('it is on every telephone, once', arrived, async () => JSON.stringify(await wechat.get('/api/messages')));
  const ended = await seen(async () => {
    const { out } = await office.ask('broadcast', 'status', id);
    return out.includes('finished') && out;
  });
  t.check('MASSSENDJOBFINISH is noted: who released it, how many have it', ended && ended.includes('by zhang+li') && ended.includes(`sent (send success): ${residents.length} of ${residents.length} followers have it`), ended);
  await office.refused('once released it is not released again', 'was released already and is finished', 'broadcast', 'release', file, ...both);
  await office.refused('a text cannot be taken back', 'a text cannot be taken back', 'broadcast', 'withdraw', id, ...office.as('li'));
}

async function article(office, residents) {
  const { t, wechat } = office;
  fs.writeFileSync(path.join(office.config, 'cover.png'), Buffer.from(png, 'base64'));
  const file = office.notice('article.txt', 'title: 安全提示\nto: tag 天河\ncover: cover.png\n\n<p>注意防范电信诈骗</p>\n');
  await office.tag('天河', residents[1]);
  await office.done('an article is looked at', 'an article, to followers with the tag 天河', 'broadcast', 'preview', file, '--to-openid', residents[0].openid, ...office.as('li'));
  const has = async (resident) => (await wechat.messages(resident.openid)).some(({ articles }) => articles?.[0].title === '安全提示');
  await wechat.post('/api/faults', { path: '/cgi-bin/message/mass/sendall', kind: 'reset' });
  const both = [...office.as('li'), ...office.second('zhang')];
  await office.refused('a release that WeChat does not answer says what to do', 'wait a minute and run the same command again', 'broadcast', 'release', file, ...both);
  const out = await office.done('the same again sends it', 'WeChat took it as message', 'broadcast', 'release', file, ...both);
  t.check('it is on the telephones of the tag alone', (await seen(() => has(residents[1]))) && !(await has(residents[2])));
  const id = /broadcast status (\w+)/.exec(out)?.[1];
  await seen(async () => (await office.ask('broadcast', 'status', id)).out.includes('finished'));
  await office.done('an article can be taken back', 'withdrawn', 'broadcast', 'withdraw', id, ...office.as('li'));
}

async function moderated(office) {
  const { t, wechat } = office;
  const file = office.notice('bad.txt', 'title: 通告\nto: all\n\n内容不妥\n');
  await office.done('another is looked at', 'on that telephone now', 'broadcast', 'preview', file, '--to-wxname', 'editor', ...office.as('zhang'));
  await wechat.post('/api/faults', { path: '/cgi-bin/message/mass/sendall', kind: 'moderated' });
  const out = await office.done('and taken by WeChat', 'WeChat took it', 'broadcast', 'release', file, ...office.as('zhang'), ...office.second('li'));
  const id = /broadcast status (\w+)/.exec(out)?.[1];
  const status = await seen(async () => (await office.ask('broadcast', 'status', id)).out.match(/.*refused: political content \(err\(20001\)\).*/)?.[0]);
  t.check('what moderation stops is refused, and said in English', status, status);
}

export async function scenario(t) {
  await t.part('menu and notices by operators', async () => {
    const office = new Office(t, t.embedded(), await WeChat.onFreePort());
    await office.open();
    try {
      const residents = people(3).map((person) => new PhoneResident(office.wechat, person, t.sms));
      for (const resident of residents) await resident.event('subscribe');
      await office.wechat.post('/api/resident', { openid: residents[0].openid, wx_name: 'editor' });
      await menu(office);
      await menuOfATag(office, residents);
      await text(office, residents);
      await article(office, residents);
      await moderated(office);
      const list = await office.ask('broadcast', 'status');
      t.check('status lists them all', ['finished', 'withdrawn', 'refused'].every((stage) => list.out.includes(stage)), list.out + list.err);
      const counted = await seen(async () => (await office.gateway.metrics()).includes('broadcasts{state="refused"} 1'), 30_000);
      t.check('and the metric counts them by state', counted);
      const verified = await office.ask('audit', 'verify');
      t.check('audit verify: whole, every act signed by who did it', verified.code === 0 && verified.out.startsWith('whole: '), verified.out + verified.err);
      const acts = await office.ask('audit', 'list');
      t.check('the failed release stands there as well', acts.out.includes('li+zhang  broadcast release: failed'), acts.out);
    } finally {
      await office.wechat.stop();
      await office.gateway.stop();
    }
  });
}
