import { z } from 'zod';
import { triggersText } from '../../escalation/shown-triggers.ts';
import { proofText } from '../../reports/proof-text.ts';
import { applyPlan, applyProved } from '../apply-plan.ts';
import { defineTool } from '../define-tool.ts';
import { ProofInWords } from '../proof-output.ts';
import { Name, Triggers } from '../schemas.ts';
import { USUAL_BUDGET } from './verify-tests.ts';

export const applyFixes = defineTool({
  name: 'apply_fixes',
  title: 'Apply a fix plan',
  description:
    'Writes a plan of suggest_fixes: all its files or none. First the escalation gate looks at the real change again; "approval_required" names the approval_id for request_approval. "stale": a file changed since the plan was made, and nothing was touched. Gives an undo_id. With prove, nothing is written unless runs in private copies show that it mends a failing test ("proving": call again).',
  input: z.strictObject({
    plan_id: Name.describe('From suggest_fixes.'),
    prove: z.boolean().default(false),
  }),
  output: z.object({
    status: z.enum(['applied', 'approval_required', 'stale', 'proving', 'not_proved']),
    applied: z.array(z.object({ path: z.string(), fixes: z.number() })),
    undo_id: z.string().exactOptional(),
    approval_id: z.string().exactOptional(),
    triggers: Triggers,
    triggers_more: z.number().exactOptional(),
    proof: ProofInWords.exactOptional(),
    next_step: z.string(),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async run({ plan_id, prove }, context, { signal, progress }) {
    if (!prove) return applyPlan(plan_id, context, signal);
    const onProgress = ({ runs }: { readonly runs: number }) => progress(runs, runs + 1);
    return applyProved(plan_id, context, { budgetMs: USUAL_BUDGET * 1000, signal, onProgress });
  },
  text({ status, applied, undo_id, triggers, triggers_more = 0, proof, next_step }) {
    const parts: string[] = [status];
    if (proof) parts.push(proofText(proof));
    if (applied.length > 0)
      parts.push(...applied.map(({ path, fixes }) => `  ${path}: ${fixes} fixed`), `undo_id: ${undo_id}`);
    if (triggers.length > 0) parts.push(triggersText(triggers));
    if (triggers_more > 0) parts.push(`and ${triggers_more} more.`);
    return [...parts, next_step].join('\n');
  },
});
