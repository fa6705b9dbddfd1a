import { type ShownTrigger, triggersText } from '../escalation/shown-triggers.ts';
import { count } from './findings-text.ts';

export interface ShownPlan {
  readonly plan_id: string;
  readonly files: readonly {
    readonly path: string;
    readonly sha256: string;
    readonly diff: string;
    readonly fixes: readonly {
      readonly finding_id: string;
      readonly rule: string;
      readonly title: string;
      readonly safety: 'safe' | 'suggested';
    }[];
  }[];
  readonly unfixable: readonly { readonly finding_id: string; readonly reason: string }[];
  readonly unfixable_more?: number;
  readonly left_out: number;
  readonly suggested_left: number;
  readonly decision: 'allow' | 'approval_required';
  readonly triggers: readonly ShownTrigger[];
  readonly triggers_more?: number;
}

/** What a reader can do next, in the words of the place where they read. */
export interface PlanWords {
  readonly suggested: string;
  /** Left out where the gate's decision is shown otherwise. */
  readonly decided?: { readonly allow: string; readonly approval_required: string };
}

function toolWords({ plan_id }: ShownPlan): PlanWords {
  const apply = `apply_fixes with plan_id "${plan_id}"`;
  return {
    suggested: 'call again with include_suggested.',
    decided: { allow: `${apply}.`, approval_required: `${apply} starts the approval.` },
  };
}

/** A plan as a page: what each file gets and why, the diffs, what could not be fixed, what the gate says. */
export function planText(plan: ShownPlan, { suggested, decided }: PlanWords = toolWords(plan)): string {
  const { plan_id, files, unfixable, unfixable_more = 0, left_out, suggested_left } = plan;
  const fixes = files.reduce((sum, file) => sum + file.fixes.length, 0);
  const parts = [
    files.length === 0
      ? `Plan ${plan_id} changes nothing: there is no ${suggested_left > 0 ? 'safe ' : ''}fix to write here.`
      : `Plan ${plan_id}: ${count(fixes, 'fix').replace(/fixs$/, 'fixes')} in ${count(files.length, 'file')}. Nothing is changed yet.`,
    ...files.map(fileText),
  ];
  if (unfixable.length > 0) {
    const more = unfixable_more > 0 ? `\n  and ${unfixable_more} more` : '';
    parts.push(
      `No fix for:\n${unfixable.map(({ finding_id, reason }) => `  ${finding_id}: ${reason}`).join('\n')}${more}`,
    );
  }
  if (left_out > 0)
    parts.push(`${count(left_out, 'fixable finding')} left for a next plan: apply this one, then suggest again.`);
  if (suggested_left > 0) {
    const more = files.length > 0 ? 'more ' : '';
    parts.push(`${suggested_left} ${more}${suggested_left === 1 ? 'fix needs' : 'fixes need'} judgement: ${suggested}`);
  }
  if (files.length > 0 && decided) parts.push(decisionText(plan, decided[plan.decision]));
  return parts.join('\n\n');
}

function fileText({ path, diff, fixes }: ShownPlan['files'][number]): string {
  const lines = fixes.map(({ finding_id, rule, title, safety }) => `  ${safety}: ${title} (${rule}, ${finding_id})`);
  return [path, ...lines, diff.trimEnd()].join('\n');
}

function decisionText({ decision, triggers, triggers_more = 0 }: ShownPlan, next: string): string {
  if (decision === 'allow') return `The gate would allow it: ${next}`;
  const more = triggers_more > 0 ? `\nand ${triggers_more} more.` : '';
  return `The gate would ask a person (approval_required):\n${triggersText(triggers)}${more}\n${next}`;
}
