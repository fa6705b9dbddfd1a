import type { ApprovalRecord } from '../escalation/index.ts';
import { rankWords, shownTriggers, visibleLine } from '../escalation/index.ts';

export interface Listed extends ApprovalRecord {
  /** Of the workspace. Empty when its state no longer says whose it is. */
  readonly roots: readonly string[];
}

const maxReasons = 3;

/** What waits for a person, to be chosen from: nothing in it approves anything. */
export function approvalsText(open: readonly Listed[]): string {
  if (open.length === 0) return 'No approval is open.';
  return open.map(approvalText).join('\n\n');
}

function approvalText(approval: Listed): string {
  const { approval_id, roots, summary, status, required_rank, created, expires, triggers } = approval;
  const shown = shownTriggers(triggers, maxReasons);
  return [
    `${approval_id}  ${summary}`,
    `  workspace  ${roots.map(visibleLine).join(', ') || 'not known any more'}`,
    `  asked      ${created}, ends ${expires}`,
    `  needs      ${rankWords[required_rank]} (rank ${required_rank}); now: ${status}`,
    ...shown.triggers.map(({ reason }) => `  - ${visibleLine(reason)}`),
    ...(shown.triggers_more === undefined ? [] : [`  and ${shown.triggers_more} more`]),
  ].join('\n');
}
