import type { RunResult } from '../../runners/runner.ts';
import type { StateKey } from '../../runners/state.ts';
import { canonicalJson, newId } from '../../state/index.ts';
import { sha256 } from '../../workspace/index.ts';
import { seedOf } from '../random.ts';
import { memoryLimit } from '../run-once.ts';
import type { Ground } from './ground.ts';
import { leftBehind, victimIn } from './observe.ts';
import type { SearchHeader, SearchRun } from './record.ts';

/** One run: these tests in this order, then the victim, in a process of its own. */
export interface Question {
  /** In a few words, for people: `alone`, `after all others`. */
  readonly purpose: string;
  /** Places in the header's list, without the victim. */
  readonly tests: readonly number[];
  /** Look at what the tests leave behind. */
  readonly watch?: boolean;
  /** Right before the victim, put these back. */
  readonly restore?: readonly StateKey[];
  /** Find the line that changes this while the test runs. */
  readonly trace?: { readonly during: number; readonly key: StateKey };
}

/** Answers questions by runs; the search knows nothing of how. */
export interface Oracle {
  answer(question: Question): Promise<SearchRun>;
}

/** The time of this call is used up, or it was cancelled: what was answered so far is kept. */
export class Paused extends Error {
  override readonly name = 'Paused';
}

export interface Work {
  /** When to stop, as `performance.now()` counts. */
  readonly deadline: number;
  readonly signal?: AbortSignal | undefined;
  /** Opened when the first run is made. */
  readonly ground: () => Promise<Ground>;
  readonly onRun: (run: SearchRun, made: number) => void | Promise<void>;
}

/** Longest list of tests, and of a failure's message in characters, that a run's record holds. */
const mostListed = 50;
const longestMessage = 2000;
/** The longest that a timer can wait. Milliseconds. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Real runs. A question that was asked in an earlier call has its answer in the log: the n-th time it is asked gets the n-th
 * answer. So a search that begins again from its start goes on where it was stopped.
 */
export class RunningOracle implements Oracle {
  private readonly header: SearchHeader;
  private readonly runs: readonly SearchRun[];
  private readonly work: Work;
  private readonly asked = new Map<string, number>();
  private readonly places: ReadonlyMap<string, number>;
  private made = 0;

  constructor(header: SearchHeader, runs: readonly SearchRun[], work: Work) {
    this.header = header;
    this.runs = runs;
    this.work = work;
    this.places = new Map(header.tests.map(({ own }, place) => [own, place]));
  }

  async answer(question: Question): Promise<SearchRun> {
    const key = keyOf(question);
    const times = this.asked.get(key) ?? 0;
    this.asked.set(key, times + 1);
    this.made += 1;
    const known = this.runs.filter((run) => run.question === key)[times];
    if (known) return known;
    const run = await this.run(question, key);
    await this.work.onRun(run, this.made);
    return run;
  }

  private async run(question: Question, key: string): Promise<SearchRun> {
    const left = this.work.deadline - performance.now();
    if (left <= 0 || this.work.signal?.aborted) throw new Paused();
    const budget = AbortSignal.timeout(Math.min(longestTimerMs, Math.max(1, Math.floor(left))));
    const signal = this.work.signal ? AbortSignal.any([this.work.signal, budget]) : budget;
    const { header } = this;
    const victim = this.own(header.victim);
    const ground = await this.work.ground();
    const at = new Date();
    const result = await ground.runner
      .run({
        runId: newId('run'),
        project: ground.project,
        tests: [...question.tests.map((place) => this.own(place)), victim],
        // Another one each time: a victim that fails by chance must not fail in the same way twice.
        seed: seedOf(header.seed, this.made),
        ...this.stateOf(question, victim, ground),
        ...(header.request.isolate === false && { isolate: false }),
        limits: { timeMs: Math.min(longestTimerMs, Math.max(30_000, left)), memoryBytes: memoryLimit },
        signal,
      })
      .catch((error: unknown) => {
        if (signal.aborted) throw new Paused();
        throw error;
      });
    if (result.outcome === 'cancelled' || signal.aborted) throw new Paused();
    await ground.clean();
    return this.record(question, key, result, at, ground);
  }

  private stateOf({ watch, restore, trace }: Question, victim: string, { root }: Ground) {
    if (!watch && !restore && !trace) return {};
    return {
      state: {
        watch: watch ?? false,
        root,
        ...(restore && { restore: { before: victim, keys: restore } }),
        ...(trace && { trace: { during: this.own(trace.during), key: trace.key } }),
      },
    };
  }

  private record(question: Question, key: string, result: RunResult, at: Date, ground: Ground): SearchRun {
    const victim = this.own(this.header.victim);
    const { message } = result.results.findLast(({ id }) => id === victim)?.error ?? {};
    const { outcome, reason, limitations, state, results, ms } = result;
    // People know the folder, not its copy.
    const real = (text: string) => text.replaceAll(ground.root, this.header.projects[0]?.root ?? '');
    return {
      kind: 'run',
      question: key,
      purpose: question.purpose,
      ...(question.tests.length <= mostListed && { tests: [...question.tests] }),
      executed: results.filter((each) => each.outcome !== 'skipped').length,
      victim: victimIn(result, victim),
      ...(message === undefined ? {} : { message: real(message).slice(0, longestMessage) }),
      ...(question.watch && state && { left: [...leftBehind(state, victim, (id) => this.places.get(id))] }),
      ...(question.restore && state && { restored: [...state.restored] }),
      ...(question.trace && state && { writers: [...state.writers] }),
      outcome,
      ...(reason === undefined ? {} : { reason: real(reason) }),
      limitations: [...ground.limitations, ...limitations].map(real),
      at: at.toISOString(),
      ms: Math.round(ms),
    };
  }

  private own(place: number): string {
    return this.header.tests[place]?.own ?? '';
  }
}

/** The same for the same run, whatever it is for. */
function keyOf({ purpose: _, ...asked }: Question): string {
  return sha256(canonicalJson(asked)).slice(0, 32);
}
