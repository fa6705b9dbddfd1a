import { describe, expect, it } from 'vitest';
import { clopperPearson } from '../../src/verification/statistics.ts';
import { leastTrials } from '../../src/verification/verdict.ts';

/** The chance that the interval holds the true rate when runs stop as soon as, after the first five, both outcomes were seen. */
function coverage(rate: number, most: number): number {
  let open = new Map<number, number>([[0, 1]]);
  let covered = 0;
  for (let runs = 1; runs <= most; runs++) {
    const next = new Map<number, number>();
    for (const [failures, chance] of open) {
      next.set(failures + 1, (next.get(failures + 1) ?? 0) + chance * rate);
      next.set(failures, (next.get(failures) ?? 0) + chance * (1 - rate));
    }
    open = new Map();
    for (const [failures, chance] of next) {
      const stops = runs === most || (runs >= leastTrials && failures > 0 && failures < runs);
      if (!stops) open.set(failures, chance);
      else covered += within(rate, failures, runs) ? chance : 0;
    }
  }
  return covered;
}

function within(rate: number, failures: number, runs: number): boolean {
  const [low, high] = clopperPearson(failures, runs);
  return low <= rate && rate <= high;
}

describe('Stopping as soon as a test is known to be flaky', () => {
  it.each([10, 20, 50])('leaves the 95-percent interval its level, of %i runs at most, for every rate', (most) => {
    const rates = Array.from({ length: 99 }, (_, index) => (index + 1) / 100);
    const worst = Math.min(...rates.map((rate) => coverage(rate, most)));
    expect(worst).toBeGreaterThanOrEqual(0.95);
  });
});
