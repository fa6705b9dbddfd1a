import type { Framework } from './facts.ts';

/** What rules must know of the project around a file; found by the language's own project reader from config and lock files. */
export interface ProjectFacts {
  readonly runner: RunnerFacts;
  /** Only for pytest and unittest files. */
  readonly pytest?: PytestFacts;
  /** Major version of `@testing-library/user-event` that the manifest asks for; its calls give promises since version 14. */
  readonly userEvent?: number;
}

export interface RunnerFacts {
  readonly name: Framework;
  /** Major version of the installed or locked runner; undefined when it cannot be known. */
  readonly major?: number;
  /** `describe`, `it`, `expect` exist without import. */
  readonly globals: boolean;
  /** Spies and mocks are put back by configuration (`restoreMocks`) or a setup file. */
  readonly restoresMocks: boolean;
  /** Environment stubs are put back by configuration (`unstubEnvs`) or a setup file; Python: an autouse fixture puts the whole environment back. */
  readonly restoresEnvironment: boolean;
  /** Timers are faked by configuration or a setup file, for every file. */
  readonly fakesTimers: boolean;
  /** A setup file switches real timers back on after each test. */
  readonly restoresTimers: boolean;
  /** Network is intercepted for every file (msw, nock, `disableNetConnect`, vi.stubGlobal('fetch') … in a setup file). */
  readonly interceptsNetwork: boolean;
  /** An autouse fixture of a conftest.py seeds the random generators before each test. */
  readonly seedsRandom?: boolean;
  /** Test files share one process and module registry (vitest `isolate: false`, mocha, node:test with isolation none, pytest). */
  readonly sharesProcess: boolean;
  /** Calls of mocks are forgotten before each test (`clearMocks`, Vitest 5's default, a setup file). */
  readonly clearsMocks?: boolean;
  /** Implementations of mocks are put back before each test (`mockReset`, `resetMocks`, `restoreMocks`, a setup file). */
  readonly resetsMocks?: boolean;
  /** `vi.stubGlobal` is undone by configuration (`unstubGlobals`) or a setup file. */
  readonly restoresGlobals?: boolean;
  /** Tests of a file run at once by configuration (`sequence.concurrent`, Playwright's `fullyParallel`). */
  readonly concurrent?: boolean;
  /** How often the configuration repeats a failed test. */
  readonly retries?: number;
  /** The configured time limit of a test, in milliseconds. */
  readonly testTimeout?: number;
  /** What stands in for the browser: `jsdom`, `happy-dom`, `node`. */
  readonly environment?: string;
  /** The time zone is the same on every machine: `TZ` in the configuration, a setup file or the script that runs the tests. */
  readonly pinsTimezone?: boolean;
  /** What setup files call, and when; for what no field above says. Callees as in `CallFact`. */
  readonly setup?: readonly SetupCall[];
  /** The config file it was read from, relative to the root. */
  readonly configPath?: string;
  /** The one runner that config files and dependencies around the file point to, whatever the file itself imports. */
  readonly expected?: Framework;
}

export interface SetupCall {
  readonly callee: string;
  /** `load`: while the setup file is loaded. */
  readonly when: 'load' | 'beforeEach' | 'afterEach' | 'beforeAll' | 'afterAll';
}

export interface PytestFacts {
  readonly asyncioMode: 'strict' | 'auto' | undefined;
  /** pytest-asyncio is in use (installed, locked, required, or configured). */
  readonly usesPytestAsyncio: boolean;
  readonly asyncioFixtureLoopScope?: string;
  readonly pythonFiles: readonly string[];
  readonly pythonClasses: readonly string[];
  readonly pythonFunctions: readonly string[];
  /** Distribution names seen in requirements, pyproject or lock files, lower case. */
  readonly distributions: readonly string[];
  /** Autouse fixtures and fixtures of conftest.py files above the file, nearest first. */
  readonly conftests: readonly string[];
  /** What is known of the version of each distribution, by normalised name; `python` is the interpreter. Rules ask `versionIs`. */
  readonly versions: Readonly<Record<string, KnownVersion>>;
  /** `asyncio_default_test_loop_scope`. */
  readonly asyncioTestLoopScope?: string;
  /** Names of the markers that the configuration or a conftest.py registers. */
  readonly markers: readonly string[];
  /** `pytester_example_dir`, as written: samples that the tests of a plugin copy. */
  readonly exampleDir?: string;
  /** `testpaths`, as written. */
  readonly testPaths: readonly string[];
  /** `--strict-markers`, or the `strict_markers`/`strict` option. */
  readonly strictMarkers: boolean;
  /** `xfail_strict`. */
  readonly xfailStrict: boolean;
  /** The lines of `filterwarnings`, and `-W` of addopts, first to last. */
  readonly filterWarnings: readonly string[];
  /** The words of `addopts`. */
  readonly addopts: readonly string[];
  /** pytest-xdist distributes the tests: `-n` or `--numprocesses` in addopts. */
  readonly runsParallel: boolean;
  /** Something else than pytest-asyncio's marks runs async tests: a hook of a conftest.py, another plugin, anyio's auto mode. */
  readonly runsAsyncOtherwise: boolean;
}

/** At most one of `exact` (locked, pinned or installed) and the bounds of a requirement. Texts like `8.3.5`. */
export interface KnownVersion {
  readonly exact?: string;
  readonly atLeast?: string;
  readonly below?: string;
}
