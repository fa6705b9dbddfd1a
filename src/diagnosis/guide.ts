import type { Cause } from '../analysis/index.ts';
import type { Strategy } from '../verification/index.ts';

/** What follows from a cause, whatever its signs were. */
export interface Guide {
  /** `topic/name` of the pattern to read. */
  readonly pattern: string;
  /** Strategies of verify_tests whose outcome tells this cause from the others; none when runs say nothing. */
  readonly strategies: readonly Strategy[];
  /** How to read that outcome. */
  readonly settles: string;
}

const isolation = 'flaky/test-isolation';
const passesAlone =
  'passes with isolate and fails with shuffle: another test is the cause; find_polluter with it as victim names which, and the state.';

export const guides: Readonly<Record<Cause, Guide>> = {
  'order-dependence': { pattern: isolation, strategies: ['shuffle', 'isolate'], settles: passesAlone },
  'async-wait': {
    pattern: 'flaky/race-conditions',
    strategies: ['repeat', 'parallel'],
    settles: 'fails more often under load (parallel): a race. Fails always: the condition never comes.',
  },
  unawaited: {
    pattern: 'async/test-setup',
    strategies: ['repeat'],
    settles:
      'shows whether it fails every time (a plain mistake) or only now and then (a race with the forgotten work).',
  },
  time: {
    pattern: 'mocking/time',
    strategies: ['repeat', 'timezone', 'clock'],
    settles: 'fails only in some zones, or only at some hours and days: the test reads a clock that it does not set.',
  },
  randomness: {
    pattern: 'flaky/randomness',
    strategies: ['repeat'],
    settles: 'fails with some seeds and passes with others; the failing seed is in the report.',
  },
  'unordered-collection': {
    pattern: 'flaky/unordered-results',
    strategies: ['repeat', 'hash-seed'],
    settles: 'sometimes passes: the order is left to chance. Always fails: the code returns the wrong order.',
  },
  'floating-point': { pattern: 'flaky/floating-point', strategies: [], settles: '' },
  'resource-leak': {
    pattern: 'flaky/resources',
    strategies: ['isolate', 'parallel'],
    settles: 'passes with isolate: another test, or a second worker, holds the resource.',
  },
  'mock-leak': { pattern: 'mocking/restore', strategies: ['shuffle', 'isolate'], settles: passesAlone },
  'shared-state': { pattern: isolation, strategies: ['shuffle', 'isolate'], settles: passesAlone },
  network: {
    pattern: 'mocking/external-apis',
    strategies: ['repeat', 'no-network'],
    settles: 'passes now and then, or only where the network is: the service is the cause, not the code.',
  },
  database: {
    pattern: 'database/transaction-isolation',
    strategies: ['isolate', 'shuffle', 'parallel'],
    settles: 'passes with isolate: rows, locks or connections of other tests are the cause.',
  },
  'performance-threshold': {
    pattern: 'performance/benchmarks',
    strategies: ['repeat', 'parallel'],
    settles: 'shows how far the times spread; a person decides on the bound.',
  },
  vacuous: { pattern: 'structure/tests-that-can-fail', strategies: [], settles: '' },
  'overbroad-assertion': { pattern: 'structure/tests-that-can-fail', strategies: [], settles: '' },
  environment: { pattern: 'flaky/environment', strategies: [], settles: '' },
  'genuine-failure': {
    pattern: 'flaky/identify',
    strategies: ['repeat'],
    settles: 'fails in every run: the code (or the expectation) is wrong. Passes in some: it is flaky after all.',
  },
};

/** The next step as one sentence or three: what to do, and the campaign that would settle it. */
export function nextStep(cause: Cause, advice: string, test: string | undefined): string {
  const { strategies, settles } = guides[cause];
  if (strategies.length === 0) return advice;
  const call =
    test === undefined
      ? `with its "path::name" and strategies ${JSON.stringify(strategies)}`
      : JSON.stringify({ tests: [test], strategies });
  return `${advice} To settle it: verify_tests ${call}; ${settles}`;
}
