// Journeys of residents through the real gateway. GATEWAY names the police-gateway executable; without it they are skipped.
import test from 'node:test';
import { account } from './account.mjs';
import { walk } from './journey.mjs';

const shots = process.env.SHOTS;

const journeys = {
  'follow, look round, begin, get a code by SMS, give up': [
    ['follow'], ['expect', '欢迎关注广州公安', '110'],
    ['menu', '快捷服务', '新生儿重名'], ['expect', '新生儿重名查询', '同意并继续'], ['shot', 'journey-consent'],
    ['type', '张伟'], ['expect', '请回复数字选择'],
    ['tap', '同意并继续'], ['expect', '实名绑定', '手机号码'],
    ['type', '12345'], ['expect', '手机'],
    ['type', '13800138000'], ['shot', 'journey-sms'],
    ['typeCode'], ['expect', '绑定成功'], ['shot', 'journey-verified'],
    ['type', '取消'], ['never', '出现故障'],
  ],
};

const skip = process.env.GATEWAY ? false : 'GATEWAY is not set';
test('journeys', { skip }, async (t) => {
  const { url, close } = await account();
  t.after(close);
  let resident = 0;
  for (const [name, steps] of Object.entries(journeys)) {
    resident += 1;
    await t.test(name, () => walk(steps, { url, shots, openid: `oJourney${String(resident).padStart(20, '0')}` }));
  }
});
