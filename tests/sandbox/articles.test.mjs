// Articles: drafts as strict as WeChat's, publishing, and a message to many with one.
import assert from 'node:assert/strict';
import test from 'node:test';
import { field } from './lib.mjs';
import { nobody, png, stranger, wechat } from './wechat.mjs';

const article = { title: '台风红色预警', author: '广州公安', content: '<p>今晚<b>停止</b>户外活动</p>' };
const longest = { title: '题'.repeat(32), author: '名'.repeat(16), digest: '摘'.repeat(128), content: '字'.repeat(19_999) };

/** With a cover, and calls by short names. */
async function editor(t) {
  const w = await wechat(t);
  const thumb_media_id = await w.cover();
  const draft = (more = {}) => w.call('/cgi-bin/draft/add', { articles: [{ ...article, thumb_media_id, ...more }] });
  return Object.assign(w, {
    thumb_media_id, draft,
    box_of: () => w.call('/cgi-bin/draft/count').then(({ total_count }) => total_count),
    submit: (media_id) => w.call('/cgi-bin/freepublish/submit', { media_id }),
    all: (msgtype, content, more = {}) => w.call('/cgi-bin/message/mass/sendall', { filter: { is_to_all: true }, msgtype, [msgtype]: content, ...more }),
  });
}

test('a draft is added, read, changed, listed and deleted', async (t) => {
  const w = await editor(t);
  const { media_id } = await w.draft({ content: '<p>甲</p><script>alert(1)</script><img src="http://elsewhere/x.png"><img src="https://mmbiz.qpic.cn/y">' });
  const [kept] = (await w.call('/cgi-bin/draft/get', { media_id })).news_item;
  assert.equal(kept.content, '<p>甲</p><img src="https://mmbiz.qpic.cn/y">');
  assert.equal(kept.digest, '甲');
  assert.equal((await w.call('/cgi-bin/draft/update', { media_id, index: 0, articles: { ...article, ...longest, thumb_media_id: w.thumb_media_id } })).errcode, 0);
  assert.equal((await w.call('/cgi-bin/draft/get', { media_id })).news_item[0].title, longest.title);
  await w.draft();
  const page = await w.call('/cgi-bin/draft/batchget', { offset: 1, count: 20 });
  assert.deepEqual([page.total_count, page.item_count, page.item.length], [2, 1, 1]);
  assert.equal(await w.box_of(), 2);
  assert.equal((await w.call('/cgi-bin/draft/delete', { media_id })).errcode, 0);
  assert.equal((await w.call('/cgi-bin/draft/get', { media_id })).errcode, 40007);
  assert.equal(await w.box_of(), 1);
});

test('a published draft leaves the box, gets an address, and the result is pushed', async (t) => {
  const w = await editor(t);
  const { media_id } = await w.draft();
  const { publish_id } = await w.submit(media_id);
  const push = await w.pushed('PUBLISHJOBFINISH');
  assert.deepEqual([field(push, 'publish_id'), field(push, 'publish_status')], [publish_id, '0']);
  assert.equal(await w.box_of(), 0);
  assert.equal((await w.submit(media_id)).errcode, 40007);
  const job = await w.call('/cgi-bin/freepublish/get', { publish_id });
  assert.deepEqual([job.publish_status, job.article_detail.count, job.fail_idx], [0, 1, []]);
  const { article_id } = job;
  assert.equal((await w.call('/cgi-bin/freepublish/getarticle', { article_id })).news_item[0].title, article.title);
  assert.equal((await w.call('/cgi-bin/freepublish/batchget', { offset: 0, count: 1 })).item[0].article_id, article_id);
  assert.equal((await w.call('/cgi-bin/freepublish/delete', { article_id, index: 0 })).errcode, 0);
  assert.equal((await w.call('/cgi-bin/freepublish/getarticle', { article_id })).errcode, 53600);
  assert.equal((await w.call('/cgi-bin/freepublish/get', { publish_id })).publish_status, 5);
});

test('what the audit does not pass stays a draft', async (t) => {
  const w = await editor(t);
  const { media_id } = await w.draft();
  await w.box.json('/api/faults', { path: '/cgi-bin/freepublish/submit', kind: 'moderated' });
  const { publish_id } = await w.submit(media_id);
  assert.equal(field(await w.pushed('PUBLISHJOBFINISH'), 'publish_status'), '4');
  assert.deepEqual((await w.call('/cgi-bin/freepublish/get', { publish_id })).fail_idx, [1]);
  assert.equal(await w.box_of(), 1);
});

