import { describe, expect, it } from 'vitest';
import type { StateChange, StateReport } from '../../src/runners/state.ts';
import { keptApart, leaksIn, leaksOf, mostStates, mostTests } from '../../src/verification/leaks.ts';
import type { RunRecord } from '../../src/verification/record.ts';
import { campaign, range, run } from './support.ts';

describe('what a file leaves behind', () => {
  it('is what differs from the beginning when the file is over, by the last of its tests that changed it', () => {
    const seen = [
      told('a.test.js::one', change({ before: '"en"', after: '"de"' })),
      told('a.test.js::two', change({ before: '"de"', after: '"fr"' })),
      told('a.test.js::three', change({ kind: 'environment', name: 'TZ', before: '(not set)', after: '"UTC"' })),
    ];
    expect(seenIn(seen).tests).toEqual([
      { by: 'a.test.js::two', state: [{ ...locale, before: '"en"', after: '"fr"' }], more: 0 },
      {
        by: 'a.test.js::three',
        state: [{ kind: 'environment', name: 'TZ', before: '(not set)', after: '"UTC"' }],
        more: 0,
      },
    ]);
  });

  it('is not what a later test, or the clean-up of the file, puts back', () => {
    const seen = [
      told('a.test.js::one', change({ after: '"de"' })),
      told('a.test.js::two', change({ before: '"de"', after: '"en"', back: true })),
      told('b.test.js::one', change({ after: '"de"' })),
      told('b.test.js', change({ before: '"de"', after: '"en"', back: true })),
    ];
    expect(seenIn(seen).tests).toEqual([]);
  });

  it('is the first file’s alone when a second one puts it back as it found it', () => {
    const seen = [
      told('a.test.js::one', change({ after: '"de"' })),
      told('b.test.js::sets', change({ before: '"de"', after: '"fr"' })),
      told('b.test.js::resets', change({ before: '"fr"', after: '"de"' })),
    ];
    expect(seenIn(seen).tests.map(({ by }) => by)).toEqual(['a.test.js::one']);
  });

  it('is of both files when the second leaves something else', () => {
    const seen = [
      told('a.test.js::one', change({ after: '"de"' })),
      told('b.test.js::one', change({ before: '"de"', after: '"fr"' })),
    ];
    expect(seenIn(seen).tests).toEqual([
      { by: 'a.test.js::one', state: [{ ...locale, before: '"en"', after: '"de"' }], more: 0 },
      { by: 'b.test.js::one', state: [{ ...locale, before: '"de"', after: '"fr"' }], more: 0 },
    ]);
  });

  it('still is that when its text is as it was, but the driver says that it is not back', () => {
    const list = (before: string, after: string, back: boolean) =>
      change({ name: 'src/cart.js:items', before, after, back });
    const seen = [
      told('a.test.js::one', list('[1, …]', '[2, …]', false)),
      told('a.test.js::two', list('[2, …]', '[1, …]', false)),
    ];
    expect(seenIn(seen).tests.map(({ by }) => by)).toEqual(['a.test.js::two']);
  });

  it('has no variables of the test file itself and no mocked modules, which no other file sees', () => {
    const own = change({ name: 'a.test.js:count', file: 'a.test.js', before: '0', after: '1' });
    const other = change({ name: 'src/count.js:count', file: 'src/count.js', before: '0', after: '1' });
    const mocked = change({ kind: 'mocked-module', name: 'src/api.js', file: 'src/api.js' });
    expect(seenIn([told('a.test.js::one', own, other, mocked)]).tests).toEqual([
      {
        by: 'a.test.js::one',
        state: [{ kind: 'module-variable', name: 'src/count.js:count', before: '0', after: '1' }],
        more: 0,
      },
    ]);
  });

  it('is the file’s where no test did it', () => {
    expect(seenIn([told('a.test.js', change({ after: '"de"' }))]).tests.map(({ by }) => by)).toEqual(['a.test.js']);
  });

  it('has nothing that a set-up file makes anew before each file', () => {
    const helper = (after: string) => change({ kind: 'global', name: 'helper', after });
    const zone = change({ kind: 'environment', name: 'TZ' });
    const seen = [
      told('a.test.js::one', helper('{n: 1}'), zone),
      told('test/setup.js', helper('{n: 0}')),
      told('b.test.js::one', helper('{n: 1}')),
    ];
    expect(seenIn(seen).tests).toMatchObject([{ by: 'a.test.js::one', state: [{ kind: 'environment', name: 'TZ' }] }]);
  });

  it('is kept of the worst tests only, and the rest is counted', () => {
    const many = range(mostStates + 2).map((at) => change({ name: `src/m.js:v${at}` }));
    const seen = [
      ...range(mostTests).map((at) => told(`f${at}.test.js::leaks`, change({ name: `src/n${at}.js:v` }))),
      told('worst.test.js::leaks', ...many),
    ];
    const { tests, more } = seenIn(seen);
    expect({ tests: tests.length, more }).toEqual({ tests: mostTests, more: 1 });
    expect(tests[0]).toMatchObject({ by: 'worst.test.js::leaks', more: 2 });
    expect(tests[0]?.state).toHaveLength(mostStates);
  });
});

describe('the leaks of a campaign', () => {
  const own = (test: string) => ({ id: `web/${test}`, project: 0, own: test });
  const changes = {
    projects: [{ runner: 'vitest' as const, root: '/w', folder: 'web', version: '4.1.12' }],
    tests: [own('a.test.js::one'), own('b.test.js::two')],
  };

  it('name tests and files as people see them, worst first, and say what leaks with isolation as well', () => {
    const watched = run(2, {
      strategy: 'isolate-off',
      leaks: seenIn([
        told('a.test.js', change({})),
        told('b.test.js::two', change({}), change({ kind: 'file', name: 'data/out.txt' })),
      ]),
    });
    expect(leaksOf(campaign([run(1), watched], changes))).toEqual({
      leaks: [
        {
          test: 'web/b.test.js::two',
          state: [
            { ...locale, before: '"en"', after: '"de"' },
            { kind: 'file', name: 'data/out.txt', before: '"en"', after: '"de"', also_with_isolation: true },
          ],
        },
        { test: 'web/a.test.js', state: [{ ...locale, before: '"en"', after: '"de"' }] },
      ],
      more: 0,
    });
  });

  it('are not known of a run that kept the files apart', () => {
    const text = 'The pool vmThreads gives each file globals and modules of its own: nothing was shared between files.';
    const apart = run(2, { strategy: 'isolate-off', limitations: [text], leaks: { tests: [], more: 0 } });
    expect(leaksOf(campaign([apart], changes))).toBeUndefined();
    expect(keptApart(apart.limitations)).toBe(text);
  });

  it('are not known before a run has looked to its end', () => {
    const cut: RunRecord = run(2, { strategy: 'isolate-off', outcome: 'cancelled', leaks: { tests: [], more: 0 } });
    expect(leaksOf(campaign([run(1), cut], changes))).toBeUndefined();
  });
});

const locale = { kind: 'module-variable', name: 'src/locale.js:current' } as const;

function change(changes: Partial<StateChange>): StateChange {
  return { ...locale, before: '"en"', after: '"de"', back: false, restorable: true, ...changes };
}

/** Of a run of tests in files that are named so. */
function seenIn(seen: StateReport['changes']) {
  return leaksIn(
    seen,
    seen.flatMap(({ by }) => (by.includes('.test.js') ? [by] : [])),
  );
}

function told(by: string, ...changes: readonly StateChange[]): StateReport['changes'][number] {
  return { by, changes };
}
