import { describe, expect, it } from 'vitest';
import { courseOf, stuckMs, usualMs } from '../../src/verification/course.ts';
import type { RunRecord } from '../../src/verification/index.ts';
import { reportOf } from '../../src/verification/report.ts';
import { campaign, range, run } from './support.ts';

const request = { tests: ['t.test.ts'], runs: 20, strategies: ['repeat' as const] };

describe('a campaign', () => {
  it('goes on with the first run that was not made, and makes a run again that was cut', () => {
    const cut = run(2, { outcome: 'cancelled', results: [] });
    expect(courseOf(campaign([run(1), cut], { request }))).toMatchObject({ next: { run: 2 }, done: 1, total: 20 });
    expect(courseOf(campaign([run(1), cut, run(2)], { request }))).toMatchObject({ next: { run: 3 }, done: 2 });
  });

  it('is over early when every test has passed and failed in the same way of running it', () => {
    const both = range(5).map((index) => run(index + 1, { failed: index === 3 ? [0, 1] : [] }));
    expect(courseOf(campaign(both, { request }))).toEqual({ over: 'settled', done: 5, total: 20 });
    const oneOnly = range(5).map((index) => run(index + 1, { failed: index === 3 ? [0] : [] }));
    expect(courseOf(campaign(oneOnly, { request }))).toMatchObject({ next: { run: 6 } });
  });

  it('makes five runs of each strategy before it ends early', () => {
    const both = range(4).map((index) => run(index + 1, { failed: index === 3 ? [0, 1] : [] }));
    expect(courseOf(campaign(both, { request }))).toMatchObject({ next: { run: 5 } });
  });

  it('gives up after three runs in a row that end alike without a result', () => {
    const crash = (number: number) =>
      run(number, { outcome: 'crashed', reason: `The runner ended after ${number} s.`, results: [] });
    const crashed = campaign([crash(1), crash(2), crash(3)], { request });
    expect(courseOf(crashed)).toEqual({ over: 'no result', done: 3, total: 20 });
    expect(reportOf(crashed)).toMatchObject({
      status: 'done',
      verdict: 'inconclusive',
      runs: 0,
      failure_rate: null,
      upper_bound_95: 1,
      not_counted: [{ run: 1, outcome: 'crashed' }, { run: 2 }, { run: 3, reason: 'The runner ended after 3 s.' }],
    });
    expect(courseOf(campaign([crash(1), run(2), crash(3), crash(4)], { request }))).toMatchObject({ next: { run: 5 } });
  });

  it('goes on in other strategies when one alone gives no result', () => {
    const failing = range(3).flatMap((index): RunRecord[] => [
      run(2 * index + 1),
      run(2 * index + 2, { strategy: 'shuffle', outcome: 'crashed', reason: 'gone', results: [] }),
    ]);
    const asked = { ...request, strategies: ['repeat' as const, 'shuffle' as const] };
    expect(courseOf(campaign(failing, { request: asked }))).toMatchObject({ next: { strategy: 'repeat', run: 7 } });
    expect(courseOf(campaign([...failing, run(7)], { request: asked }))).toMatchObject({ next: { run: 9 } });
  });
});

describe('the time of a run', () => {
  const slot = { run: 9, strategy: 'repeat', project: 0, round: 4 } as const;

  it('is as usual for its kind, else for its project; runs that were ended tell nothing', () => {
    const ended = run(2, { ms: 40_000, outcome: 'timed_out', results: [] });
    const shuffled = run(3, { strategy: 'shuffle', ms: 900 });
    expect(usualMs(campaign([ended]), slot)).toBeUndefined();
    expect(usualMs(campaign([ended, shuffled]), slot)).toBe(900);
    expect(usualMs(campaign([run(1, { ms: 300 }), run(4, { ms: 200 }), shuffled]), slot)).toBe(300);
  });

  it('is stuck only as long as no test has ended: a slow suite does not hang', () => {
    const results = [
      ...range(5).map((test) => ({ test, attempt: 1, outcome: 'passed' as const, ms: 8000 })),
      { test: 5, attempt: 1, outcome: 'timed_out' as const, ms: 42_000 },
    ];
    expect(stuckMs(run(1, { ms: 42_000, outcome: 'timed_out', results }))).toBe(2000);
    expect(stuckMs(run(1, { ms: 42_000, outcome: 'timed_out', results: results.slice(4) }))).toBe(34_000);
  });
});

