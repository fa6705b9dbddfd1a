import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../../src/runners/runner.ts';
import type { StateChange, StateReport } from '../../../src/runners/state.ts';
import { leftBehind, victimIn } from '../../../src/verification/polluter/observe.ts';

function change(name: string, after: string, changes: Partial<StateChange> = {}): StateChange {
  return { kind: 'module-variable', name, before: '0', after, back: false, restorable: true, ...changes };
}

/** Tests are `t::0`, `t::1` …, the victim is `t::9`. */
function left(...told: readonly (readonly [by: string, ...changes: StateChange[]])[]) {
  const report: StateReport = {
    changes: told.map(([by, ...changes]) => ({ by, changes })),
    restored: [],
    writers: [],
  };
  return leftBehind(report, 't::9', (id) => (id.includes('::') ? Number(id.slice(3)) : undefined));
}

describe('what is left when the victim begins', () => {
  it('has the first value before it, the last one, and all who changed it, in order', () => {
    expect(left(['t::3', change('m:n', '1')], ['t::1', change('m:n', '2', { before: '1', file: 'm.py' })])).toEqual([
      {
        kind: 'module-variable',
        name: 'm:n',
        back: false,
        before: '0',
        after: '2',
        restorable: true,
        file: 'm.py',
        writers: [3, 1],
        cleaners: [],
      },
    ]);
  });

  it('is nothing of what the victim itself, or a test after it, changes', () => {
    expect(left(['t::9', change('m:n', '1')], ['t::1', change('m:k', '1')])).toEqual([]);
  });

  it('forgets the writers whom another test undid, and remembers that one', () => {
    const [state] = left(
      ['t::1', change('m:n', '1')],
      ['t::2', change('m:n', '0', { before: '1', back: true })],
      ['t::3', change('m:n', '5')],
    );
    expect(state).toMatchObject({ back: false, after: '5', writers: [3], cleaners: [2] });
  });

  it('tells what was put back last, because of who did it', () => {
    const states = left(
      ['t::1', change('m:n', '1'), change('m:k', '1')],
      ['t::2', change('m:n', '0', { before: '1', back: true })],
    );
    expect(states.map(({ name, back, cleaners, undone }) => ({ name, back, cleaners, undone }))).toEqual([
      { name: 'm:k', back: false, cleaners: [], undone: undefined },
      { name: 'm:n', back: true, cleaners: [2], undone: [1] },
    ]);
  });

  it('names the file that changed it while it was loaded', () => {
    expect(left(['test_a.py', change('m:n', '1')])).toMatchObject([{ loaded: 'test_a.py', writers: [] }]);
  });

  it('stays bounded', () => {
    const many = Array.from({ length: 1000 }, (_, index) => change(`m:n${index}`, '1'));
    expect(left(['t::1', ...many])).toHaveLength(300);
    const often = Array.from({ length: 5000 }, (_, index) => ['t::1', change('m:n', `${index}`)] as const);
    expect(left(...often)[0]?.writers).toHaveLength(2000);
  });
});

describe('the victim', () => {
  const result = (...outcomes: readonly RunResult['results'][number]['outcome'][]) =>
    ({
      results: outcomes.map((outcome, position) => ({ id: 't::9', position, attempt: 1, outcome, ms: 1 })),
    }) as unknown as RunResult;

  it.each([
    ['passed', 'passed'],
    ['failed', 'failed'],
    ['crashed', 'failed'],
    ['timed_out', 'failed'],
    ['skipped', 'none'],
  ] as const)('that %s counts as %s', (outcome, counts) => {
    expect(victimIn(result(outcome), 't::9')).toBe(counts);
  });

  it('that did not run counts as none; that ran twice, as its last time', () => {
    expect(victimIn(result(), 't::9')).toBe('none');
    expect(victimIn(result('failed', 'passed'), 't::9')).toBe('passed');
  });
});
