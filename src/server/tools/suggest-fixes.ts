import { z } from 'zod';
import { shownTriggers } from '../../escalation/shown-triggers.ts';
import { planText } from '../../reports/plan-text.ts';
import type { ServerContext } from '../context.ts';
import { defineTool, READ_ONLY } from '../define-tool.ts';
import { ToolError } from '../errors.ts';
import { planAction } from '../plan-action.ts';
import { DecisionOutput, LISTED_AS, Name, Paths, Triggers } from '../schemas.ts';

/** Characters of diff in one plan: what is applied must have been readable in one answer. */
const DIFF_BUDGET = 18_000;
/** Files in one plan: the escalation gate has a person look at anything larger. */
const FILE_BUDGET = 20;
/** Findings without a fix that are named one by one. */
const UNFIXABLE_LIMIT = 40;

export const suggestFixes = defineTool({
  name: 'suggest_fixes',
  title: 'Suggest fixes',
  description:
    'Writes the fixes of findings as a plan: a diff per file, each fix analysed again (it parses, the finding is gone, nothing new came). Changes no file. Says whether a person must approve before apply_fixes. "safe" fixes keep what the test means; "suggested" ones come with include_suggested or by finding_ids.',
  input: z.strictObject({
    paths: Paths.optional(),
    finding_ids: z.array(Name).min(1).optional().describe('From analyze_tests. Default: every fixable finding.'),
    rules: z.array(Name).min(1).optional(),
    include_suggested: z.boolean().default(false),
  }),
  output: z.object({
    plan_id: z.string(),
    files: z
      .array(
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
      )
      .meta({ [LISTED_AS]: '{path, sha256, diff, fixes: {finding_id, rule, title, safety}[]}' }),
    unfixable: z
      .array(z.object({ finding_id: z.string(), reason: z.string() }))
      .meta({ [LISTED_AS]: '{finding_id, reason}' }),
    unfixable_more: z.number().exactOptional(),
    left_out: z.number().describe('Fixable findings for a next plan: this one is full.'),
    suggested_left: z.number().describe('Findings whose fix comes only with include_suggested.'),
    decision: DecisionOutput,
    triggers: Triggers,
    triggers_more: z.number().exactOptional(),
  }),
  annotations: { ...READ_ONLY, idempotentHint: false },
  async run({ paths, finding_ids, rules, include_suggested }, context, { signal }) {
    const fixes = await context.fixes();
    const { plan_id, files, unfixable, left_out, suggested_left } = await fixes.suggest({
      // The fixes of findings that were just listed need only their files.
      paths: paths ?? (finding_ids && (await filesOf(finding_ids, context))),
      finding_ids,
      rules,
      include_suggested,
      max_diff: DIFF_BUDGET,
      max_files: FILE_BUDGET,
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
      suggested_left,
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

async function filesOf(findingIds: readonly string[], context: ServerContext): Promise<readonly string[] | undefined> {
  const files = context.recent.filesOf(findingIds);
  if (files === undefined) return undefined;
  const { unmatched } = await (await context.workspace()).discover(files);
  return unmatched.length === 0 ? files : undefined;
}
