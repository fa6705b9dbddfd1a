import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { upperBound } from '../../src/verification/statistics.ts';
import type { TestHistory, Trial } from '../../src/verification/trials.ts';
import { type Asked, campaignVerdict, isSettled, type Verdict, verdictOf } from '../../src/verification/verdict.ts';
import { range, run } from './support.ts';

const strategy = fc.constantFrom('repeat' as const, 'shuffle' as const, 'isolate' as const, 'timezone' as const);
const trial: fc.Arbitrary<Trial> = fc.record({ run: fc.nat(), strategy, failed: fc.boolean() });
const trials = fc.array(trial, { maxLength: 60 });
const asked = fc
  .uniqueArray(strategy, { minLength: 1 })
  .map((names) => names.map((name): Asked => ({ strategy: name })));
const tests = fc.integer({ min: 1, max: 500 });

describe('whatever the trials are, a verdict', () => {
  it('is never stable with a failure, nor with fewer than five trials of a strategy asked for', () => {
    fc.assert(
      fc.property(trials, asked, tests, (all, of, count) => {
        const { verdict } = verdictOf(history(all), of, count);
        const enough = of.every((one) => all.filter((each) => each.strategy === one.strategy).length >= 5);
        expect(verdict === 'stable' && (all.some(({ failed }) => failed) || !enough)).toBe(false);
      }),
    );
  });

  it('is flaky exactly when the test has passed and has failed', () => {
    fc.assert(
      fc.property(trials, asked, tests, (all, of, count) => {
        const both = all.some(({ failed }) => failed) && all.some(({ failed }) => !failed);
        expect(verdictOf(history(all), of, count).verdict === 'flaky').toBe(both);
      }),
    );
  });

  it('is failing only with three failures and no pass', () => {
    fc.assert(
      fc.property(trials, asked, tests, (all, of, count) => {
        const always = all.length >= 3 && all.every(({ failed }) => failed);
        expect(verdictOf(history(all), of, count).verdict === 'failing').toBe(always);
      }),
    );
  });

  it('names no bound below the rate that was seen, and none that fewer tests would not allow', () => {
    fc.assert(
      fc.property(trials, asked, tests, (all, of, count) => {
        const { upperBound: bound, runs, failures } = verdictOf(history(all), of, count);
        expect(bound).toBeGreaterThanOrEqual(runs === 0 ? 1 : failures / runs);
        expect(bound).toBeGreaterThanOrEqual(verdictOf(history(all), of, 1).upperBound);
      }),
    );
  });
});

describe('a verdict', () => {
  const both: readonly Asked[] = [{ strategy: 'repeat' }, { strategy: 'shuffle' }];

  it('is stable with the bound that the runs reached', () => {
    expect(verdictOf(history([...passes(20), ...passes(20, 'shuffle')]), both, 1)).toEqual({
      verdict: 'stable',
      runs: 40,
      failures: 0,
      upperBound: upperBound(0, 40, 0.95),
    });
  });

  it('of one among many tests has a bound that holds for all of them together', () => {
    const one = verdictOf(history([...passes(20), ...passes(20, 'shuffle')]), both, 100);
    expect(one.upperBound).toBe(upperBound(0, 40, 0.9995));
    expect(one.upperBound).toBeGreaterThan(0.17);
  });

  it('is inconclusive where a strategy has had too few runs, and says which', () => {
    expect(verdictOf(history([...passes(20), ...passes(4, 'shuffle')]), both, 1)).toMatchObject({
      verdict: 'inconclusive',
      reason: '4 runs of shuffle so far; 5 are needed.',
    });
  });

  it('is inconclusive where the machine cannot do what was asked for', () => {
    const cannot: readonly Asked[] = [
      { strategy: 'repeat' },
      { strategy: 'no-network', unavailable: 'No namespaces.' },
    ];
    expect(verdictOf(history(passes(20)), cannot, 1)).toMatchObject({
      verdict: 'inconclusive',
      reason: 'no-network cannot be tried here: No namespaces.',
    });
  });

  it('is inconclusive when a run ended without an answer', () => {
    const lost = [run(3, { outcome: 'crashed', reason: 'The runner ended by SIGSEGV.' })];
    expect(verdictOf({ ...history([...passes(9), ...passes(9, 'shuffle')]), lost }, both, 1)).toMatchObject({
      verdict: 'inconclusive',
      reason: '1 run ended without an answer (crashed): The runner ended by SIGSEGV.',
    });
  });

  it('is inconclusive for a test that is always skipped, and for one that only ran twice in one process', () => {
    expect(verdictOf({ ...history([]), skips: 20 }, both, 1)).toMatchObject({
      verdict: 'inconclusive',
      reason: 'Skipped in every run.',
    });
    const twice: TestHistory = { ...history([]), pairs: [{ run: 1, first: false, second: false }] };
    expect(verdictOf(twice, [{ strategy: 'twice' }], 1).verdict).toBe('inconclusive');
  });

  it('of a campaign is the gravest of its tests, and never stable when a file could not be loaded', () => {
    const one = fc.record({ verdict: fc.constantFrom<Verdict>('stable', 'flaky', 'failing', 'inconclusive') });
    fc.assert(
      fc.property(fc.array(one), fc.boolean(), (all, whole) => {
        const together = campaignVerdict(all, whole);
        expect(together === 'stable').toBe(whole && all.length > 0 && all.every(({ verdict }) => verdict === 'stable'));
        expect(together === 'flaky').toBe(all.some(({ verdict }) => verdict === 'flaky'));
      }),
    );
  });
});

describe('a test is settled', () => {
  it('when it has passed and failed in one and the same way of running it', () => {
    expect(isSettled(history([...passes(1), ...failures(1)]))).toBe(true);
  });

  it('but not when another order or another time zone may be the reason', () => {
    expect(isSettled(history([...passes(1), ...failures(1, 'shuffle')]))).toBe(false);
    const zones: readonly Trial[] = [
      { run: 1, strategy: 'timezone', value: 'TZ=Asia/Kolkata', failed: true },
      { run: 2, strategy: 'timezone', value: 'TZ=Europe/Berlin', failed: false },
    ];
    expect(isSettled(history(zones))).toBe(false);
  });
});

function history(all: readonly Trial[]): TestHistory {
  return { trials: all, pairs: [], skips: 0, lost: [] };
}

function passes(count: number, of: Trial['strategy'] = 'repeat'): Trial[] {
  return range(count).map((index) => ({ run: index + 1, strategy: of, failed: false }));
}

function failures(count: number, of: Trial['strategy'] = 'repeat'): Trial[] {
  return passes(count, of).map((each) => ({ ...each, failed: true }));
}
