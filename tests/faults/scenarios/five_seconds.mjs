import { crowd } from '../../e2e/lib/crowd.mjs';
import { Gateway, sleep } from '../../e2e/lib/gateway.mjs';
import { people } from '../../e2e/lib/people.mjs';
import { asked, carry, Resident } from '../../e2e/lib/resident.mjs';
import { bindAnyhow } from '../lib/booker.mjs';
import { isValid, kinds, timed, waits } from '../lib/load.mjs';
import { onePlace } from '../lib/place.mjs';
import { mysql, redis } from '../lib/servers.mjs';

export const title = 'every service answers in time, whatever is down';

const each = 4, // residents of one service
  messages = 24, // each of them says while it lasts
  place = { windows: 40, slots: 5 };

const conditions = [
  { name: 'as usual' },
  ...[mysql, redis].flatMap((server) => [
    { name: `${server.name} hung`, begin: () => server.signal('SIGSTOP'), end: () => server.signal('SIGCONT') },
    { name: `${server.name} refused`, begin: () => server.end(), end: () => server.start() },
  ]),
];

/** To the message after which the service's own work begins: a review to confirm, or its last question. */
async function toTheEdge(resident, service, services) {
  if (service.id !== 'bind_identity') await bindAnyhow(resident, services);
  await resident.say(service.title);
  const ownQuestions = service.fields.filter(({ key, hidden, presumed }) => !hidden && !presumed && !key.startsWith('@')); // those others are about records that are there
  const last = ownQuestions.at(-1)?.key;
  const asksNothing = ownQuestions.every(({ when }) => when); // consent alone stands before its work
  const atEdge = (reply) =>
    reply.includes('请核对') ||
    asked(reply, [service])?.key === last ||
    (asksNothing && reply.includes(`办理「${service.title}」需要使用`));
  await carry(resident, services, {}, { until: atEdge });
  if (!atEdge(resident.reply)) throw new Error(`${service.id} has no last question:\n${resident.transcript()}`);
}

export async function scenario(t) {
  const world = await t.cluster();
  const change = onePlace(place);
  const gateway = t.keep(new Gateway(await world.config('five', change), world.folder));
  await gateway.ready();
  for (const { name, begin, end } of conditions) {
    const crews = t.services.map((service) => ({
      service,
      residents: people(each).map((person) => new Resident(() => gateway, person, t.sms)),
    }));
    await crowd(
      crews.flatMap(({ service, residents }) => residents.map((resident) => ({ service, resident }))),
      8,
      ({ service, resident }) => toTheEdge(resident, service, t.services),
    );
    await begin?.();
    const log = [];
    const helpless = new Resident(() => gateway, {}, t.sms);
    // The first failures open the breaker; they count for the longest wait, not for the usual one.
    const first = [];
    if (begin) for (let i = 0; i < 4; ++i) first.push(await timed(helpless, i % 2 ? '重名' : '换身份证'));
    await Promise.all(
      crews.map(({ service, residents }) =>
        crowd(residents, 2, async (resident) => {
          const texts = [edgeAnswer(resident, service), service.title, '1', '菜单', '取消'];
          for (let i = 0; i < messages; ++i) {
            log.push({ ...(await timed(resident, texts[i % texts.length])), service: service.id });
            await sleep(50);
          }
        }),
      ),
    );
    await end?.();
    for (const { service } of crews) {
      const those = log.filter((entry) => entry.service === service.id);
      const { count, max } = waits(those);
      t.check(`${name}, ${service.id}: ${count} answers, at most ${max} ms`, max <= 4500 && those.every(isValid), () => kinds(those));
    }
    // One service has too few answers for a p99 of its own.
    const { count, p99 } = waits(log);
    t.check(`${name}: p99 ${p99} ms of ${count} answers`, p99 <= 1000);
    if (begin)
      t.check(`${name}: the first failures took at most ${waits(first).max} ms`, waits(first).max <= 4500 && first.every(isValid), () =>
        kinds(first),
      );
    await recovered(t, gateway, name);
  }
}

/** What submits: the review's first line, a choice's first line, or the example of a question. */
function edgeAnswer({ reply }, service) {
  return /^(?:<a [^>]*>)?1\. /m.test(reply) ? '1' : (asked(reply, [service])?.example ?? '天河区');
}

/** Waits until a look-up in the database works again, so that the next condition begins whole. */
async function recovered(t, gateway, name) {
  const probe = new Resident(() => gateway, {}, t.sms);
  for (const until = performance.now() + 5000; performance.now() < until; await sleep(100)) {
    if ((await timed(probe, '实名绑定')).kind === 'normal' && (await timed(probe, '取消')).kind === 'normal') return;
  }
  t.check(`${name}: recovered within 5 s`, false, probe.reply);
}
