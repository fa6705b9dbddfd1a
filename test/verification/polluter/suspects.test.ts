import { describe, expect, it } from 'vitest';
import type { Left } from '../../../src/verification/polluter/record.ts';
import { stillChanged, suspicionOf } from '../../../src/verification/polluter/suspects.ts';

function left(name: string, writers: readonly number[], changes: Partial<Left> = {}): Left {
  return {
    kind: 'module-variable',
    name,
    back: false,
    before: '0',
    after: '1',
    restorable: true,
    writers: [...writers],
    cleaners: [],
    ...changes,
  };
}

const tests = [0, 1, 2, 3, 4, 5, 6, 7];

/** Tests, the most suspected first; equal ones in their order. */
function ranked(states: readonly Left[], spoken: readonly string[] = []): readonly number[] {
  const suspicion = suspicionOf(tests, states, {
    speaksOf: (name) => spoken.includes(name),
    testOf: (file) => (file === 'test_b.py' ? 6 : undefined),
  });
  return tests.toSorted((a, b) => suspicion(b) - suspicion(a));
}

describe('most suspected', () => {
  it('is nobody while nothing was seen to change', () => {
    expect(ranked([])).toEqual(tests);
  });

  it('is the last writer of what the victim speaks of, then of other state, then who wrote before', () => {
    const states = [left('app.store:Cart.rate', [5, 3]), left('app.log:level', [7])];
    expect(ranked(states, ['level'])).toEqual([7, 3, 5, 0, 1, 2, 4, 6]);
    expect(ranked(states, ['rate']).slice(0, 2)).toEqual([3, 7]);
  });

  it('is the only writer of one thing before the last of many of another', () => {
    expect(ranked([left('app:seen', [1, 2, 3]), left('app:rare', [5])])[0]).toBe(5);
  });

  it('is a test of the file whose loading changed it', () => {
    expect(ranked([left('app:mode', [], { loaded: 'test_b.py' })])[0]).toBe(6);
  });

  it('is not who changed what was put back since', () => {
    const states = [left('app:mode', [4], { back: true, cleaners: [5] })];
    expect(stillChanged(states)).toEqual([]);
    expect(ranked(states)).toEqual(tests);
  });
});
