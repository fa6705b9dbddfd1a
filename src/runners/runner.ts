import type { StateReport, StateRequest } from './state.ts';

/**
 * What every runner of tests can do for us, and what it answers. A runner is the user's own installed one, started with the
 * user's configuration in a process of its own; a driver of ours (`drivers/`) runs inside it and tells what really happened.
 */

export const runnerNames = ['pytest', 'vitest', 'jest', 'node:test', 'mocha', 'playwright'] as const;
export type RunnerName = (typeof runnerNames)[number];

export function isRunnerName(text: string): text is RunnerName {
  return runnerNames.some((name) => name === text);
}

/** Where a runner is started. The same tests have the same ids in a copy of the folder elsewhere. */
export interface Project {
  readonly runner: RunnerName;
  /** Real path the runner is started in: the folder of its config file, else of the nearest package.json or Python project. */
  readonly folder: string;
  /** Relative to `folder`. */
  readonly config?: string;
}

/**
 * A test: `path::name`. The path is relative to the project's folder, `/`-separated. The name is pytest's own
 * (`TestCart::test_total[eur]`) or the titles joined by ` > `. Of several tests of one name in one file, the second is
 * `… #2`, the third `… #3`, in the order of declaration.
 */
export type TestId = string;

/** What a run happens under. Everything left out is as in the user's own environment. */
export interface Condition {
  /** IANA name, `Pacific/Kiritimati`. */
  readonly timezone?: string;
  /** POSIX name, `tr_TR.UTF-8`. */
  readonly locale?: string;
  /** Added to every reading of the wall clock. Milliseconds. */
  readonly clockShiftMs?: number;
  /** No host but this machine itself can be reached. */
  readonly network?: 'off';
  /** Processes that keep a core busy meanwhile. */
  readonly load?: number;
  /** `PYTHONHASHSEED`, from 0 (off) to 4294967295. Python only. */
  readonly hashSeed?: number;
}

export interface Limits {
  /** For the whole run, start-up included. Then the process tree is ended. Milliseconds. */
  readonly timeMs: number;
  /** Resident memory of the run's processes together. Bytes. */
  readonly memoryBytes: number;
}

export interface ListRequest {
  readonly project: Project;
  /** Relative to the project's folder. */
  readonly files: readonly string[];
  readonly limits: Limits;
  readonly signal?: AbortSignal;
}

export interface Listing {
  /** In the order of declaration, file by file as asked for. */
  readonly tests: readonly TestId[];
  /** Files that could not be loaded, and why. */
  readonly errors: readonly RunProblem[];
  /** `8.3.5` */
  readonly version: string;
}

export interface RunRequest {
  /** Letters, digits, `_`, `-`. Every process of the run carries it in its environment. */
  readonly runId: string;
  readonly project: Project;
  /** Exactly these, in exactly this order (with one worker). */
  readonly tests: readonly TestId[];
  /** How often they are run in the same process, as a whole list: a b a b. Default 1. Only fresh processes are independent trials. */
  readonly repeats?: number;
  /** Default 1. With more, the runner's own workers share the files and no order is kept. */
  readonly workers?: number;
  /** 31 bits. The driver seeds the random generators of the language with it once per process, so that a run can be replayed. */
  readonly seed: number;
  readonly condition?: Condition;
  /** Count assertions per test where the runner can. Costs some runners a recompilation. */
  readonly countAssertions?: boolean;
  /** Looks at what tests leave behind, and puts it back. Changes timing: what it shows is to be confirmed without. */
  readonly state?: StateRequest;
  /** vitest: all files share one worker and its modules, whatever the configuration says (`isolate: false`). */
  readonly isolate?: false;
  readonly limits: Limits;
  readonly signal?: AbortSignal;
}

/** `crashed`, `timed_out`, `out_of_memory`: the process ended while this test was running. */
export type TestOutcome = 'passed' | 'failed' | 'skipped' | 'crashed' | 'timed_out' | 'out_of_memory';

export interface TestError {
  /** As the runner words it, without colours, cut at 4,000 characters. */
  readonly message: string;
  /** `AssertionError`, when known. */
  readonly name?: string;
  readonly stack?: string;
}

export interface TestResult {
  readonly id: TestId;
  /** Of its start among all of the run's, from 0. */
  readonly position: number;
  /** From 1, with `repeats`. */
  readonly attempt: number;
  readonly outcome: TestOutcome;
  /** Milliseconds. */
  readonly ms: number;
  readonly error?: TestError;
  /** The test asks its runner to try again, and it failed before: counts as failed, whatever came after. */
  readonly retried?: number;
  readonly assertions?: number;
}

/**
 * What a run was. Only `passed` and `failed` executed what was planned:
 * - `not_executed`: no planned test ran (a filter that matches nothing; all were skipped)
 * - `incomplete`: some planned tests never ran, and nothing says why
 * - `collection_failed`: a file could not be loaded
 * - `error_outside_tests`: tests ran, but the runner reports an error outside of them, or its exit code contradicts them
 * - `crashed`: the process ended before it said that it was done
 */
export type RunOutcome =
  | 'passed'
  | 'failed'
  | 'not_executed'
  | 'incomplete'
  | 'collection_failed'
  | 'error_outside_tests'
  | 'crashed'
  | 'timed_out'
  | 'out_of_memory'
  | 'cancelled';

export interface RunProblem {
  readonly scope: 'collection' | 'run';
  readonly message: string;
  /** Relative to the project's folder, when known. */
  readonly file?: string;
  readonly stack?: string;
}

export interface RunResult {
  readonly outcome: RunOutcome;
  /** One sentence for people when the outcome is neither `passed` nor `failed`. */
  readonly reason?: string;
  /** In the order of execution. */
  readonly results: readonly TestResult[];
  readonly planned: readonly TestId[];
  /** Planned, but neither executed nor skipped. */
  readonly missing: readonly TestId[];
  readonly problems: readonly RunProblem[];
  /** What this runner could not do as asked, in words. */
  readonly limitations: readonly string[];
  readonly runner: RunnerName;
  /** Empty when the run died before it could say. */
  readonly version: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Wall time in milliseconds. */
  readonly ms: number;
  /** Processes that the tests of a run that ended by itself had left behind and that were ended. */
  readonly leftProcesses: number;
  /** Only when asked for. */
  readonly state?: StateReport;
  /** The end of what was printed to stdout and stderr, without colours. */
  readonly output: string;
}

/** One runner of tests. Stateless: all of a run is in its request. */
export interface Runner {
  readonly name: RunnerName;
  /** Names the project's tests. Loads the files, which executes their code. @throws {RunnerError} */
  list(request: ListRequest): Promise<Listing>;
  /** @throws {RunnerError} only when no run could be started; everything else is an outcome. */
  run(request: RunRequest): Promise<RunResult>;
}

/** A runner, interpreter or plugin is missing or too old. The message says what to install. */
export class RunnerError extends Error {
  override readonly name = 'RunnerError';
}
