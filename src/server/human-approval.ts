import { z } from 'zod';
import {
  type Answer,
  type ApprovalRecord,
  type Gate,
  howAPersonApproves,
  shownTriggers,
  triggersText,
  visible,
} from '../escalation/index.ts';
import type { ServerContext } from './context.ts';
import type { ClientAnswer, ToolCall } from './define-tool.ts';
import { ToolError } from './errors.ts';
import type { Question } from './question.ts';

export interface ApprovalOutcome {
  readonly status: Answer;
  readonly how_a_person_approves: string;
}

/** Characters of a diff that a person can be expected to read in a dialog. */
const DIALOG_LIMIT = 6_000;

const Form = z.object({
  approve: z.boolean().meta({ title: 'Approve', description: 'Yes: exactly this, once.' }),
});

/** What we sign and the client carries: which request the question was about, and a ticket good for one answer. */
const State = z.object({ approval_id: z.string(), action_digest: z.string(), ticket: z.string() });

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
    return { status: 'not_askable', how_a_person_approves: `${obstacle} ${howAPersonApproves(approvalId)}` };
  }
  if (answer === undefined || !isAnswerTo(approval, answer, context)) return question(approval, context);

  signal.throwIfAborted();
  const status = await record(approvals, approval, answer, client.name);
  return outcome(status, approval);
}

function whyNotInADialog(approval: ApprovalRecord, canBeAsked: boolean): string | undefined {
  if (approval.required_rank > 1) return 'These triggers need more than a dialog.';
  if (approval.diff.length > DIALOG_LIMIT) {
    return `The change is too large to be read in a dialog (${approval.diff.length} characters of diff; at most ${DIALOG_LIMIT}).`;
  }
  return canBeAsked ? undefined : 'This client cannot show a question (it does not declare form elicitation).';
}

function isAnswerTo(
  { approval_id, action_digest }: ApprovalRecord,
  answer: ClientAnswer,
  { questions }: Pick<ServerContext, 'questions'>,
): boolean {
  const { data: state } = State.safeParse(answer.state);
  if (!state || !questions.take(state.ticket)) return false;
  return state.approval_id === approval_id && state.action_digest === action_digest;
}

function question(
  { approval_id, action_digest, summary, triggers, diff, expires }: ApprovalRecord,
  { questions }: Pick<ServerContext, 'questions'>,
): Question {
  const parts = [
    `${summary}`,
    `Why you are asked:\n${triggersText(shownTriggers(triggers, triggers.length).triggers)}`,
    diff === '' ? 'No file would be changed.' : `Everything that would be changed:\n${diff}`,
    `The approval is for exactly this, once, until ${expires}.`,
  ];
  return {
    question: visible(parts.join('\n\n')),
    form: Form,
    state: { approval_id, action_digest, ticket: questions.open() },
  };
}

async function record(
  approvals: Gate['approvals'],
  { approval_id }: ApprovalRecord,
  { action, content }: ClientAnswer,
  client: string,
): Promise<Answer> {
  const says = action === 'accept' && Form.safeParse(content).data?.approve === true ? 'approved' : undefined;
  const answered =
    says === 'approved'
      ? await approvals.grant(approval_id, { channel: 'elicitation', client })
      : await approvals.decline(approval_id, action === 'cancel' ? 'dismissed' : 'declined_by_client', { client });
  if (answered.status === 'refused') throw new ToolError(answered.reason);
  return answered.status;
}

function outcome(status: Answer, { approval_id }: ApprovalRecord): ApprovalOutcome {
  return { status, how_a_person_approves: howAPersonApproves(approval_id) };
}
