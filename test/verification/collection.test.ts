import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runnerFor } from '../../src/runners/projects.ts';
import { runnerNames } from '../../src/runners/runner.ts';
import { clopperPearson } from '../../src/verification/statistics.ts';
import { preparedPython } from '../support/runners.ts';
import {
  type CampaignPlan,
  type Finished,
  figuresOf,
  reportsOf,
  runCampaigns,
  truthOf,
  verdictsOf,
  worstRunsAgain,
} from './collection/campaigns.ts';
import { collection, filesOf, flakyCauses, knownTests, projectOf, testsWith } from './collection/manifest.ts';

/** Milliseconds, bytes. */
const limits = { timeMs: 60_000, memoryBytes: 2 * 1024 ** 3 };

beforeAll(() => {
  // The rates hold for a machine that is not set up in any particular way.
  vi.stubEnv('TESTING_PATTERNS_PYTHON', preparedPython());
  vi.stubEnv('TZ', 'UTC');
  vi.stubEnv('LC_ALL', 'C.UTF-8');
  return () => vi.unstubAllEnvs();
});

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

/** Enough of each that shows something there. Axes go through their values, five at most. */
const plans: Readonly<Record<string, readonly CampaignPlan[]>> = {
  'pytest-ledger': [
    { strategies: ['shuffle'], runs: 20, seed: 1 },
    { strategies: ['repeat', 'timezone', 'clock', 'hash-seed', 'twice'], runs: 5, seed: 1 },
    {
      strategies: ['repeat', 'isolate'],
      runs: 5,
      seed: 1,
      only: ['tests/test_money.py::test_refresh_counts_the_rates', 'tests/test_money.py::test_converts_to_pounds'],
    },
  ],
  'vitest-storefront': [
    { strategies: ['shuffle'], runs: 26, seed: 1 },
    { strategies: ['repeat', 'timezone'], runs: 5, seed: 1 },
  ],
  'jest-bank': [
    { strategies: ['shuffle'], runs: 20, seed: 1 },
    { strategies: ['repeat', 'locale', 'timezone'], runs: 5, seed: 1 },
  ],
  'mocha-parcels': [
    { strategies: ['shuffle'], runs: 20, seed: 1 },
    { strategies: ['repeat', 'clock'], runs: 5, seed: 1 },
  ],
  'node-gateway': [
    { strategies: ['shuffle'], runs: 16, seed: 1 },
    { strategies: ['repeat', 'parallel', 'no-network'], runs: 5, seed: 1 },
  ],
  'playwright-orders': [{ strategies: ['repeat'], runs: 17, seed: 1 }],
};

describe.each(collection.projects)('$folder', (project) => {
  let finished: Finished;

  beforeAll(async () => {
    finished = await runCampaigns(project, plans[project.folder] ?? []);
  }, 600_000);

  afterAll(() => finished.close());

  it('is known test by test', async () => {
    const { list } = await runnerFor(project.runner);
    const ids = project.tests.map(({ id }) => id);
    const listing = await list({ project: projectOf(project), files: filesOf(ids), limits });
    expect(listing.errors).toEqual([]);
    expect([...listing.tests].sort()).toEqual([...ids].sort());
  });

  it('gets the verdict of every test right', () => {
    expect(verdictsOf(finished, project)).toEqual(truthOf(finished, project));
  });

  it('has no run that does not count', () => {
    expect(finished.campaigns.flatMap(({ report }) => report.not_counted)).toEqual([]);
  });

  it('holds the true failure rates in the exact intervals', () => {
    const known = testsWith('flaky', project.tests).flatMap(({ id, shows }) =>
      shows.flatMap(({ rate, under }) => (rate === undefined ? [] : [{ id, under, rate }])),
    );
    const missed = known.flatMap(({ id, under, rate }) => {
      const { failures, runs } = figuresOf(finished, project, id, under);
      const [low, high] = clopperPearson(failures, runs);
      return low <= rate && rate <= high ? [] : [`${id} ${under}: ${rate} is not in ${failures}/${runs}`];
    });
    expect(missed).toEqual([]);
  });

  it('says which tests cannot run twice in one process', () => {
    const twice = finished.strategies.has('twice');
    const known = project.tests.filter((test) => twice && 'twice' in test).map(({ id }) => `${project.folder}/${id}`);
    const said = reportsOf(finished).filter(
      (test) => test.fails_second_time?.failures === test.fails_second_time?.runs && test.fails_second_time,
    );
    expect(said.map(({ id }) => id).sort()).toEqual(known.sort());
  });

  it('fails the same way when its worst runs are made again', async () => {
    const { then, now } = await worstRunsAgain(finished);
    expect(now).toEqual(then);
    expect(then.length).toBeGreaterThan(0);
  }, 120_000);
});

describe('a run that did not do what was planned', () => {
  const { runner: name, runs } = collection.unfinished;

  it.each(runs)('is $outcome: $because', async ({ tests, outcome, blamed }) => {
    const runner = await runnerFor(name);
    const result = await runner.run({
      runId: `collection-${randomBytes(6).toString('hex')}`,
      project: projectOf(collection.unfinished),
      tests,
      seed: 1,
      limits: { ...limits, timeMs: 5_000 },
    });
    expect(result.outcome).toBe(outcome);
    const died = result.results.filter((test) => test.outcome !== 'passed' && test.outcome !== 'skipped');
    expect(died.map(({ id }) => id)).toEqual(blamed === undefined ? [] : [blamed]);
  });
});
