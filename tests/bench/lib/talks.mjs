// Conversations, as the load tool says them: what is said => what the answer must hold, this | or that.
import { isoDay } from '../../e2e/lib/gateway.mjs';

/** Whatever an earlier run left open. */
const afresh = '取消=>取消|没有正在办理';

/** Sessions only, nobody is identified: a question is opened and answered, again and again. */
export const directory = { loop: ['派出所电话=>位置', '天河区=>天河区第一派出所'] };

/** Resident and consent are read from SQL at every step: the last question is answered and the answer taken back, again and again. */
export const name = { setup: [afresh, '换身份证=>首次申领'], loop: ['2=>哪个区', '上一步=>首次申领'] };

/** To the list of free times; the crowd spreads over five days. */
const times = [afresh, '换身份证=>首次申领', '2=>哪个区', '白云区=>日期', '{5}=>时段'];

/** Everybody reaches the review; that they confirm is measured. */
export const confirm = { setup: [...times, '{8/5}=>核对'], loop: ['确认=>预约成功'], once: true };

/** Everybody sees the free times; that they take one, or find it gone, is measured. */
export const race = { setup: times, loop: ['{8/5}=>核对|约满'], once: true };

/**
 * An office of its own, with this many places (above 100 a few more) at each of 40 times: five days from the day after tomorrow on, eight
 * times a day. An office has at most 100 windows: for more places, visits are shorter.
 */
export const office = (id, places) => ({
  offices: (values) => {
    const visits = [1, 2, 3, 5, 6, 10, 15, 30].find((each) => places <= 100 * each); // in half an hour, at one window
    values.offices = [
      {
        ...{ id, name: '白云区测试派出所', kind: 'station', parent: '', district: '440111', address: '白云区测试路1号' },
        ...{ phone: '020-12345678', verified_on: '2026-01-01', hours: {}, businesses: ['id_card_appointment'], average_minutes: 30 / visits },
        dated_hours: Object.fromEntries(Array.from({ length: 5 }, (_, i) => [isoDay(2 + i), ['09:00-13:00']])),
        windows: { id_card_appointment: Math.ceil(places / visits) },
      },
    ];
  },
  household: (values) => Object.assign(values.id_card_appointment, { slot_minutes: 30, capacity_percent: 100, book_ahead_days: 14 }),
});

/** What the references are asked: they answer a text with itself; nginx does not look at it. */
export const echo = { loop: ['重名查询=>重名查询'] };
export const anything = { loop: ['重名查询'] };
