import { z } from 'zod';
import { defineTool } from '../define-tool.ts';
import { Name } from '../schemas.ts';

const NEXT = {
  approved: 'Call the tool that asked for it again; the approval is used up by it.',
  declined_by_client: 'The client answered no. Do not try another way around it; tell the person and let them decide.',
  dismissed:
    'The question was closed without an answer. Tell the person what you need; do not repeat the question by yourself.',
  not_askable: 'No question was shown. Give the person the command below and wait.',
} as const;

export const requestApproval = defineTool({
  name: 'request_approval',
  title: 'Ask the person for approval',
  description:
    'Shows the person the triggers and the diff behind an approval_id and asks for a yes or no. You cannot answer it. When the client cannot ask, or the triggers need more than a dialog, the answer is "not_askable" and names the command a person runs in a terminal.',
  input: z.strictObject({
    approval_id: Name.describe('From an answer with status "approval_required".'),
  }),
  output: z.object({
    status: z.enum(['approved', 'declined_by_client', 'dismissed', 'not_askable']),
    how_a_person_approves: z.string(),
  }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  meta: { 'anthropic/requiresUserInteraction': true },
  async run({ approval_id }, context, call) {
    const { askForApproval } = await import('../human-approval.ts');
    return askForApproval(approval_id, context, call);
  },
  text: ({ status, how_a_person_approves }) =>
    `${status}. ${NEXT[status]}${status === 'approved' ? '' : `\n${how_a_person_approves}`}`,
});
