import type { PatternLanguage } from '../../src/patterns/index.ts';

/** What somebody types into the search, and the document that answers it. */
export interface SearchQuery {
  readonly query: string;
  readonly id: string;
  /** Where the words decide it. Else a document of either language answers. */
  readonly language?: PatternLanguage;
}

const python = 'python';
const typescript = 'typescript';

/** By symptom, by error text as runners print it, and by names that are half remembered, misspelt or of another tool. */
export const searchQueries: readonly SearchQuery[] = [
  // async
  { query: 'event loop is closed', id: 'async/test-setup', language: python },
  { query: 'pytest asyncio async fixture returns async_generator object', id: 'async/test-setup', language: python },
  { query: 'how to test __aenter__ __aexit__', id: 'async/context-managers', language: python },
  { query: 'IllegalStateChangeError asyncio.gather same session', id: 'async/concurrency', language: python },
  { query: 'playwright button not there yet when clicking', id: 'async/page-waits' },
  // fixtures
  { query: 'You tried to access the function scoped fixture with a session scoped request', id: 'fixtures/scoping' },
  { query: 'make user with default values, override a few fields', id: 'fixtures/factory' },
  { query: 'fixture uses another fixture', id: 'fixtures/composition' },
  // mocking
  { query: "object MagicMock can't be used in 'await' expression", id: 'mocking/async-functions', language: python },
  { query: 'mock session.execute scalars all', id: 'mocking/database-queries', language: python },
  { query: 'stub the payment provider http call', id: 'mocking/external-apis' },
  { query: 'freezegun today date mock', id: 'mocking/time', language: python },
  { query: 'jest.advanceTimersByTime promise never resolves', id: 'mocking/fake-timers', language: typescript },
  { query: 'spyOn still mocked in next test', id: 'mocking/restore', language: typescript },
  { query: 'mock drifted from real class signature', id: 'mocking/contracts' },
  // database
  { query: 'database is locked', id: 'database/engines' },
  { query: 'sqlite no such table: users in memory', id: 'database/engines', language: python },
  { query: 'roll back after each test so the db is clean', id: 'database/transaction-isolation' },
  { query: 'UNIQUE constraint failed how to assert IntegrityError', id: 'database/constraints' },
  { query: 'delete parent row children left behind', id: 'database/cascade-deletes' },
  // parametrize
  { query: 'same test with many inputs', id: 'parametrize/basic' },
  { query: 'indirect=True', id: 'parametrize/with-fixtures', language: python },
  { query: 'hypothesis or fast-check, generate random examples', id: 'parametrize/properties' },
  // flaky
  { query: 'works alone fails together', id: 'flaky/test-isolation' },
  { query: 'sometimes red sometimes green no idea why', id: 'flaky/identify' },
  { query: 'listen EADDRINUSE: address already in use :::3000', id: 'flaky/resources', language: typescript },
  { query: 'Math.random seed', id: 'flaky/randomness', language: typescript },
  { query: 'off by one day in CI because UTC', id: 'flaky/time-zones' },
  { query: 'getaddrinfo ENOTFOUND api.stripe.com', id: 'flaky/network', language: typescript },
  { query: 'os.environ not reset between tests', id: 'flaky/environment', language: python },
  { query: 'lru_cache remembers value from previous test', id: 'flaky/module-state', language: python },
  {
    query: 'expected 0.30000000000000004 to be 0.3 // Object.is equality',
    id: 'flaky/floating-point',
    language: typescript,
  },
  // performance
  { query: 'assert elapsed < 5 seconds too slow on CI runner', id: 'performance/benchmarks' },
  { query: 'tracemalloc memory leak', id: 'performance/memory', language: python },
  // running
  { query: 'pytest only run tests matching name, drop into pdb', id: 'running/commands', language: python },
  { query: 'xdist -n auto worker_id', id: 'running/parallel', language: python },
  // structure
  { query: 'test passes but nothing asserted', id: 'structure/tests-that-can-fail' },
  { query: 'unit integration folders where does conftest go', id: 'structure/layout', language: python },
  // workflow, escalation
  { query: 'how often must I run it to be sure the fix works', id: 'workflow/diagnose-fix-verify' },
  { query: 'agent wants to touch prod database, who approves', id: 'escalation/rules' },
];
