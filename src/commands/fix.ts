import { planText } from '../reports/plan-text.ts';
import { triggersText } from '../reports/triggers-text.ts';
import { applyPlan, type PlanOutcome } from '../server/apply-plan.ts';
import type { ServerContext } from '../server/context.ts';
import { planAction } from '../server/plan-action.ts';
import { shownTriggers } from '../server/shown-triggers.ts';
import { approveHere } from './approve.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { complain, print, terminal } from './output.ts';

export interface FixOptions {
  readonly dryRun?: boolean;
  readonly includeSuggested?: boolean;
  readonly rule?: readonly string[];
}

/** Shows the plan and applies it. What the gate stops, the person at the terminal can approve at once. */
export async function fix(
  paths: readonly string[],
  { dryRun = false, includeSuggested = false, rule }: FixOptions,
  context: ServerContext,
): Promise<ExitCode> {
  const fixes = await context.fixes();
  const plan = await fixes.suggest({
    ...(paths.length > 0 ? { paths } : {}),
    rules: rule,
    include_suggested: includeSuggested,
  });
  const gate = await context.gate();
  const { decision, triggers } = await gate.evaluate(planAction(await fixes.prepare(plan.plan_id)));
  print(planText({ ...plan, decision, ...shownTriggers(triggers) }));
  if (dryRun || plan.files.length === 0) return EXIT.ok;

  const first = await applyPlan(plan.plan_id, context);
  if (first.approval_id === undefined || !terminal.isTTY) return report(first);
  const approval = await approveHere(first.approval_id, gate.approvals);
  if (approval !== EXIT.ok) return approval;
  return report(await applyPlan(plan.plan_id, context));
}

function report({ status, applied, triggers, next_step }: PlanOutcome): ExitCode {
  if (status === 'applied') {
    print(`\nApplied to ${applied.map(({ path }) => path).join(', ')}.\n${next_step}`);
    return EXIT.ok;
  }
  complain([status, ...(triggers.length > 0 ? [triggersText(triggers)] : []), next_step].join('\n'));
  return EXIT.found;
}
