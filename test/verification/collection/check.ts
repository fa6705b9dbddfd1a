import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clopperPearson } from '../../../src/verification/statistics.ts';
import { preparedPython } from '../../support/runners.ts';
import {
  type CampaignPlan,
  type Finished,
  figuresOf,
  reportsOf,
  runCampaigns,
  truthOf,
  verdictsOf,
  worstRunsAgain,
} from './campaigns.ts';
import { collection, type KnownProject, testsWith } from './manifest.ts';

/**
 * Enough of each that shows something there. Chance and orders follow from the seed: of the first ones, one was taken with which
 * every failure that they decide comes within so few runs. Axes go through their values, five at most. The first campaign of
 * each is of all tests; where its axes keep the declared order, `repeat` is left for those that it shows.
 */
const plans: Readonly<Record<string, readonly CampaignPlan[]>> = {
  'pytest-ledger': [
    { strategies: ['shuffle'], runs: 10, seed: 3 },
    { strategies: ['repeat', 'timezone', 'clock', 'hash-seed', 'twice'], runs: 5, seed: 1 },
    {
      strategies: ['repeat', 'isolate'],
      runs: 5,
      seed: 1,
      only: ['tests/test_money.py::test_refresh_counts_the_rates', 'tests/test_money.py::test_converts_to_pounds'],
    },
  ],
  'vitest-storefront': [
    { strategies: ['shuffle', 'timezone'], runs: 5, seed: 1 },
    {
      strategies: ['repeat'],
      runs: 3,
      seed: 1,
      only: ['test/orders.test.ts::archives an order', 'test/orders.test.ts::lists the stock city by city'],
    },
  ],
  'jest-bank': [
    { strategies: ['shuffle'], runs: 8, seed: 3 },
    { strategies: ['repeat', 'locale', 'timezone'], runs: 5, seed: 1 },
  ],
  'mocha-parcels': [
    { strategies: ['shuffle'], runs: 8, seed: 3 },
    { strategies: ['repeat', 'clock'], runs: 5, seed: 1 },
  ],
  'node-gateway': [
    { strategies: ['shuffle', 'parallel', 'no-network'], runs: 5, seed: 1 },
    {
      strategies: ['repeat'],
      runs: 3,
      seed: 1,
      only: ['test/gateway.test.js::gateway > answers while one backend is down'],
    },
  ],
  'playwright-orders': [{ strategies: ['repeat'], runs: 5, seed: 2 }],
};

/** The campaigns of one project of the collection, held against what is true of each test. A file for each: they are slow. */
export function describeCollection(folder: string): void {
  describe(folder, () => checkProject(folder));
}

/** The runner's own tests say in CI what it can do: that its campaigns are right, too, is asked with TESTING_PATTERNS_WHOLE_COLLECTION=1. */
export function describeOnRequest(folder: string): void {
  describe.runIf(process.env.TESTING_PATTERNS_WHOLE_COLLECTION)(folder, () => checkProject(folder));
}

function checkProject(folder: string): void {
  const project = projectNamed(folder);
  let finished: Finished;

  beforeAll(() => {
    // The rates hold for a machine that is not set up in any particular way.
    vi.stubEnv('TESTING_PATTERNS_PYTHON', preparedPython());
    // Its pytest project uses no plugin; loading them would be half of each run.
    vi.stubEnv('PYTEST_DISABLE_PLUGIN_AUTOLOAD', '1');
    vi.stubEnv('TZ', 'UTC');
    vi.stubEnv('LC_ALL', 'C.UTF-8');
    return () => vi.unstubAllEnvs();
  });

  beforeAll(async () => {
    finished = await runCampaigns(project, plans[project.folder] ?? []);
  }, 600_000);

  afterAll(() => finished.close());

  it('is known test by test', () => {
    const listed = finished.campaigns[0]?.campaign.header;
    expect(listed?.unloadable).toEqual([]);
    expect(listed?.tests.map(({ own }) => own).sort()).toEqual(project.tests.map(({ id }) => id).sort());
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
}

function projectNamed(folder: string): KnownProject {
  const project = collection.projects.find((candidate) => candidate.folder === folder);
  if (!project) throw new Error(`The collection has no project ${folder}.`);
  return project;
}
