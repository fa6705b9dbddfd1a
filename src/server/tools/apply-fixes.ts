import { z } from 'zod';
import { triggersText } from '../../escalation/shown-triggers.ts';
import { applyPlan } from '../apply-plan.ts';
import { defineTool } from '../define-tool.ts';
import { Name, TriggerOutput } from '../schemas.ts';

export const applyFixes = defineTool({
  name: 'apply_fixes',
  title: 'Apply a fix plan',
  description:
    'Writes a plan of suggest_fixes: all its files or none. First the escalation gate looks at the real change again; "approval_required" names the approval_id for request_approval. "stale": a file changed since the plan was made, and nothing was touched. Gives an undo_id.',
  input: z.strictObject({ plan_id: Name.describe('From suggest_fixes.') }),
  output: z.object({
    status: z.enum(['applied', 'approval_required', 'stale']),
    applied: z.array(z.object({ path: z.string(), fixes: z.number() })),
    undo_id: z.string().exactOptional(),
    approval_id: z.string().exactOptional(),
    triggers: z.array(TriggerOutput),
    triggers_more: z.number().exactOptional(),
    next_step: z.string(),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  run: async ({ plan_id }, context, { signal }) => applyPlan(plan_id, context, signal),
  text({ status, applied, undo_id, triggers, triggers_more = 0, next_step }) {
    const parts: string[] = [status];
    if (applied.length > 0)
      parts.push(...applied.map(({ path, fixes }) => `  ${path}: ${fixes} fixed`), `undo_id: ${undo_id}`);
    if (triggers.length > 0) parts.push(triggersText(triggers));
    if (triggers_more > 0) parts.push(`and ${triggers_more} more.`);
    return [...parts, next_step].join('\n');
  },
});
