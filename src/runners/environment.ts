type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Left by a test runner that we may have been started from; they would steer the one that we start (a vitest that sees
 * `VITEST` takes itself for a worker, node:test reports to its parent).
 */
const ofAnotherRunner =
  /^(?:VITEST(?:_.*)?|JEST_WORKER_ID|NODE_TEST_CONTEXT|NODE_UNIQUE_ID|PYTEST_(?:CURRENT_TEST|XDIST_.*|VERSION)|PLAYWRIGHT_TEST|TEST_WORKER_INDEX|TEST_PARALLEL_INDEX|TINYPOOL_WORKER_ID|TEST|NODE_V8_COVERAGE|TESTING_PATTERNS_(?:PLAN|RUN_ID))$/;

export function cleanEnvironment(env: Environment): Record<string, string | undefined> {
  // vitest and jest set NODE_ENV themselves; the value is theirs, not the user's.
  const inherited = env.VITEST !== undefined || env.JEST_WORKER_ID !== undefined;
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !ofAnotherRunner.test(name) && !(inherited && name === 'NODE_ENV' && env.NODE_ENV === 'test'),
    ),
  );
}
