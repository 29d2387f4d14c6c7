// One police station with few places, on one day: what the residents of these experiments want.
import { isoDay } from '../../e2e/lib/gateway.mjs';

const site = 'faults_site';

/** `windows` places in each of `slots` half hours; the change of a copied config. */
export const onePlace = ({ windows, slots }) => ({
  offices: (values) => {
    const end = `${10 + Math.floor(slots / 2)}:${slots % 2 ? '30' : '00'}`;
    values.offices = [
      {
        id: site,
        name: '白云区抢号派出所',
        kind: 'station',
        parent: '',
        district: '440111',
        address: '白云区测试路1号',
        phone: '020-12345678',
        verified_on: '2026-01-01',
        hours: {},
        dated_hours: { [isoDay(10)]: [`10:00-${end}`] },
        businesses: ['id_card_appointment'],
        windows: { id_card_appointment: windows },
        average_minutes: 30,
      },
    ];
  },
  household: (values) => {
    Object.assign(values.id_card_appointment, { slot_minutes: 30, capacity_percent: 100, book_ahead_days: 14 });
    values.newborn_name_query.daily_limit = null;
  },
});

/** The answers that lead there. */
export const wanted = { business: '到期换领', district: '白云区' };
