// The ledger of what residents were told, and what it alone shows.
import fs from 'node:fs';

export function readLedger(file) {
  const lines = fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const pushes = new Map();
  for (const line of lines) {
    if (!line.push) continue;
    pushes.set(line.push, [...(pushes.get(line.push) ?? []), line]);
  }
  /** The numbers told with one of the outcomes. */
  const numbers = (...outcomes) =>
    new Set(lines.filter(({ outcome, number }) => number && outcomes.includes(outcome)).map(({ number }) => number));
  return { lines, pushes, numbers };
}

/** Pushes whose answers differ. An apology and "still busy" are no answer: the push may be tried again. */
export function answeredDifferently({ pushes }) {
  const violations = [];
  for (const [push, replies] of pushes) {
    const answers = replies.filter(({ outcome }) => !['apology', 'busy'].includes(outcome));
    const digests = new Set(answers.map(({ digest }) => digest));
    if (digests.size > 1) violations.push(`push ${push} was answered in ${digests.size} ways: ${answers.map(({ outcome }) => outcome)}`);
  }
  return violations;
}
