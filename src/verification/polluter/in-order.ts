import { randomInt } from 'node:crypto';
import type { Analyzer } from '../../analysis/index.ts';
import { runnerFor } from '../../runners/projects.ts';
import type { RunOutcome, TestOutcome } from '../../runners/runner.ts';
import { newId } from '../../state/index.ts';
import type { Workspace } from '../../workspace/index.ts';
import { VerificationError } from '../error.ts';
import { memoryLimit } from '../run-once.ts';
import { projectOf } from '../targets.ts';
import { findScene } from './scene.ts';

/** A run of tests that were named one by one. */
export interface RunInOrder {
  readonly outcome: RunOutcome;
  readonly reason?: string;
  /** In the order of execution. */
  readonly tests: readonly { readonly id: string; readonly outcome: TestOutcome; readonly message?: string }[];
  readonly limitations: readonly string[];
}

const usualMs = 10 * 60_000;

/** @param tests `path::name`, of one project. The last one is the one of interest. */
export async function runInOrder(
  workspace: Workspace,
  analyzer: Analyzer,
  tests: readonly string[],
  options: {
    readonly isolate?: false | undefined;
    readonly timeoutMs?: number | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<RunInOrder> {
  const [victim, before] = [tests.at(-1), tests.slice(0, -1)];
  if (victim === undefined)
    throw new VerificationError('Name the tests, each as "path::name", in the order in which they are to run.');
  const { isolate, timeoutMs = usualMs, signal } = options;
  const limits = { timeMs: timeoutMs, memoryBytes: memoryLimit };
  const scene = await findScene(workspace, analyzer, { victim, candidates: before, given: 'tests', limits, signal });
  const [project] = scene.projects;
  if (!project) throw new VerificationError(`The runner finds no test ${JSON.stringify(victim)}.`);
  const order = [...scene.candidates, scene.victim].flatMap((place) => scene.tests[place] ?? []);
  const result = await (await runnerFor(project.runner)).run({
    runId: newId('run'),
    project: projectOf(project),
    tests: order.map(({ own }) => own),
    seed: randomInt(1, 2 ** 30),
    ...(isolate === false && { isolate }),
    limits,
    ...(signal && { signal }),
  });
  const shown = new Map(order.map(({ own, id }) => [own, id]));
  return {
    outcome: result.outcome,
    ...(result.reason === undefined ? {} : { reason: result.reason }),
    tests: result.results.map(({ id, outcome, error }) => ({
      id: shown.get(id) ?? id,
      outcome,
      ...(error && { message: error.message }),
    })),
    limitations: result.limitations,
  };
}
