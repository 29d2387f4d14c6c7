// The messages at which a process is killed: how a resident gets there, what they say then, and what they must be told in the end.
import { edit } from '../../e2e/lib/gateway.mjs';
import { seen } from '../../e2e/lib/phone.mjs';
import { bind, carry, options } from '../../e2e/lib/resident.mjs';
import { wanted } from './place.mjs';

/** The number of the line with these words. */
const line = (words) => (resident) => options(resident.reply).find(({ label }) => label.includes(words)).number;

async function toSlots(resident, services) {
  await bind(resident, services);
  await resident.say('换身份证');
  await carry(resident, services, { ...wanted, slot: null });
}

async function toReview(resident, services) {
  await toSlots(resident, services);
  await carry(resident, services, {}, { until: (reply) => reply.includes('请核对') });
}

async function toCancelling(resident, services) {
  await toReview(resident, services);
  await resident.choose('确认提交');
  await resident.say('我的预约');
  await carry(resident, services, { '@act': '取消预约' }, { until: (reply) => reply.includes('请核对') });
}

async function toBinding(resident, services, answers) {
  await resident.say('实名绑定');
  await carry(resident, services, answers, { until: (reply) => reply.includes('请核对') });
}

const leaseOfACourier = 150_000; // ms, with time to spare

/** Their mobile number, another for each reporter. */
const otherDriver = ({ person }) => `188${person.mobile.slice(3)}`;

async function toReporting(resident, services) {
  await bind(resident, services);
  await resident.say('快撤理赔');
  await carry(resident, services, { mobile: otherDriver(resident) }, { until: (reply) => reply.includes('请核对') });
}

/** The other driver reads the code of their SMS to the reporter. */
async function toConfirming(resident, services) {
  await toReporting(resident, services);
  await resident.choose('确认提交');
  await resident.choose('输入对方的确认码');
  const read = () => resident.sms.to(otherDriver(resident)).map((text) => /确认码(\d{6})/.exec(text)?.[1])[0];
  const code = () => seen(read, leaseOfACourier); // the one that was telling it may have been killed
  await carry(resident, services, { code }, { until: (reply) => reply.includes('请核对') });
}

export const cry = 'a cry for help';

/** name, reach(resident, services), say(resident), told: the answer in the end; before(configOfA): what changes in the same moment. */
export const steps = [
  { name: 'a plain menu', reach: async () => {}, say: () => '菜单', told: /请选择业务/ },
  {
    name: 'a menu while the config is read again',
    reach: async () => {},
    say: () => '菜单',
    told: /请选择业务/,
    before: (gateway) => {
      edit(`${gateway.config}/services/household.json`, (values) => (values.newborn_name_query.breakdown_from = 11));
      gateway.signal('SIGHUP');
    },
  },
  {
    name: 'consent',
    reach: async (resident) => resident.say('实名绑定'),
    say: line('同意并继续'),
    told: /请输入您的手机号码/,
  },
  {
    name: 'a mobile number, which sends a code',
    reach: (resident, services) => toBinding(resident, services, { mobile: null }),
    say: ({ person }) => person.mobile,
    told: /请输入6位短信验证码|验证码/,
  },
  {
    name: 'the SMS code',
    reach: (resident, services) => toBinding(resident, services, { code: null }),
    say: ({ person, sms }) => sms.code(person.mobile),
    told: /请输入您的姓名/,
  },
  {
    name: 'binding the identity',
    reach: (resident, services) => toBinding(resident, services),
    say: line('确认提交'),
    told: /实名绑定成功|您已完成绑定/,
  },
  {
    name: 'the result of a look-up',
    reach: async (resident, services) => {
      await bind(resident, services);
      await resident.say('重名');
      await carry(resident, services, { name: '黄子轩', sex: null });
    },
    say: () => '1',
    told: /叫「/,
  },
  { name: 'choosing a slot', reach: toSlots, say: line('余'), told: /请核对/ },
  { name: 'submitting a booking', reach: toReview, say: line('确认提交'), told: /预约成功/ },
  { name: 'cancelling it', reach: toCancelling, say: line('确认提交'), told: /预约已取消|没有找到这个预约，可能已经取消/ },
  { name: cry, reach: async () => {}, say: () => '我不想活了', told: /拨打 ?110/ },
  { name: 'reporting an accident', reach: toReporting, say: line('确认提交'), told: /报案已提交，等待对方确认/ },
  { name: 'settling it', reach: toConfirming, say: line('确认提交'), told: /双方已确认，协议书已生成/ },
];