describe('a run', () => {
  it.each(['not_executed', 'incomplete', 'collection_failed', 'error_outside_tests', 'crashed', 'timed_out'] as const)(
    'that was %s is no pass of its tests, even of those that had passed by then',
    (outcome) => {
      const runs = [...range(10).map((index) => run(index + 1)), run(11, { outcome, reason: 'because' })];
      const report = reportOf(campaign(runs, { request }));
      expect(report).toMatchObject({ verdict: 'inconclusive', runs: 10, not_counted: [{ run: 11, outcome }] });
      expect(report.tests.map(({ runs: counted }) => counted)).toEqual([10, 10]);
    },
  );

  it('that died while a test ran is a failure of that test and no news about the others', () => {
    const results = [
      { test: 0, attempt: 1, outcome: 'passed' as const, ms: 1 },
      { test: 1, attempt: 1, outcome: 'timed_out' as const, ms: 30_000, message: 'Still running.' },
    ];
    const died = run(6, { outcome: 'timed_out', reason: 'Ended after 30 s.', results });
    const report = reportOf(campaign([...range(5).map((index) => run(index + 1)), died], { request }));
    expect(report.tests).toMatchObject([
      {
        id: 't.test.ts::b',
        verdict: 'flaky',
        runs: 6,
        failures: 1,
        first_failure: { message: 'Still running.', run: 6 },
      },
      { id: 't.test.ts::a', verdict: 'stable', runs: 5, failures: 0 },
    ]);
    expect(report).toMatchObject({ runs: 6, failures: 1, not_counted: [] });
  });

  it('of a test twice in one process counts for nothing but itself', () => {
    const results = [1, 2].map((attempt) => ({
      test: 0,
      attempt,
      outcome: attempt === 1 ? ('passed' as const) : ('failed' as const),
      ms: 1,
    }));
    const twice = run(1, { strategy: 'twice', repeats: 2, order: [0], outcome: 'failed', results });
    const report = reportOf(campaign([twice], { names: ['a'], request: { ...request, strategies: ['twice'] } }));
    expect(report).toMatchObject({ verdict: 'inconclusive', runs: 0, failures: 0 });
    expect(report.tests[0]).toMatchObject({ runs: 0, fails_second_time: { failures: 1, runs: 1 } });
    expect(report.by_strategy[0]).toMatchObject({ strategy: 'twice', runs: 1, failures: 1 });
  });
});

describe('a report', () => {
  it('shows the first failure with what makes it again', () => {
    const runs = [run(1), run(2, { strategy: 'shuffle', order: [1, 0], failed: [0], seed: 99 })];
    const report = reportOf(campaign(runs));
    expect(report.tests[0]?.first_failure).toEqual({
      message: 'expected 1 to be 2',
      run: 2,
      strategy: 'shuffle',
      seed: 99,
      surroundings: '',
      order: ['t.test.ts::b', 't.test.ts::a'],
      order_more: 0,
    });
    expect(report.reproduce).toBe('npx testing-patterns-mcp verify --replay campaign_abcdefghijklmnopqrst:2 --root /w');
  });

  it('without a failure tells how to make the campaign again', () => {
    expect(reportOf(campaign([run(1)], { roots: ["/my project's"] })).reproduce).toBe(
      "npx testing-patterns-mcp verify t.test.ts --runs 20 --strategies repeat,shuffle --seed 7 --root '/my project'\\''s'",
    );
  });

  it('says of an axis that the machine cannot do why, and calls nothing stable', () => {
    const reach = [
      {
        strategy: 'no-network' as const,
        project: 0,
        reach: { status: 'unavailable' as const, reason: 'No namespaces.' },
      },
    ];
    const asked = { ...request, strategies: ['repeat' as const, 'no-network' as const] };
    const report = reportOf(
      campaign(
        range(20).map((index) => run(index + 1)),
        { request: asked, reach },
      ),
    );
    expect(report).toMatchObject({ status: 'done', verdict: 'inconclusive' });
    expect(report.by_strategy[1]).toMatchObject({ strategy: 'no-network', runs: 0, unavailable: 'No namespaces.' });
    expect(report.limitations).toContain('no-network was not tried: No namespaces.');
  });

  it('does not let a test that is always skipped hide that the others are stable, and tells of it', () => {
    const skipping = (number: number): RunRecord => {
      const [first, second] = run(number).results;
      return run(number, {
        results: [...(first ? [first] : []), ...(second ? [{ ...second, outcome: 'skipped' as const }] : [])],
      });
    };
    const report = reportOf(
      campaign(
        range(20).map((index) => skipping(index + 1)),
        { request },
      ),
    );
    expect(report.verdict).toBe('stable');
    expect(report.tests[0]).toMatchObject({ id: 't.test.ts::b', verdict: 'inconclusive', skipped: true, runs: 0 });
    expect(report.limitations).toContain('1 test was skipped in every run: nothing is known about it.');
  });

  it('passes over an axis that the language does not have', () => {
    const reach = [
      {
        strategy: 'hash-seed' as const,
        project: 0,
        reach: { status: 'not_applicable' as const, reason: 'JavaScript.' },
      },
    ];
    const asked = { ...request, strategies: ['repeat' as const, 'hash-seed' as const] };
    const report = reportOf(
      campaign(
        range(20).map((index) => run(index + 1)),
        { request: asked, reach },
      ),
    );
    expect(report.verdict).toBe('stable');
    expect(report.by_strategy[1]).toMatchObject({ runs: 0, not_applicable: 'JavaScript.' });
  });
});
