import { z } from 'zod';
import { planText } from '../../reports/plan-text.ts';
import { defineTool, READ_ONLY } from '../define-tool.ts';
import { ToolError } from '../errors.ts';
import { planAction } from '../plan-action.ts';
import { DecisionOutput, Paths, TriggerOutput } from '../schemas.ts';
import { shownTriggers } from '../shown-triggers.ts';

/** Characters of diff in one plan: what is applied must have been readable in one answer. */
const DIFF_BUDGET = 18_000;
/** Findings without a fix that are named one by one. */
const UNFIXABLE_LIMIT = 40;

export const suggestFixes = defineTool({
  name: 'suggest_fixes',
  title: 'Suggest fixes',
  description:
    'Writes the fixes of findings as a plan: a diff per file, each fix analysed again (it parses, the finding is gone, nothing new came). Changes no file. Says whether a person must approve before apply_fixes. "safe" fixes keep what the test means; "suggested" ones come with include_suggested or by finding_ids.',
  input: z.strictObject({
    paths: Paths.optional(),
    finding_ids: z.array(z.string()).min(1).optional().describe('From analyze_tests. Default: every fixable finding.'),
    rules: z.array(z.string()).min(1).optional(),
    include_suggested: z.boolean().default(false),
  }),
  output: z.object({
    plan_id: z.string(),
    files: z.array(
      z.object({
        path: z.string(),
        sha256: z.string(),
        diff: z.string(),
        fixes: z.array(
          z.object({
            finding_id: z.string(),
            rule: z.string(),
            title: z.string(),
            safety: z.enum(['safe', 'suggested']),
          }),
        ),
      }),
    ),
    unfixable: z.array(z.object({ finding_id: z.string(), reason: z.string() })),
    unfixable_more: z.number().exactOptional(),
    left_out: z.number().describe('Fixable findings for a next plan: this one is full.'),
    decision: DecisionOutput,
    triggers: z.array(TriggerOutput),
    triggers_more: z.number().exactOptional(),
  }),
  annotations: { ...READ_ONLY, idempotentHint: false },
  async run({ paths, finding_ids, rules, include_suggested }, context, { signal }) {
    const fixes = await context.fixes();
    const { plan_id, files, unfixable, left_out } = await fixes.suggest({
      paths,
      finding_ids,
      rules,
      include_suggested,
      max_diff: DIFF_BUDGET,
      signal,
    });
    const prepared = await fixes.prepare(plan_id);
    if (prepared.stale.length > 0) {
      throw new ToolError(
        `These files changed while the plan was made: ${prepared.stale.join(', ')}. Call suggest_fixes again.`,
      );
    }
    const gate = await context.gate();
    const { decision, triggers } = await gate.evaluate(planAction(prepared));
    const cut = unfixable.length - UNFIXABLE_LIMIT;
    return {
      plan_id,
      files: files.map(({ path, sha256, diff, fixes }) => ({ path, sha256, diff: shortened(diff), fixes: [...fixes] })),
      unfixable: unfixable.slice(0, UNFIXABLE_LIMIT),
      ...(cut > 0 ? { unfixable_more: cut } : {}),
      left_out,
      decision,
      ...shownTriggers(triggers),
    };
  },
  text: planText,
});

function shortened(diff: string): string {
  const cut = diff.length - DIFF_BUDGET;
  if (cut <= 0) return diff;
  return `${diff.slice(0, DIFF_BUDGET)}\n… ${cut} more characters; name fewer finding_ids to see all of a plan.\n`;
}
