import { describe, expect, it } from 'vitest';
import { auditOf } from '../../src/verification/audit.ts';
import type { RunRecord } from '../../src/verification/record.ts';
import { campaign, range, run } from './support.ts';

const request = { tests: ['.'], runs: 3, strategies: ['repeat' as const, 'isolate-off' as const] };

describe('an audit', () => {
  it('is passing when every test passed in every run, and compares the runs that did not look for leaks', () => {
    const runs = [isolated(1, 300), shared(2, 5000, { watched: true }), isolated(3, 310), shared(4, 100)];
    const audit = auditOf(campaign([...runs, isolated(5, 500), shared(6, 106)], { request }));
    expect(audit).toMatchObject({
      status: 'done',
      verdict: 'passing',
      tests: 2,
      files: 1,
      runs: { isolated: 3, shared: 3 },
      failing: [],
      leaks: [],
      time: { isolated_ms: 310, shared_ms: 103, runs: { isolated: 3, shared: 2 } },
    });
    expect(audit.time?.ratio).toBeCloseTo(310 / 103);
  });

  it('names the tests that failed without isolation only, and how to find who is to blame', () => {
    const runs = range(3).flatMap((at) => [isolated(2 * at + 1), shared(2 * at + 2, 100, { failed: [1] })]);
    const audit = auditOf(campaign(runs, { request }));
    expect(audit).toMatchObject({ verdict: 'failing', failing_anyway: [] });
    expect(audit.failing).toEqual([
      {
        id: 't.test.ts::b',
        failures: 3,
        runs: 3,
        runs_isolated: 3,
        message: 'expected 1 to be 2',
        next: 'npx testing-patterns-mcp polluter t.test.ts::b --isolate-off --root /w',
      },
    ]);
  });

  it('says that one failure in three runs may be chance', () => {
    const runs = range(3).flatMap((at) => [
      isolated(2 * at + 1),
      shared(2 * at + 2, 100, { failed: at === 2 ? [1] : [] }),
    ]);
    expect(auditOf(campaign(runs, { request })).failing).toMatchObject([{ failures: 1, may_be_chance: true }]);
  });

  it('does not blame the missing isolation for a test that fails with it, too', () => {
    const runs = range(3).flatMap((at) => [
      run(2 * at + 1, { failed: at === 0 ? [0] : [] }),
      shared(2 * at + 2, 100, { failed: [0] }),
    ]);
    expect(auditOf(campaign(runs, { request }))).toMatchObject({
      verdict: 'inconclusive',
      reason: 'Tests that fail with isolation say nothing about isolate: false. Mend them first.',
      failing: [],
      failing_anyway: ['t.test.ts::a'],
    });
  });

  it('is failing when no run without isolation comes to a result', () => {
    const lost = (number: number): RunRecord => ({
      ...shared(number),
      outcome: 'collection_failed',
      reason: 'b.test.ts could not be loaded: Cannot redefine property: now',
      results: [],
    });
    const runs = range(3).flatMap((at) => [isolated(2 * at + 1), lost(2 * at + 2)]);
    expect(auditOf(campaign(runs, { request }))).toMatchObject({
      verdict: 'failing',
      reason:
        'No run with isolate: false came to a result (collection_failed): b.test.ts could not be loaded: Cannot redefine property: now',
      failing: [],
    });
    expect(auditOf(campaign([...runs.slice(0, 4), isolated(5), shared(6)], { request }))).toMatchObject({
      verdict: 'inconclusive',
      reason: 'Runs ended without a result.',
    });
  });

  it('is inconclusive where the pool keeps files apart whatever isolate says', () => {
    const limitations = ['The pool vmThreads gives each file modules of its own: nothing was shared between files.'];
    const runs = range(3).flatMap((at) => [isolated(2 * at + 1), { ...shared(2 * at + 2), limitations }]);
    expect(auditOf(campaign(runs, { request }))).toMatchObject({
      verdict: 'inconclusive',
      reason: `${limitations[0]} Choose the pool forks or threads.`,
    });
  });

  it('is inconclusive before all runs are made, and compares no time without a run that did not look', () => {
    const audit = auditOf(campaign([isolated(1), shared(2, 100, { watched: true })], { request }));
    expect(audit).toMatchObject({
      status: 'running',
      verdict: 'inconclusive',
      reason: 'The time was used up before all runs were made.',
    });
    expect(audit.time).toBeUndefined();
  });
});

function isolated(number: number, ms = 100): RunRecord {
  return run(number, { ms });
}

function shared(
  number: number,
  ms = 100,
  { watched = false, failed = [] }: { readonly watched?: boolean; readonly failed?: readonly number[] } = {},
): RunRecord {
  const looked = watched ? { leaks: { tests: [], more: 0 } } : {};
  return run(number, { strategy: 'isolate-off', ms, failed, surroundings: { isolation: 'off' }, ...looked });
}
