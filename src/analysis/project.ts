import type { Framework } from './facts.ts';

/** What rules must know of the project around a file; found by the language's own project reader from config and lock files. */
export interface ProjectFacts {
  readonly runner: RunnerFacts;
  /** Only for pytest and unittest files. */
  readonly pytest?: PytestFacts;
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
  /** The config file it was read from, relative to the root. */
  readonly configPath?: string;
}

export interface PytestFacts {
  readonly asyncioMode: 'strict' | 'auto' | undefined;
  /** pytest-asyncio is in use (installed, locked, required, or configured). */
  readonly usesPytestAsyncio: boolean;
  /** Versions as `major.minor.patch` text when known. */
  readonly pytestVersion?: string;
  readonly pytestAsyncioVersion?: string;
  readonly asyncioFixtureLoopScope?: string;
  readonly pythonFiles: readonly string[];
  readonly pythonClasses: readonly string[];
  readonly pythonFunctions: readonly string[];
  /** Distribution names seen in requirements, pyproject or lock files, lower case. */
  readonly distributions: readonly string[];
  /** Autouse fixtures and fixtures of conftest.py files above the file, nearest first. */
  readonly conftests: readonly string[];
}
