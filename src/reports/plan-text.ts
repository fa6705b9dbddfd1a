import { count } from './findings-text.ts';
import { type ShownTrigger, triggersText } from './triggers-text.ts';

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
  readonly decision: 'allow' | 'approval_required';
  readonly triggers: readonly ShownTrigger[];
  readonly triggers_more?: number;
}

/** A plan as a page: what each file gets and why, the diffs, what could not be fixed, what the gate says. */
export function planText(plan: ShownPlan): string {
  const { plan_id, files, unfixable, unfixable_more = 0, left_out } = plan;
  const fixes = files.reduce((sum, file) => sum + file.fixes.length, 0);
  const parts = [
    files.length === 0
      ? `Plan ${plan_id} changes nothing: there is no fix to write here.`
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
  if (files.length > 0) parts.push(decisionText(plan));
  return parts.join('\n\n');
}

function fileText({ path, sha256, diff, fixes }: ShownPlan['files'][number]): string {
  const lines = fixes.map(({ finding_id, rule, title, safety }) => `  ${safety}: ${title} (${rule}, ${finding_id})`);
  return [`${path} (sha256 ${sha256})`, ...lines, diff.trimEnd()].join('\n');
}

function decisionText({ decision, triggers, triggers_more = 0, plan_id }: ShownPlan): string {
  if (decision === 'allow') return `The gate would allow it: apply_fixes with plan_id "${plan_id}".`;
  const more = triggers_more > 0 ? `\nand ${triggers_more} more.` : '';
  return `The gate would ask a person (approval_required):\n${triggersText(triggers)}${more}\napply_fixes with plan_id "${plan_id}" starts the approval.`;
}
