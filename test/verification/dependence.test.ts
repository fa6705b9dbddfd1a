import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dependenceOf, seenOnlyIn } from '../../src/verification/dependence.ts';
import type { Strategy } from '../../src/verification/index.ts';
import type { Trial } from '../../src/verification/trials.ts';

describe('what a test depends on', () => {
  it('is the order, when it fails in other orders and never as declared', () => {
    const trials = [...trialsOf('repeat', 0, 20), ...trialsOf('shuffle', 9, 20)];
    expect(found(trials)).toEqual({
      on: 'order',
      evidence: 'In other orders: failed in 9 of 20 runs; as declared: in 0 of 20 runs.',
    });
  });

  it('is not said after one failure in another order: that may be chance', () => {
    const trials = [...trialsOf('repeat', 0, 20), ...trialsOf('shuffle', 1, 20)];
    expect(found(trials)).toBeUndefined();
    expect(seenOnlyIn(history(trials))).toEqual(['shuffle']);
  });

  it('is the other tests, when it fails alone and passes among them, or the other way round', () => {
    expect(found([...trialsOf('repeat', 0, 10), ...trialsOf('isolate', 10, 10)])?.on).toBe('other tests');
    expect(found([...trialsOf('repeat', 10, 10), ...trialsOf('isolate', 0, 10)])?.on).toBe('other tests');
  });

  it('is isolation, when it fails with shared modules and never with its own', () => {
    expect(found([...trialsOf('repeat', 0, 10), ...trialsOf('isolate-off', 6, 10)])).toEqual({
      on: 'isolation',
      evidence: 'With isolate: false: failed in 6 of 10 runs; as declared: in 0 of 10 runs.',
    });
  });

  it('is the time zone, and which, when it always fails there and never elsewhere', () => {
    const trials = [
      ...trialsOf('repeat', 0, 10),
      ...trialsOf('timezone', 3, 3, 'TZ=America/Los_Angeles'),
      ...trialsOf('timezone', 0, 3, 'TZ=Asia/Kolkata'),
    ];
    expect(found(trials)).toEqual({
      on: 'timezone',
      values: ['TZ=America/Los_Angeles'],
      evidence: 'Failed in 3 of 3 runs at TZ=America/Los_Angeles, elsewhere in 0 of 13 runs.',
    });
  });

  it('is the hash seed, although runs as declared have other hash seeds as well and fail at times', () => {
    const trials = [
      ...trialsOf('repeat', 4, 10),
      ...trialsOf('hash-seed', 4, 4, 'PYTHONHASHSEED=1'),
      ...trialsOf('hash-seed', 0, 4, 'PYTHONHASHSEED=2'),
      ...trialsOf('hash-seed', 0, 4, 'PYTHONHASHSEED=3'),
    ];
    expect(found(trials)).toMatchObject({ on: 'hash-seed', values: ['PYTHONHASHSEED=1'] });
  });

  it('is no time zone that it always fails in as long as it fails elsewhere too', () => {
    const trials = [
      ...trialsOf('repeat', 4, 20),
      ...trialsOf('timezone', 3, 3, 'TZ=America/Los_Angeles'),
      ...trialsOf('timezone', 0, 3, 'TZ=Asia/Kolkata'),
    ];
    expect(found(trials)).toBeUndefined();
  });

  it('is nothing for a test that fails by chance everywhere', () => {
    const trials = [
      ...trialsOf('repeat', 6, 20),
      ...trialsOf('shuffle', 9, 20),
      ...trialsOf('timezone', 5, 20, 'TZ=Asia/Kolkata'),
    ];
    expect(found(trials)).toBeUndefined();
    expect(seenOnlyIn(history(trials))).toBeUndefined();
  });

  it('is wrong for hardly any test whose failures are pure chance', () => {
    const strategies: readonly Strategy[] = ['repeat', 'shuffle', 'isolate', 'parallel', 'no-network'];
    const coin = fc.array(fc.boolean(), { minLength: 100, maxLength: 100 });
    const samples = fc.sample(coin, { numRuns: 500, seed: 11 });
    const wrong = samples.filter((flips) =>
      found(flips.map((failed, at) => ({ run: at, strategy: strategies[at % 5] ?? 'repeat', failed }))),
    );
    expect(wrong.length).toBeLessThan(25);
  });
});

function found(trials: readonly Trial[]) {
  return dependenceOf(history(trials));
}

function history(trials: readonly Trial[]) {
  return { trials, pairs: [], skips: 0, lost: [] };
}

function trialsOf(strategy: Strategy, failures: number, runs: number, value?: string): Trial[] {
  return Array.from({ length: runs }, (_, index) => ({
    run: index,
    strategy,
    failed: index < failures,
    ...(value === undefined ? {} : { value }),
  }));
}
