import type { Limits, Project, Runner, RunResult, TestId } from '../../runners/runner.ts';
import { groupedOrder, shuffledOrder } from '../order.ts';
import { Random, seedOf } from '../random.ts';
import { conditionOf } from '../surroundings.ts';
import type { Step } from './next.ts';
import { outsideTests, type ProofPlan, type Trial } from './record.ts';

export interface TrialSetting {
  readonly runner: Runner;
  readonly project: Project;
  readonly limits: Limits;
  readonly signal?: AbortSignal | undefined;
}

/** Runs one trial; undefined when it was cancelled, which leaves nothing to be counted. */
export async function runTrial(
  plan: ProofPlan,
  step: Step & { kind: 'run' },
  { runner, project, limits, signal }: TrialSetting,
): Promise<Trial | undefined> {
  const { phase, tree, arm, index } = step;
  const surroundings = plan.arms[arm]?.surroundings ?? {};
  const seed = seedFor(plan, step);
  const names = namesIn(plan, tree);
  const tests = orderFor(plan, arm, seed).flatMap((id) => names.get(id) ?? []);
  const result = await runner.run({
    runId: `${plan.proof_id}-${phase}-${tree}-${arm}-${index}`,
    project,
    tests,
    seed,
    condition: conditionOf(surroundings, new Date()),
    countAssertions: countsAssertions(step),
    limits,
    ...(signal && { signal }),
  });
  if (result.outcome === 'cancelled' || signal?.aborted) return undefined;
  return { phase, tree, arm, index, seed, ...record(plan, names, result) };
}

/** The same for both trees: what chance decides must not tell them apart. */
function seedFor(plan: ProofPlan, { phase, arm, index }: Step & { kind: 'run' }): number {
  // The sweep repeats what the unchanged code went through.
  return seedOf(plan.seed, phase === 'sweep' ? 'explore' : phase, arm, index);
}

/** Ids in the order of the run. */
export function orderFor(plan: ProofPlan, arm: number, seed: number): readonly TestId[] {
  const { order, test } = plan.arms[arm] ?? {};
  const ids = plan.tests.map(({ id }) => id);
  if (order === 'alone') return ids.filter((id) => id === test);
  if (order === 'named') return groupedOrder(plan.targets);
  return order === 'shuffled' ? shuffledOrder(ids, new Random(plan.seed, 'order', seed)) : ids;
}

function namesIn(plan: ProofPlan, tree: Trial['tree']): ReadonlyMap<TestId, TestId> {
  return new Map(
    plan.tests.flatMap(({ id, before, after }) => {
      const name = tree === 'old' ? before : after;
      return name === undefined ? [] : [[id, name] as const];
    }),
  );
}

/** Counting can cost a recompilation and time, which may hide the failure: a few runs of each tree are enough. */
function countsAssertions({ phase, arm, index }: Step & { kind: 'run' }): boolean {
  return (arm === 0 && index < 2 && (phase === 'explore' || phase === 'sweep')) || (phase === 'pair' && index < 3);
}

const died = new Set(['crashed', 'timed_out', 'out_of_memory']);
const maxMessage = 2_000;

function record(
  plan: ProofPlan,
  names: ReadonlyMap<TestId, TestId>,
  result: RunResult,
): Omit<Trial, 'phase' | 'tree' | 'arm' | 'index' | 'seed'> {
  const idOf = new Map([...names].map(([id, name]) => [name, id]));
  const own = (name: TestId) => idOf.get(name) ?? name;
  const failures = result.results
    .filter(({ outcome }) => outcome === 'failed' || died.has(outcome))
    .map(({ id, outcome, error }) => ({ id: own(id), message: (error?.message ?? outcome).slice(0, maxMessage) }));
  const { outcome, reason } = result;
  const outside =
    outcome === 'error_outside_tests' ||
    outcome === 'collection_failed' ||
    (died.has(outcome) && !result.results.some((each) => died.has(each.outcome)));
  const counted = result.results.filter((each) => each.outcome === 'passed' && each.assertions !== undefined);
  return {
    outcome,
    ...(reason === undefined ? {} : { reason }),
    failed: outside
      ? [
          ...failures,
          { id: outsideTests, message: (result.problems[0]?.message ?? reason ?? outcome).slice(0, maxMessage) },
        ]
      : failures,
    skipped: result.results.filter((each) => each.outcome === 'skipped').map(({ id }) => own(id)),
    missing: [...plan.tests.map(({ id }) => id).filter((id) => !names.has(id)), ...result.missing.map(own)],
    ...(counted.length > 0 && {
      assertions: Object.fromEntries(counted.map(({ id, assertions = 0 }) => [own(id), assertions])),
    }),
    ms: Math.round(result.ms),
  };
}
