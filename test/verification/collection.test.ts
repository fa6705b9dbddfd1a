import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { runnerFor } from '../../src/runners/projects.ts';
import { runnerNames } from '../../src/runners/runner.ts';
import { collection, flakyCauses, knownTests, projectOf, testsWith } from './collection/manifest.ts';

describe('the collection', () => {
  it('holds at least 18 flaky tests, 10 that only look flaky and 3 that fail', () => {
    expect(testsWith('flaky').length).toBeGreaterThanOrEqual(18);
    expect(testsWith('stable').filter((test) => test.looks_like).length).toBeGreaterThanOrEqual(10);
    expect(testsWith('failing').length).toBeGreaterThanOrEqual(3);
  });

  it('has a flaky test of every cause that a run can show', () => {
    const causes = new Set(testsWith('flaky').map(({ cause }) => cause));
    expect([...causes].sort()).toEqual([...flakyCauses].sort());
  });

  it.each(['flaky', 'stable'] as const)('has %s tests of every runner', (verdict) => {
    const having = collection.projects.filter(({ tests }) => testsWith(verdict, tests).length > 0);
    expect(having.map(({ runner }) => runner).sort()).toEqual([...runnerNames].sort());
  });

  it('asks for enough runs to see a failure with 99 %', () => {
    const shows = testsWith('flaky').flatMap((test) => test.shows);
    const tooFew = shows.filter(({ rate, runs }) => rate !== undefined && (1 - rate) ** runs > 0.01);
    expect(tooFew).toEqual([]);
  });

  it('names polluters and state-setters that are in it', () => {
    const ids = new Set(knownTests.map(({ id }) => id));
    const named = testsWith('flaky').flatMap((test) => [...(test.polluters ?? []), ...(test.state_setters ?? [])]);
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
  });
});

describe('a run that did not do what was planned', () => {
  const { runner: name, runs } = collection.unfinished;

  it.each(runs)('is $outcome: $because', async ({ tests, outcome, blamed }) => {
    const runner = await runnerFor(name);
    const project = projectOf(collection.unfinished);
    const run = (tests: readonly string[], timeMs = 60_000) => {
      const runId = `collection-${randomBytes(6).toString('hex')}`;
      return runner.run({ runId, project, tests, seed: 1, limits: { timeMs, memoryBytes: 2 * 1024 ** 3 } });
    };
    // Enough to come to the test that hangs, on whatever machine: several times what the one before it takes alone.
    const result = await run(
      tests,
      outcome === 'timed_out' ? 1_500 + 4 * (await run(tests.slice(0, 1))).ms : undefined,
    );
    expect(result.outcome).toBe(outcome);
    const died = result.results.filter((test) => test.outcome !== 'passed' && test.outcome !== 'skipped');
    expect(died.map(({ id }) => id)).toEqual(blamed === undefined ? [] : [blamed]);
  });
});
