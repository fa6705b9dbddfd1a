import { shownTriggers } from '../escalation/shown-triggers.ts';
import { planText } from '../reports/plan-text.ts';
import { applyPlan, type PlanOutcome } from '../server/apply-plan.ts';
import type { ServerContext } from '../server/context.ts';
import { ToolError } from '../server/errors.ts';
import { planAction } from '../server/plan-action.ts';
import { plainAnswer } from '../untrusted/plain-answer.ts';
import { name } from '../version.ts';
import { approveHere } from './approve.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { print, terminal } from './output.ts';
import { stopped } from './stopped.ts';

export interface FixOptions {
  readonly dryRun?: boolean;
  readonly includeSuggested?: boolean;
  readonly rule?: readonly string[];
  /** A plan that was made before: just that one. */
  readonly plan?: string;
}

const WORDS = { suggested: 'add --include-suggested.' };
const DRY_WORDS = {
  ...WORDS,
  decided: { allow: 'run it without --dry-run.', approval_required: 'Run it without --dry-run to approve it here.' },
};

/** Shows the plan and applies it. What the gate stops, the person at the terminal can approve at once. */
export async function fix(
  paths: readonly string[],
  { dryRun = false, includeSuggested = false, rule, plan: planId }: FixOptions,
  context: ServerContext,
): Promise<ExitCode> {
  const fixes = await context.fixes();
  if (planId !== undefined && (paths.length > 0 || rule !== undefined || includeSuggested))
    throw new ToolError(
      '--plan is a whole edit. Allowed beside it: --dry-run. Leave paths, --rule and --include-suggested out.',
    );
  const plan =
    planId === undefined
      ? await fixes.suggest({
          ...(paths.length > 0 ? { paths } : {}),
          rules: rule,
          include_suggested: includeSuggested,
        })
      : await fixes.getPlan(planId);
  const gate = await context.gate();
  const { decision, triggers } = await gate.evaluate(planAction(await fixes.prepare(plan.plan_id)));
  print(planText(plainAnswer({ ...plan, decision, ...shownTriggers(triggers) }), dryRun ? DRY_WORDS : WORDS));
  if (dryRun || plan.files.length === 0) return EXIT.ok;

  const first = await applyPlan(plan.plan_id, context);
  if (first.approval_id === undefined || !terminal.isTTY) return report(first);
  const approval = await approveHere(first.approval_id, gate.approvals);
  if (approval !== EXIT.ok) return approval;
  return report(await applyPlan(plan.plan_id, context));
}

function report(outcome: PlanOutcome): ExitCode {
  if (outcome.status !== 'applied') return stopped(outcome);
  print(
    `\nApplied to ${plainAnswer(outcome.applied)
      .map(({ path }) => path)
      .join(', ')}. Run these tests.\n"npx ${name} undo ${outcome.undo_id}" puts the files back.`,
  );
  return EXIT.ok;
}
