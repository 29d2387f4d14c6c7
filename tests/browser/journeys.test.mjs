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
  'how many bear the name: counts only': [
    ['follow'], ['type', '重名查询'], ['tap', '同意并继续'],
    ['type', '13800138001'], ['typeCode'], ['expect', '继续办理「新生儿重名查询」'],
    ['type', '李梓轩'], ['tap', '不限'], ['expect', '人', '数据'], ['never', '440199'], ['shot', 'journey-names'],
  ],
  'an ID card appointment, identity on the way, listed and cancelled': [
    ['follow'], ['type', '換身份證'], ['expect', '同意并继续'], ['tap', '同意并继续'], ['expect', '实名绑定'],
    ['type', '１３８００１３８００２'], ['typeCode'],
    ['type', '林志远'], ['type', '440199199003074612'], ['expect', '请核对', '440199199003074612'], ['tap', '确认提交'],
    ['expect', '实名绑定成功'], ['never', '440199199003074612'],
    ['tap', '丢失补领'], ['tap', '天河区'], ['expect', '办理地点'], ['type', '1'], ['type', '1'],
    ['expect', '请核对', '林**', '138****8002'], ['shot', 'journey-review'],
    ['type', '确认'], ['expect', '预约成功', '40元', '20年'], ['shot', 'journey-booked'],
    // The booking they have just made: which one is not asked.
    ['tap', '查看或取消预约'], ['tap', '同意并继续'], ['expect', '请选择操作'], ['shot', 'journey-actions'], ['tap', '取消预约'], ['tap', '确认提交'], ['expect', '已取消'], ['shot', 'journey-cancelled'],
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
