import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cleanRunsForFisher,
  cleanRunsNeeded,
  clopperPearson,
  correctedLevel,
  fisherExact,
  lowerBound,
  upperBound,
} from '../../src/verification/statistics.ts';

describe('bounds on the rate of failures', () => {
  it.each([
    [5, 0.4507],
    [10, 0.2589],
    [20, 0.1391],
    [59, 0.0495],
    [100, 0.0295],
    [299, 0.00997],
    [2995, 0.000999],
  ])('%i clean runs leave a rate of up to %f', (runs, bound) => {
    expect(upperBound(0, runs)).toBeCloseTo(bound, 4);
  });

  it('59 and 299 are the fewest clean runs that reach 5 % and 1 %', () => {
    expect([upperBound(0, 58) > 0.05, upperBound(0, 59) <= 0.05]).toEqual([true, true]);
    expect([upperBound(0, 298) > 0.01, upperBound(0, 299) <= 0.01]).toEqual([true, true]);
  });

  it('agrees with published two-sided intervals', () => {
    // R: binom.test(3, 20)$conf.int; binom.test(81, 263)$conf.int (Agresti 2002).
    expect(clopperPearson(3, 20).map((bound) => bound.toFixed(7))).toEqual(['0.0320709', '0.3789268']);
    expect(clopperPearson(81, 263).map((bound) => bound.toFixed(4))).toEqual(['0.2527', '0.3676']);
  });

  it('knows nothing without a run', () => {
    expect(clopperPearson(0, 0)).toEqual([0, 1]);
  });

  it('agrees with the sum of exact fractions', () => {
    fc.assert(
      fc.property(countsOf(60), fc.constantFrom(0.8, 0.95, 0.99), ([failures, runs], level) => {
        const [high, low] = [upperBound(failures, runs, level), lowerBound(failures, runs, level)];
        const atHigh = failures === runs ? 1 - level : exactAtMost(failures, runs, high);
        const atLow = failures === 0 ? 1 - level : 1 - exactAtMost(failures - 1, runs, low);
        expect(atHigh).toBeCloseTo(1 - level, 9);
        expect(atLow).toBeCloseTo(1 - level, 9);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('rises with each failure, falls with each clean run, and widens with the level', () => {
    fc.assert(
      fc.property(countsOf(3000), ([failures, runs]) => {
        expect(upperBound(failures, runs + 1)).toBeLessThanOrEqual(upperBound(failures, runs));
        expect(upperBound(failures + 1, runs + 1)).toBeGreaterThanOrEqual(upperBound(failures, runs + 1));
        expect(lowerBound(failures + 1, runs + 1)).toBeGreaterThan(lowerBound(failures, runs + 1));
        expect(upperBound(failures, runs, 0.99)).toBeGreaterThanOrEqual(upperBound(failures, runs, 0.95));
        expect(lowerBound(failures, runs)).toBeLessThanOrEqual(failures / runs);
        expect(upperBound(failures, runs)).toBeGreaterThanOrEqual(failures / runs);
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it('holds the true rate at least as often as it says', () => {
    const random = generator(20261122);
    const missed = [0.01, 0.1, 0.5, 0.9].map((rate) => {
      const trials = Array.from({ length: 2_000 }, () => clopperPearson(drawn(random, 40, rate), 40));
      return trials.filter(([low, high]) => rate < low || rate > high).length / trials.length;
    });
    // 5 % and three standard errors of the simulation.
    expect(Math.max(...missed)).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 2_000));
  });

  it('stays exact with a million runs', () => {
    expect(upperBound(0, 1_000_000)).toBeCloseTo(2.995728e-6, 11);
    const [low, high] = clopperPearson(500_000, 1_000_000);
    expect(high - 0.5).toBeCloseTo(0.00098048, 7);
    expect(0.5 - low).toBeCloseTo(0.00098048, 7);
  });
});

describe('clean runs that show a fix', () => {
  it.each([
    [10, 50, 26, 16],
    [5, 20, 28, 15],
    [3, 20, 70, 33],
    [5, 50, 73, 40],
    [5, 100, 149, 81],
    [3, 50, 180, 84],
    [1, 10, 585, 190],
    [1, 20, 1169, 380],
    [1, 100, 5841, 1900],
  ])('after %i failures in %i runs: %i, and %i by Fisher', (failures, runs, needed, byFisher) => {
    expect([cleanRunsNeeded(failures, runs), cleanRunsForFisher(failures, runs)]).toEqual([needed, byFisher]);
  });

  it('counts a chance of exactly 5 % as enough, whatever the last bit of a sum says', () => {
    expect([10, 20, 100].map((runs) => fisherExact(1, runs - 1, 0, 19 * runs).toFixed(12))).toEqual(
      Array.from({ length: 3 }, () => '0.050000000000'),
    );
  });

  it('no number of runs shows the fix of a test that never failed', () => {
    expect([cleanRunsNeeded(0, 100), cleanRunsForFisher(0, 100)]).toEqual([
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
  });

  it('a test that always failed needs few', () => {
    expect([cleanRunsNeeded(5, 5), cleanRunsNeeded(20, 20)]).toEqual([4, 2]);
  });

  it('a test that is as flaky as before rarely gets through', () => {
    const random = generator(7);
    const through = Array.from({ length: 3_000 }, () => {
      const failures = drawn(random, 40, 0.2);
      const needed = cleanRunsNeeded(failures, 40);
      return needed < 10_000 && drawn(random, needed, 0.2) === 0;
    });
    // Both errors together, 5 % each, bound it.
    expect(through.filter(Boolean).length / through.length).toBeLessThan(0.1);
  });
});

describe("Fisher's exact test", () => {
  it('agrees with the tea tasting', () => {
    expect(fisherExact(3, 1, 1, 3)).toBeCloseTo(17 / 70, 12);
    expect(fisherExact(4, 0, 0, 4)).toBeCloseTo(1 / 70, 12);
  });

  it('agrees with the sum of exact fractions', () => {
    const cell = fc.integer({ min: 0, max: 30 });
    fc.assert(
      fc.property(cell, cell, cell, cell, (a, b, c, d) => {
        expect(fisherExact(a, b, c, d)).toBeCloseTo(exactFisher(a, b, c, d), 10);
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});

it('a level for many tests at once leaves each less room', () => {
  expect(correctedLevel(0.95, 1)).toBeCloseTo(0.95, 12);
  expect(correctedLevel(0.95, 10)).toBeCloseTo(0.995, 12);
});

it('refuses counts and levels that cannot be', () => {
  expect(() => upperBound(3, 2)).toThrow(/3 failures in 2 runs/);
  expect(() => lowerBound(0.5, 2)).toThrow(RangeError);
  expect(() => clopperPearson(1, 2, 1)).toThrow(/between 0 and 1/);
  expect(() => fisherExact(1, -1, 0, 0)).toThrow(/whole number/);
});

/** `[failures, runs]` with at least one run. */
function countsOf(maxRuns: number) {
  return fc
    .integer({ min: 1, max: maxRuns })
    .chain((runs) => fc.tuple(fc.integer({ min: 0, max: runs }), fc.constant(runs)));
}

/** P(X <= failures), with the rate taken as the fraction of 2^60 that it is. */
function exactAtMost(failures: number, runs: number, rate: number): number {
  const one = 2n ** 60n;
  const bad = BigInt(Math.round(rate * 2 ** 53)) << 7n;
  let sum = 0n;
  for (let k = 0; k <= failures; k++) sum += choose(runs, k) * bad ** BigInt(k) * (one - bad) ** BigInt(runs - k);
  return ratio(sum, one ** BigInt(runs));
}

function exactFisher(a: number, b: number, c: number, d: number): number {
  let sum = 0n;
  for (let more = 0; more <= Math.min(b, c); more++) sum += choose(a + b, a + more) * choose(c + d, c - more);
  return ratio(sum, choose(a + b + c + d, a + c));
}

function choose(n: number, k: number): bigint {
  let result = 1n;
  for (let i = 1; i <= k; i++) result = (result * BigInt(n - k + i)) / BigInt(i);
  return result;
}

function ratio(part: bigint, whole: bigint): number {
  return Number((part << 100n) / whole) / 2 ** 100;
}

/** mulberry32: the same numbers on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function drawn(random: () => number, runs: number, rate: number): number {
  return Array.from({ length: runs }, () => random()).filter((value) => value < rate).length;
}
