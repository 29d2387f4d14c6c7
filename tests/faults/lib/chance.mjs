// Random choices that a printed seed repeats. The moments of processes and networks are not part of them.

export class Chance {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  /** From 0 to below 1 (mulberry32). */
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  between(least, most) {
    return least + this.next() * (most - least);
  }
  happens(probability) {
    return this.next() < probability;
  }
  one(list) {
    return list[Math.floor(this.next() * list.length)];
  }
}

/** $POLICE_TEST_SEED, or a fresh one; each scenario begins with it anew, so that it repeats alone. */
export const seed = Number(process.env.POLICE_TEST_SEED ?? Math.floor(Math.random() * 2 ** 32));
export const chanceFrom = (from) => new Chance(from);

/** All kills and the whole crowd (tests/run deep), or the gate's fewer. */
export const isDeep = process.env.POLICE_TEST_DEEP === '1';
export const scale = Number(process.env.POLICE_TEST_SCALE ?? (isDeep ? 1 : 0.1));
