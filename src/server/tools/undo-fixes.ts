import { z } from 'zod';
import { triggersText } from '../../escalation/shown-triggers.ts';
import { defineTool } from '../define-tool.ts';
import { Name, Triggers } from '../schemas.ts';
import { undoFixes as undo } from '../undo-plan.ts';

export const undoFixes = defineTool({
  name: 'undo_fixes',
  title: 'Undo applied fixes',
  description:
    'Puts back the files that apply_fixes changed, byte for byte, all or none, if nobody changed them since ("stale"). Guarded by the escalation gate like apply_fixes.',
  input: z.strictObject({ undo_id: Name.describe('From apply_fixes.') }),
  output: z.object({
    status: z.enum(['undone', 'approval_required', 'stale']),
    files: z.array(z.string()),
    approval_id: z.string().exactOptional(),
    triggers: Triggers,
    triggers_more: z.number().exactOptional(),
    next_step: z.string(),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  run: async ({ undo_id }, context, { signal }) => undo(undo_id, context, signal),
  text({ status, files, triggers, triggers_more = 0, next_step }) {
    const parts: string[] = [status, ...files.map((file) => `  ${file}`)];
    if (triggers.length > 0) parts.push(triggersText(triggers));
    if (triggers_more > 0) parts.push(`and ${triggers_more} more.`);
    return [...parts, next_step].join('\n');
  },
});
