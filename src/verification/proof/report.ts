import { upperBound } from '../statistics.ts';
import { type Count, countFailing, countOf, failed, reproducedTests } from './counts.ts';
import type { Step, Verdict } from './next.ts';
import { outsideTests, type ProofPlan, type ProofRecord, shownTest, type Trial } from './record.ts';
import { orderFor } from './trial.ts';
import type { Weakening } from './weakening.ts';

/** The fields that every answer has. */
interface Figures {
  readonly proof_id: string;
  /** One sentence, or two. */
  readonly reason: string;
  /** The condition in which old and new were compared; absent until one is found. */
  readonly condition?: string;
  /** Runs in that condition, old and new by turns: those that show the failure, of all. */
  readonly before: Count;
  readonly after: Count;
  /** All runs, the exploring ones included. */
  readonly runs: number;
  /** What the old code failed under, and the new. In the order of the first run. */
  readonly axes: readonly { readonly axis: string; readonly before: Count; readonly after: Count }[];
  readonly tests: readonly TestFigures[];
  /** Files that changed in the real workspace while the proof ran: by a test that reached out of its copy, or by somebody else. */
  readonly changed_meanwhile: readonly string[];
  readonly limitations: readonly string[];
}

export interface TestFigures {
  /** As people see it; {@link outsideTests} for failures that no test is named for. */
  readonly id: string;
  readonly target: boolean;
  readonly before: Count;
  readonly after: Count;
  /** The first with the change, else the first without it. */
  readonly first_failure?: {
    readonly tree: 'old' | 'new';
    readonly message: string;
    readonly axis: string;
    readonly seed: number;
    /** What ran, in this order, where that was not all as declared. */
    readonly order?: readonly string[];
  };
}

export type ProofReport =
  /** The budget is used up; the proof can be continued with its id. */
  | (Figures & { readonly status: 'running' })
  /** The change makes tests check less. Nothing is proved. */
  | (Figures & {
      readonly status: 'refused';
      readonly weakenings: readonly Pick<Weakening, 'path' | 'line' | 'reason'>[];
    })
  | (Figures & {
      readonly status: 'done';
      readonly verdict: Verdict;
      /**
       * With 95 % confidence the changed code fails no more often than this, in that condition (`unreproduced`: in all that were
       * tried). Absent when the verdict says nothing about a rate.
       */
      readonly upper_bound_95?: number;
    });

export function reportOf(
  { plan, trials }: ProofRecord,
  step: Step,
  seen: { readonly changedMeanwhile: readonly string[]; readonly limitations: readonly string[] },
): ProofReport {
  const figures = figuresOf({ plan, trials }, step, seen);
  switch (step.kind) {
    case 'run':
      return { ...figures, status: 'running' };
    case 'refused':
      return {
        ...figures,
        status: 'refused',
        weakenings: [{ path: pathOf(shownTest(plan, step.test)), reason: step.reason }],
      };
    case 'done': {
      const bound = boundOf(step.verdict, figures.after);
      return {
        ...figures,
        status: 'done',
        verdict: step.verdict,
        ...(bound === undefined ? {} : { upper_bound_95: bound }),
      };
    }
  }
}

function boundOf(verdict: Verdict, after: Count): number | undefined {
  if (verdict === 'inconclusive' || verdict === 'regressed' || after.runs === 0) return undefined;
  return upperBound(after.failures, after.runs);
}

function figuresOf(
  { plan, trials }: ProofRecord,
  step: Step,
  { changedMeanwhile, limitations }: { changedMeanwhile: readonly string[]; limitations: readonly string[] },
): Figures {
  const reproduced = reproducedTests(plan, trials);
  const pairs = trials.filter(({ phase }) => phase === 'pair' || phase === 'extra');
  const arm = pairs[0]?.arm;
  // Without a condition that shows the failure, all runs speak for the changed code.
  const compared = arm === undefined ? trials : pairs;
  const failures = arm === undefined ? new Set([...plan.targets, outsideTests]) : reproduced;
  const of = (tree: Trial['tree'], from: readonly Trial[] = compared) => from.filter((trial) => trial.tree === tree);
  const condition = arm === undefined ? undefined : plan.arms[arm]?.name;
  const arms = [...new Set(trials.map((trial) => trial.arm))];
  return {
    proof_id: plan.proof_id,
    reason: step.kind === 'run' ? runningText(step) : step.reason,
    ...(condition === undefined ? {} : { condition }),
    before: countFailing(of('old'), failures),
    after: countFailing(of('new'), failures),
    runs: trials.length,
    axes: arms.map((each) => {
      const own = trials.filter((trial) => trial.arm === each);
      return {
        axis: plan.arms[each]?.name ?? '',
        before: countFailing(of('old', own), failures),
        after: countFailing(of('new', own), failures),
      };
    }),
    tests: testFigures({ plan, trials }),
    changed_meanwhile: changedMeanwhile,
    limitations: [...new Set([...plan.limitations, ...limitations])],
  };
}

function runningText({ phase, arm }: Step & { kind: 'run' }): string {
  if (phase === 'explore') return 'Looking for a condition in which the unchanged code fails.';
  if (phase === 'pair') return `Running the code without and with the change by turns (condition ${arm + 1}).`;
  return 'Running the changed code.';
}

function circumstances(
  plan: ProofPlan,
  { arm, seed }: Trial,
): { axis: string; seed: number; order?: readonly string[] } {
  const axis = plan.arms[arm]?.name ?? '';
  if (plan.arms[arm]?.order === 'declared') return { axis, seed };
  return { axis, seed, order: orderFor(plan, arm, seed).map((id) => shownTest(plan, id)) };
}

function pathOf(test: string): string {
  return test.slice(0, test.indexOf('::'));
}

/** Targets, and whatever else failed. */
function testFigures({ plan, trials }: ProofRecord): TestFigures[] {
  const targets = new Set(plan.targets);
  const failing = new Set(trials.flatMap((trial) => trial.failed.map(({ id }) => id)));
  const ids = [...plan.tests.map(({ id }) => id), outsideTests].filter((id) => targets.has(id) || failing.has(id));
  return ids.map((id) => {
    const first =
      trials.find((trial) => trial.tree === 'new' && failed(trial, id)) ?? trials.find((trial) => failed(trial, id));
    const message = first?.failed.find((failure) => failure.id === id)?.message;
    return {
      id: shownTest(plan, id),
      target: targets.has(id),
      before: countOf(
        plan,
        trials.filter(({ tree }) => tree === 'old'),
        id,
      ),
      after: countOf(
        plan,
        trials.filter(({ tree }) => tree === 'new'),
        id,
      ),
      ...(first && message !== undefined
        ? { first_failure: { tree: first.tree, message, ...circumstances(plan, first) } }
        : {}),
    };
  });
}
