// Good and bad replies, and what the resident sees of each.
import assert from 'node:assert/strict';
import test from 'node:test';
import { account, fault, gateway, resident, sandbox, textReply } from './lib.mjs';

const head = (type) => textReply('x').replace('[text]', `[${type}]`).replace(/<Content>.*/, '');
const news = (count, items) => `${head('news')}<ArticleCount>${count}</ArticleCount><Articles>${
  '<item><Title>题</Title><Description>d</Description><PicUrl></PicUrl><Url>http://a/</Url></item>'.repeat(items)}</Articles></xml>`;

const good = {
  'an empty body': ['', []],
  success: ['success', []],
  text: [textReply('你好\n1. 查询'), ['你好\n1. 查询']],
  'text without CDATA': [textReply('a').replace(/<!\[CDATA\[|\]\]>/g, ''), ['a']],
  'escaped text': [textReply('a').replace('<![CDATA[a]]>', '&lt;a href=&quot;#&quot;&gt;&amp;&#65;'), ['<a href="#">&A']],
  'a cut CDATA section': [textReply('a]]]]><![CDATA[>b'), ['a]]>b']],
  'exactly 2048 bytes': [textReply('x'.repeat(2048)), ['x'.repeat(2048)]],
  'four-byte characters': [textReply('𠮷😀'), ['𠮷😀']],
  image: [`${head('image')}<Image><MediaId>m</MediaId></Image></xml>`, ['m']],
  voice: [`${head('voice')}<Voice><MediaId>m</MediaId></Voice></xml>`, ['m']],
  video: [`${head('video')}<Video><MediaId>m</MediaId><Title>t</Title></Video></xml>`, ['t']],
  music: [`${head('music')}<Music><Title>t</Title><ThumbMediaId>m</ThumbMediaId></Music></xml>`, ['t']],
  news: [news(1, 1), ['']],
  transfer: [`${head('transfer_customer_service')}</xml>`, ['正在为你转接人工客服']],
};
const bad = {
  'is not well-formed': ['<xml><a></xml>', 'hello', '{"errcode":0}', 'Success', '<html><br></html>', `${textReply('x')}${textReply('x')}`,
    `${textReply('x')}tail`, textReply('a').replace('<![CDATA[a]]>', 'a & b'), textReply('a]]>b')],
  'does not start with <xml>': ['<html><body>502</body></html>'],
  'document type': [`<!DOCTYPE xml>${textReply('x')}`],
  'byte order mark': [`\uFEFF${textReply('x')}`],
  'control character': [textReply('a\u0007b')],
  'is not UTF-8': [Buffer.from(textReply('\u00e9'), 'latin1'), Buffer.from(textReply('\u00ed\u00a0\u0080'), 'latin1')],
  'ToUserName is not the resident': [textReply('x', { to: account.originalId, from: resident })],
  'FromUserName is not the account': [textReply('x', { from: 'gh_other' })],
  '<CreateTime> is not a number': [textReply('x', { time: 'now' })],
  '<CreateTime> is missing': [textReply('x').replace(/<CreateTime>.*<\/CreateTime>/, '')],
  '<MsgType> is missing': [textReply('x').replace(/<MsgType>.*<\/MsgType>/, '')],
  '<Content> is there twice': [textReply('x').replace('</xml>', '<Content>y</Content></xml>')],
  'is not a passive reply': [textReply('x').replace('[text]', '[event]'), textReply('x').replace('[text]', '[Text]')],
  '<Content> is missing': [`${head('text')}</xml>`],
  '<Content> is empty': [textReply('')],
  'more than 2048': [textReply('x'.repeat(2049)), textReply('字'.repeat(683))],
  '<Image> is missing': [`${head('image')}<MediaId>m</MediaId></xml>`],
  '<MediaId> is empty': [`${head('image')}<Image><MediaId></MediaId></Image></xml>`],
  '<ThumbMediaId> is missing': [`${head('music')}<Music><Title>t</Title></Music></xml>`],
  '<ArticleCount> says 2': [news(2, 1)],
  'news without an article': [news(0, 0)],
  'an encrypted reply in plain mode': ['<xml><Encrypt>AAAA</Encrypt></xml>'],
};

test('judging', async (t) => {
  let reply = '';
  let status = 200;
  const peer = await gateway((request, body, response) => { response.writeHead(status); response.end(reply); });
  const box = await sandbox('plain', peer.url);
  t.after(async () => { await box.close(); peer.close(); });

  for (const [name, [body, texts]] of Object.entries(good)) {
    await t.test(`good: ${name}`, async () => {
      reply = body;
      const { verdict, shown } = await box.send({ text: '好' });
      assert.equal(verdict.ok, true, verdict.why);
      assert.deepEqual(verdict.notes, []);
      assert.deepEqual(shown.map((bubble) => bubble.text), texts);
    });
  }
  for (const [why, bodies] of Object.entries(bad)) {
    await t.test(`bad: ${why}`, async () => {
      for (const body of bodies) {
        reply = body;
        const { verdict, shown, attempts } = await box.send({ text: '好' });
        assert.equal(verdict.ok, false, String(body));
        assert.ok(verdict.why.includes(why), verdict.why);
        assert.deepEqual(shown.map((bubble) => bubble.text), [fault]);
        assert.equal(attempts.length, 1, 'an illegal body is not tried again');
      }
    });
  }
  await t.test('several articles: one to a message, eight to an event', async () => {
    reply = news(9, 9);
    const toText = await box.send({ text: '好' });
    assert.equal(toText.shown[0].articles.length, 1);
    assert.equal(toText.verdict.notes.length, 1);
    assert.equal((await box.send({ type: 'event', event: 'CLICK', key: 'k' })).shown[0].articles.length, 8);
  });
  await t.test('no reply and no fault is shown to events that have none', async () => {
    reply = textReply('再见');
    assert.deepEqual((await box.send({ type: 'event', event: 'unsubscribe' })).shown, []);
    reply = 'oops';
    const broken = await box.send({ type: 'event', event: 'VIEW', key: 'http://a/' });
    assert.deepEqual([broken.verdict.ok, broken.shown], [false, []]);
    assert.equal((await box.send({ type: 'event', event: 'CLICK', key: 'k' })).shown[0].text, fault);
  });
});