test('an article to many: previewed by name, on every phone, and withdrawn', async (t) => {
  const w = await editor(t);
  await w.follow();
  const { media_id } = await w.draft();
  const preview = (to) => w.call('/cgi-bin/message/mass/preview', { ...to, msgtype: 'mpnews', mpnews: { media_id } });
  assert.equal((await preview({ towxname: 'resident_1' })).errcode, 0);
  assert.equal((await preview({ towxname: 'who' })).errcode, 40132);
  assert.equal((await preview({ touser: stranger })).errcode, 43004);
  assert.equal((await preview({ touser: nobody })).errcode, 40003);
  const { msg_id, msg_data_id } = await w.all('mpnews', { media_id }, { clientmsgid: 'c' });
  assert.ok(msg_data_id);
  const [first, second] = await w.shown();
  assert.deepEqual([first.kind, first.articles[0].title, second], ['mpnews', article.title, first]);
  assert.equal(first.articles[0].description, '今晚停止户外活动');
  assert.equal(await w.box_of(), 0);
  // Asked again, WeChat says first that it was sent: the draft is gone.
  const again = await w.all('mpnews', { media_id }, { clientmsgid: 'c' });
  assert.deepEqual([again.errcode, again.errmsg.includes(String(msg_id))], [45065, true]);
  await w.later(86400);
  const access_token = (await w.stable()).access_token;
  const late = await w.post('/cgi-bin/message/mass/delete', { msg_id, article_idx: 1 }, { access_token });
  assert.equal(late.errcode, 0);
  assert.equal((await w.post('/cgi-bin/message/mass/get', { msg_id }, { access_token })).msg_status, 'DELETE');
});

test('a follower receives four a month; the fifth reaches nobody', async (t) => {
  const w = await editor(t);
  await w.follow();
  const ids = [];
  for (let n = 0; n < 5; ++n) ids.push((await w.all('text', { content: `通告${n}` })).msg_id);
  await w.pushed('MASSSENDJOBFINISH', 5);
  const counts = (push) => ['TotalCount', 'FilterCount', 'SentCount', 'ErrorCount'].map((name) => Number(field(push, name)));
  const by = (id) => w.pushes.find((push) => field(push, 'MsgID') === String(id));
  assert.deepEqual(counts(by(ids[3])), [1, 1, 1, 0]);
  assert.deepEqual(counts(by(ids[4])), [1, 0, 0, 0]);
  assert.equal((await w.shown()).length, 4);
});

test('what moderation stops is accepted, and shown to nobody', async (t) => {
  const w = await editor(t);
  await w.follow();
  const { media_id } = await w.draft();
  await w.box.json('/api/faults', { path: '/cgi-bin/message/mass/sendall', kind: 'moderated' });
  const { msg_id } = await w.all('mpnews', { media_id });
  const push = await w.pushed('MASSSENDJOBFINISH');
  assert.deepEqual([field(push, 'Status'), field(push, 'SentCount')], ['err(20001)', '0']);
  assert.equal((await w.call('/cgi-bin/message/mass/get', { msg_id })).msg_status, 'SEND_FAIL');
  assert.deepEqual(await w.shown(), []);
  assert.equal(await w.box_of(), 1);
});

const refusals = [
  ['44003 no articles', 44003, (w) => w.call('/cgi-bin/draft/add', { articles: [] })],
  ['45008 nine articles', 45008, (w) => w.call('/cgi-bin/draft/add', { articles: Array(9).fill({ ...article, thumb_media_id: w.thumb_media_id }) })],
  ['45003 no title', 45003, (w) => w.draft({ title: '' })],
  ['45003 a title too long', 45003, (w) => w.draft({ title: `${longest.title}字` })],
  ['45110 an author too long', 45110, (w) => w.draft({ author: `${longest.author}字` })],
  ['45004 a digest too long', 45004, (w) => w.draft({ digest: `${longest.digest}字` })],
  ['44004 no content', 44004, (w) => w.draft({ content: '' })],
  ['45002 content too long', 45002, (w) => w.draft({ content: `${longest.content}字` })],
  ['45005 a link too long', 45005, (w) => w.draft({ content_source_url: `http://127.0.0.1/${'x'.repeat(1024)}` })],
  ['40097 a kind of article that is not here', 40097, (w) => w.draft({ article_type: 'newspic' })],
  ['40007 no cover', 40007, (w) => w.draft({ thumb_media_id: '' })],
  ['40007 a cover that goes after three days', 40007, async (w) => w.draft({ thumb_media_id: (await w.upload('image', png)).media_id })],
  ['40035 no such article of a draft', 40035, async (w) => w.call('/cgi-bin/draft/update', { media_id: (await w.draft()).media_id, index: 1, articles: article })],
  ['40035 too many at once', 40035, (w) => w.call('/cgi-bin/draft/batchget', { offset: 0, count: 21 })],
  ['40007 no such draft to publish', 40007, (w) => w.submit('none')],
  ['40007 no such draft to send', 40007, (w) => w.all('mpnews', { media_id: 'none' })],
  ['53600 no such article', 53600, (w) => w.call('/cgi-bin/freepublish/getarticle', { article_id: 'none' })],
  ['40008 words cannot be taken back', 40008, async (w) => w.call('/cgi-bin/message/mass/delete', { msg_id: (await w.all('text', { content: '好' })).msg_id })],
  ['40007 material that is not there', 40007, (w) => w.call('/cgi-bin/material/del_material', { media_id: 'none' })],
  ...[['draft_unchecked', 53503], ['draft_in_console', 53504], ['draft_unsaved', 53505], ['unauthorized', 48001], ['quota', 45009]].map(
    ([kind, code]) => [`${code} by the fault ${kind}`, code, async (w) => {
      const { media_id } = await w.draft();
      await w.box.json('/api/faults', { path: '/cgi-bin/freepublish/submit', kind });
      return w.submit(media_id);
    }]),
];
for (const [name, errcode, ask] of refusals) {
  test(name, async (t) => {
    const answer = await ask(await editor(t));
    assert.equal(answer.errcode, errcode, JSON.stringify(answer));
  });
}
