import type { DriverEvent } from './events.ts';
import type { Ended } from './process/supervise.ts';
import type { RunOutcome, RunProblem, RunResult, TestId, TestOutcome, TestResult } from './runner.ts';
import { withoutSecrets } from './secrets.ts';
import type { StateReport } from './state.ts';

export interface Evidence {
  readonly runner: RunResult['runner'];
  readonly planned: readonly TestId[];
  readonly repeats: number;
  readonly events: readonly DriverEvent[];
  readonly ended: Ended;
}

/**
 * What a run was, from the exit code, the event stream and the planned ids together. Alone none can be trusted: a filter that
 * matches nothing exits with 0, and a report may say "success" after a worker died.
 */
export function judge({ runner, planned, repeats, events, ended }: Evidence): RunResult {
  const finished = events.filter((event) => event.type === 'test').map(resultOf);
  const flying = inFlight(events);
  const over = events.findLast((event) => event.type === 'run:end');
  const outOfMemory = ended.cause === 'out_of_memory' || (!over && heapExhausted.test(ended.output));
  const problems = problemsIn(events);
  // A worker may die while the runner lives on and says so.
  const lived = over !== undefined && !problems.some(({ scope }) => scope === 'run');
  const taken = takenAlong(ended, lived, outOfMemory);
  const [only, ...others] = flying;
  const results =
    taken && only && others.length === 0 ? [...finished, { ...only, ...taken, position: finished.length }] : finished;
  const times = new Map<TestId, number>();
  for (const { id } of results) times.set(id, (times.get(id) ?? 0) + 1);
  const missing = planned.filter((id) => (times.get(id) ?? 0) < repeats);
  const [outcome, reason] = outcomeOf({ planned, results, missing, problems, ended, over, outOfMemory, flying });
  return {
    outcome,
    ...(reason === undefined ? {} : { reason }),
    results,
    planned,
    missing,
    problems,
    limitations: [...new Set(events.flatMap((event) => (event.type === 'limitation' ? [event.text] : [])))],
    runner,
    version: events.find((event) => event.type === 'run:start')?.version ?? '',
    exitCode: ended.exitCode,
    signal: ended.signal,
    ms: ended.ms,
    leftProcesses: ended.left,
    output: ended.output,
  };
}

/** What the runner reported beside tests. */
export function problemsIn(events: readonly DriverEvent[]): RunProblem[] {
  return events.flatMap((event) => {
    if (event.type !== 'problem') return [];
    const { type: _, ...problem } = event;
    return [problem];
  });
}

/** What the driver saw of the state around the tests. */
export function stateIn(events: readonly DriverEvent[]): StateReport {
  return {
    changes: events.flatMap((event) =>
      event.type === 'state' ? [{ by: event.by, changes: event.changes.map(withoutSecrets) }] : [],
    ),
    restored: events.flatMap((event) => (event.type === 'restored' ? [withoutType(event)] : [])),
    writers: events.flatMap((event) => (event.type === 'writer' ? [withoutType(event)] : [])),
  };
}

function withoutType<T extends DriverEvent>({ type: _, ...rest }: T): Omit<T, 'type'> {
  return rest;
}

interface Case {
  readonly planned: readonly TestId[];
  readonly results: readonly TestResult[];
  readonly missing: readonly TestId[];
  readonly problems: readonly RunProblem[];
  readonly ended: Ended;
  readonly over: { readonly executed: readonly TestId[] } | undefined;
  readonly outOfMemory: boolean;
  readonly flying: readonly Flying[];
}

