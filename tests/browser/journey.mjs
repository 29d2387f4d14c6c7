// A journey is a list of steps: [verb, ...arguments] of the phone, or ['expect', text or pattern], ['never', …], ['shot', name], ['do', function].
import assert from 'node:assert/strict';
import { openPhone } from './phone.mjs';

const matches = (text, wanted) => (wanted instanceof RegExp ? wanted.test(text) : text.includes(wanted));

/** Walks the steps and closes the phone; throws with the number of the step and what was on the screen. Resolves to the page's errors. */
export async function walk(steps, options) {
  const phone = await openPhone(options);
  let said = '';
  let at = 0;
  try {
    for (const [verb, ...args] of steps) {
      at += 1;
      if (verb === 'expect') for (const wanted of args) assert.ok(matches(said, wanted), `expected ${wanted}`);
      else if (verb === 'never') for (const unwanted of args) assert.ok(!matches(said, unwanted), `did not expect ${unwanted}`);
      else if (verb === 'shot') await phone.screenshot(args[0]);
      else if (verb === 'do') await args[0](phone, said);
      else said = (await phone[verb](...args)).join('\n');
    }
    assert.deepEqual(phone.errors, [], 'the page reported errors');
    return phone;
  } catch (error) {
    await phone.screenshot(`failed-step-${at}`);
    error.message = `step ${at} (${JSON.stringify(steps[at - 1])}): ${error.message}\nlast said: ${said}`;
    throw error;
  } finally {
    await phone.close();
  }
}
