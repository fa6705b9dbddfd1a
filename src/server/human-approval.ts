import { z } from 'zod';
import { type Answer, type ApprovalRecord, type Gate, howAPersonApproves, shortDigest } from '../escalation/index.ts';
import type { ServerContext } from './context.ts';
import type { ClientAnswer, ToolCall } from './define-tool.ts';
import { ToolError } from './errors.ts';
import type { Question } from './question.ts';

export interface ApprovalOutcome {
  readonly status: Answer;
  readonly how_a_person_approves: string;
}

/** Characters that a person can be expected to read in a dialog. */
const DIALOG_LIMIT = 8_000;

const Form = z.object({
  approve: z.boolean().meta({ title: 'Approve', description: 'Yes: exactly this, once.' }),
});

/** What we sign and the client carries: which request the question was about, and a ticket good for one answer. */
const State = z.object({
  approval_id: z.string(),
  action_digest: z.string(),
  shown_digest: z.string(),
  ticket: z.string(),
});

/**
 * Asks the person in front of the client about one approval, or takes their answer. An answer counts only with the state
 * that was signed for exactly this request, once; any other is not refused but asked again. What comes back is recorded in
 * the client's words: a client can answer without showing anything.
 */
export async function askForApproval(
  approvalId: string,
  context: Pick<ServerContext, 'gate' | 'questions'>,
  { client, answer, signal }: Pick<ToolCall, 'client' | 'answer' | 'signal'>,
): Promise<ApprovalOutcome | Question> {
  const { approvals } = await context.gate();
  const found = await approvals.find(approvalId);
  if (!found.ok) throw new ToolError(found.reason);
  const { approval } = found;
  if (approval.status === 'approved' && approval.granted_rank >= approval.required_rank)
    return outcome('approved', approval);

  // A no stands: a second dialog could not lift it, so none is shown.
  if (approval.status === 'declined_by_client') return outcome('declined_by_client', approval);

  const obstacle = whyNotInADialog(approval, client.canBeAsked);
  if (obstacle !== undefined) {
    await approvals.decline(approvalId, 'not_askable', { client: client.name });
    return {
      status: 'not_askable',
      how_a_person_approves: `${obstacle} ${howAPersonApproves(approvalId, approval.required_rank)}`,
    };
  }
  const answered = answer && stateOf(approval, answer, context);
  if (!answer || !answered) return question(approvals, approval, context);

  signal.throwIfAborted();
  const status = await record(approvals, answered, answer, client.name);
  return outcome(status, approval);
}

function whyNotInADialog({ required_rank, preview }: ApprovalRecord, canBeAsked: boolean): string | undefined {
  if (required_rank > 1) return 'These triggers need more than a dialog.';
  if (preview.length > DIALOG_LIMIT) {
    return `The change is too large to be read in a dialog (${preview.length} characters of reasons and diff; at most ${DIALOG_LIMIT}).`;
  }
  return canBeAsked ? undefined : 'This client cannot show a question (it does not declare form elicitation).';
}

/** The question that this is an answer to; undefined when it was about something else, or answered before. */
function stateOf(
  { approval_id, action_digest }: ApprovalRecord,
  answer: ClientAnswer,
  { questions }: Pick<ServerContext, 'questions'>,
): z.infer<typeof State> | undefined {
  const { data: state } = State.safeParse(answer.state);
  if (!state || !questions.take(state.ticket)) return undefined;
  return state.approval_id === approval_id && state.action_digest === action_digest ? state : undefined;
}

async function question(
  approvals: Gate['approvals'],
  { approval_id, action_digest }: ApprovalRecord,
  { questions }: Pick<ServerContext, 'questions'>,
): Promise<Question> {
  const shown = await approvals.show(approval_id, 'elicitation');
  if (!shown.ok) throw new ToolError(shown.reason);
  const { text, shown_digest } = shown;
  return {
    question: `${text}\nThe text above has the sha256 ${shortDigest(shown_digest)}…, as the ledger says.`,
    form: Form,
    state: { approval_id, action_digest, shown_digest, ticket: questions.open() },
  };
}

async function record(
  approvals: Gate['approvals'],
  { approval_id, shown_digest }: z.infer<typeof State>,
  { action, content }: ClientAnswer,
  client: string,
): Promise<Answer> {
  const says = action === 'accept' && Form.safeParse(content).data?.approve === true ? 'approved' : undefined;
  const answered =
    says === 'approved'
      ? await approvals.grant(approval_id, { channel: 'elicitation', client, shown_digest })
      : await approvals.decline(approval_id, action === 'cancel' ? 'dismissed' : 'declined_by_client', {
          client,
          shown_digest,
        });
  if (answered.status === 'refused') throw new ToolError(answered.reason);
  return answered.status;
}

function outcome(status: Answer, { approval_id, required_rank }: ApprovalRecord): ApprovalOutcome {
  return { status, how_a_person_approves: howAPersonApproves(approval_id, required_rank) };
}
