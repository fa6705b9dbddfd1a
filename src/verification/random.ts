import { createHash } from 'node:crypto';

/** Numbers that follow from a seed alone: xoshiro128** (Blackman and Vigna 2018), started from a hash of the seed's parts. */
export class Random {
  private readonly state: Uint32Array;

  constructor(...seed: readonly (string | number)[]) {
    const hash = createHash('sha256').update(JSON.stringify(seed)).digest();
    this.state = Uint32Array.from([0, 4, 8, 12], (at) => hash.readUInt32LE(at));
  }

  /** A whole number from 0 up to, but without, `limit` (at most 2^32). */
  below(limit: number): number {
    // Numbers above the last multiple of the limit would favour small remainders.
    const fair = 2 ** 32 - (2 ** 32 % limit);
    for (;;) {
      const value = this.next();
      if (value < fair) return value % limit;
    }
  }

  /** Fisher-Yates. The list that comes in must not depend on chance: sort it. */
  shuffled<T>(items: readonly T[]): T[] {
    // Drawing one of those that are left, again and again, is the same as swapping to the end.
    const left = [...items];
    return items.flatMap(() => left.splice(this.below(left.length), 1));
  }

  private next(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.state;
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    const [mixedC, mixedD] = [c ^ a, d ^ b];
    this.state.set([a ^ mixedD, b ^ mixedC, mixedC ^ (b << 9), rotated(mixedD, 11)]);
    return result;
  }
}

/** A seed of 31 bits, as runners take it; never 0, which some take for "none". */
export function seedOf(...parts: readonly (string | number)[]): number {
  return 1 + new Random(...parts).below(2 ** 31 - 1);
}

function rotated(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