function outcomeOf(of: Case): [RunOutcome, string?] {
  const { planned, results, missing, problems, ended, over, flying } = of;
  const during = flying.length > 0 ? ` while ${flying.map(({ id }) => id).join(', ')} ran` : '';
  if (ended.cause === 'cancelled') return ['cancelled', 'The run was cancelled.'];
  if (ended.cause === 'timed_out')
    return ['timed_out', `The run was ended after ${Math.round(ended.ms / 1000)} s${during}.`];
  if (of.outOfMemory) return ['out_of_memory', `The memory limit was reached${during}.`];
  if (!over) return ['crashed', `The runner ended ${endingText(ended)}${during}, before it had said that it was done.`];

  const known = new Set(planned);
  const strange = results.find(({ id }) => !known.has(id));
  const executed = results.filter(({ outcome }) => outcome !== 'skipped');
  const collection = problems.find(({ scope }) => scope === 'collection');
  const outside = problems.find(({ scope }) => scope === 'run');
  if (results.some(({ outcome }) => outcome === 'crashed'))
    return ['crashed', `A worker died${during}: ${firstLine(outside?.message ?? '')}`];
  if (collection && missing.length > 0)
    return [
      'collection_failed',
      `${collection.file ?? 'A file'} could not be loaded: ${firstLine(collection.message)}`,
    ];
  if (outside && missing.length > 0)
    return [
      'crashed',
      `${missing.length} of ${planned.length} planned tests did not run: ${firstLine(outside.message)}`,
    ];
  if (executed.length === 0)
    return [
      'not_executed',
      results.length > 0 ? 'All planned tests were skipped.' : 'None of the planned tests was run.',
    ];
  if (missing.length > 0)
    return ['incomplete', `${missing.length} of ${planned.length} planned tests did not run, first ${missing[0]}.`];
  if (strange) return ['incomplete', `${strange.id} was run although it was not planned.`];
  if (disagree(over.executed, executed))
    return ['incomplete', 'The tests that the runner counts at its end are not those that it reported one by one.'];
  if (results.some(({ outcome }) => outcome !== 'passed' && outcome !== 'skipped')) return ['failed'];
  if (outside) return ['error_outside_tests', `Every test passed, but: ${firstLine(outside.message)}`];
  if (ended.exitCode !== 0)
    return ['error_outside_tests', `Every test passed, but the runner ended ${endingText(ended)}.`];
  return ['passed'];
}

/** A test that its runner tried again after a failure has failed, whatever came after. */
function resultOf(event: DriverEvent & { type: 'test' }): TestResult {
  const { type: _, seed: __, ...result } = event;
  if (!result.retried || result.outcome !== 'passed') return result;
  const error = { message: `Passed only at try ${result.retried + 1}: the runner's retry hid the failure.` };
  return { ...result, outcome: 'failed', error: result.error ?? error };
}

interface Flying {
  readonly id: TestId;
  readonly attempt: number;
}

/** Started and never finished, in the order of their start. */
function inFlight(events: readonly DriverEvent[]): Flying[] {
  const flying = new Map<string, Flying>();
  for (const event of events) {
    if (event.type !== 'test:start' && event.type !== 'test') continue;
    const key = `${event.attempt} ${event.id}`;
    if (event.type === 'test') flying.delete(key);
    else flying.set(key, { id: event.id, attempt: event.attempt });
  }
  return [...flying.values()];
}

/** What becomes of the one test that was running when the process ended; undefined when it was not the end of the process. */
function takenAlong(
  ended: Ended,
  lived: boolean,
  outOfMemory: boolean,
): { outcome: TestOutcome; ms: number; error: { message: string } } | undefined {
  const say = (outcome: TestOutcome, message: string) => ({ outcome, ms: ended.ms, error: { message } });
  if (ended.cause === 'cancelled') return undefined;
  if (ended.cause === 'timed_out')
    return say('timed_out', `Still running when the run's time was up, after ${Math.round(ended.ms)} ms.`);
  if (outOfMemory) return say('out_of_memory', 'Running when the memory was used up.');
  return lived
    ? undefined
    : say('crashed', `Its process ended while this test was running (the runner ${endingText(ended)}).`);
}

const heapExhausted = /JavaScript heap out of memory|Reached heap limit/;

function endingText({ signal, exitCode }: Ended): string {
  return signal ? `by ${signal}` : `with exit code ${exitCode}`;
}

function disagree(counted: readonly TestId[], executed: readonly TestResult[]): boolean {
  const [a, b] = [new Set(counted), new Set(executed.map(({ id }) => id))];
  return a.size !== b.size || [...a].some((id) => !b.has(id));
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0]?.slice(0, 300) ?? '';
}
