import { describe, expect, it } from 'vitest';
import {
  type Count,
  countOf,
  countWith,
  isClear,
  noesDemanded,
  untilClear,
} from '../../../src/verification/polluter/evidence.ts';
import type { SearchRun } from '../../../src/verification/polluter/record.ts';

function count(shows: number, runs: number): Count {
  return { shows, runs };
}

function run(victim: SearchRun['victim']): SearchRun {
  return {
    kind: 'run',
    question: '',
    purpose: '',
    executed: 1,
    victim,
    outcome: victim,
    limitations: [],
    at: '',
    ms: 1,
  };
}

describe('a difference', () => {
  it.each([
    [count(3, 3), count(0, 3), true],
    [count(2, 2), count(0, 5), true],
    [count(2, 2), count(0, 4), false],
    [count(4, 6), count(0, 6), true],
    [count(3, 6), count(0, 6), false],
    [count(10, 10), count(9, 10), false],
  ])('of %o against %o is clear: %s', (after, otherwise, clear) => {
    expect(isClear(after, otherwise)).toBe(clear);
  });

  it('is looked for where fewer runs were made, until it is clear', async () => {
    const made = { after: 0, otherwise: 0 };
    const clear = await untilClear(
      { count: () => count(made.after, made.after), more: async () => (made.after += 1) },
      { count: () => count(0, made.otherwise), more: async () => (made.otherwise += 1) },
    );
    expect(clear).toBe(true);
    expect(made).toEqual({ after: 3, otherwise: 3 });
  });

  it('is given up when none ever shows it', async () => {
    let made = 0;
    const trials = { count: () => count(0, made), more: async () => (made += 1) };
    expect(await untilClear(trials, trials)).toBe(false);
    expect(made).toBe(30);
  });

  it('is none when the others show it, too', async () => {
    let made = 0;
    const more = async () => (made += 1);
    expect(await untilClear({ count: () => count(9, 9), more }, { count: () => count(1, 9), more })).toBe(false);
    expect(made).toBe(0);
  });
});

describe('a no is believed', () => {
  it.each([
    [count(5, 5), 1],
    [count(0, 5), 1],
    [count(4, 5), 4],
    [count(1, 2), 8],
    [count(1, 5), 24],
  ])('after as many as a victim that shows it in %o demands: %i', (seen, times) => {
    expect(noesDemanded(seen)).toBe(times);
  });
});

describe('what counts for a set of tests', () => {
  const key = { kind: 'environment', name: 'LANG' } as const;
  const answered = [
    { question: { purpose: 'plain', tests: [1, 2] }, run: run('failed') },
    { question: { purpose: 'again, watched', tests: [1, 2], watch: true }, run: run('passed') },
    { question: { purpose: 'did not get there', tests: [1, 2] }, run: run('none') },
    { question: { purpose: 'another order', tests: [2, 1] }, run: run('failed') },
    { question: { purpose: 'others besides', tests: [0, 1, 2] }, run: run('failed') },
    { question: { purpose: 'put back', tests: [1, 2], restore: [key] }, run: run('passed') },
  ];

  it('are runs of exactly these in this order that reached the victim', () => {
    expect(countOf(answered, [1, 2], 'failed')).toEqual(count(1, 2));
  });

  it('are others when state was put back', () => {
    expect(countOf(answered, [1, 2], 'failed', [key])).toEqual(count(0, 1));
    expect(countOf(answered, [1, 2], 'failed', [{ ...key, name: 'TZ' }])).toEqual(count(0, 0));
  });

  it('are, for how often it shows, all in which they ran', () => {
    expect(countWith(answered, [1, 2], 'failed')).toEqual(count(3, 4));
  });
});
