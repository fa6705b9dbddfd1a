import type { Action, Gate } from '../../src/escalation/index.ts';

/** The id of the request that holds the action back. */
export async function requestFor(gate: Gate, action: Action): Promise<string> {
  const passage = await gate.pass(action);
  if (passage.passed) throw new Error('The action was let through.');
  return passage.approval_id;
}

/** A person reads what is asked, and says yes to that. */
export async function yes(gate: Gate, approvalId: string, channel: 'elicitation' | 'terminal' = 'elicitation') {
  const shown = await gate.approvals.show(approvalId, channel);
  if (!shown.ok) throw new Error(shown.reason);
  return gate.approvals.grant(approvalId, { channel, client: 'inspector', shown_digest: shown.shown_digest });
}
