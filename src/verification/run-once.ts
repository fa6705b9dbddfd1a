import { totalmem } from 'node:os';
import { runnerFor } from '../runners/projects.ts';
import type { RunOutcome, RunResult } from '../runners/runner.ts';
import { newId } from '../state/index.ts';
import { leaksIn } from './leaks.ts';
import type { Header, ResultRecord, RunRecord } from './record.ts';
import type { RunPlan } from './schedule.ts';
import { conditionOf } from './surroundings.ts';
import { projectOf } from './targets.ts';

/** All of a run's processes together. Half of the machine, at most 4 GB. Bytes. */
export const memoryLimit = Math.min(4 * 1024 ** 3, Math.floor(totalmem() / 2));

/** Longest message of a failure that is kept, in characters. */
const longestMessage = 4000;

/** Makes one run of a campaign. The only place where verification starts a process. @throws {RunnerError} */
export async function runOnce(
  header: Header,
  plan: RunPlan,
  { timeMs, signal }: { readonly timeMs: number; readonly signal?: AbortSignal | undefined },
): Promise<RunRecord> {
  const began = new Date();
  const record = header.projects[plan.project];
  if (!record) throw new RangeError(`Run ${plan.run} is of project ${plan.project}, which the campaign does not have.`);
  const own = plan.order.map((test) => header.tests[test]?.own ?? '');
  const runner = await runnerFor(record.runner);
  const result = await runner
    .run({
      runId: newId('run'),
      project: projectOf(record),
      tests: own,
      repeats: plan.repeats,
      workers: plan.workers,
      seed: plan.seed,
      condition: conditionOf(plan.surroundings, began),
      ...(plan.surroundings.isolation === 'off' && { isolate: false }),
      ...(plan.watch && { state: { watch: true } }),
      limits: { timeMs, memoryBytes: memoryLimit },
      ...(signal && { signal }),
    })
    .catch((error: unknown) => {
      if (signal?.aborted) return undefined;
      throw error;
    });
  const places = new Map(own.map((id, index) => [id, plan.order[index] ?? 0]));
  return {
    kind: 'run',
    run: plan.run,
    strategy: plan.strategy,
    project: plan.project,
    seed: plan.seed,
    surroundings: plan.surroundings,
    workers: plan.workers,
    repeats: plan.repeats,
    order: [...plan.order],
    ...(result ? answerOf(result, places) : cancelled),
    at: began.toISOString(),
    ms: Math.round(result?.ms ?? Date.now() - began.getTime()),
  };
}

type Answer = Pick<RunRecord, 'outcome' | 'reason' | 'results' | 'limitations' | 'leaks' | 'version'>;

/** The run was called off before it had begun. */
const cancelled = {
  outcome: 'cancelled',
  reason: 'The run was cancelled.',
  results: [],
  limitations: [],
  version: '',
} satisfies Answer;

function answerOf(result: RunResult, places: ReadonlyMap<string, number>): Answer {
  const outcome: RunOutcome = result.outcome;
  return {
    outcome,
    ...(result.reason === undefined ? {} : { reason: result.reason }),
    results: result.results.flatMap(({ id, attempt, outcome, ms, error }): ResultRecord[] => {
      const test = places.get(id);
      if (test === undefined) return [];
      const message = error === undefined ? {} : { message: error.message.slice(0, longestMessage) };
      return [{ test, attempt, outcome, ms: Math.round(ms), ...message }];
    }),
    limitations: [...result.limitations],
    ...(result.state && { leaks: leaksIn(result.state.changes, result.planned) }),
    version: result.version,
  };
}
