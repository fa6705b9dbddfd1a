import type { ApprovalRecord } from './approval-store.ts';

/** With npx, because a server that npx started is on nobody's PATH. Without a rank it is true of each. */
export function howAPersonApproves(approvalId: string, requiredRank?: number): string {
  const command = `npx testing-patterns-mcp approve ${approvalId}`;
  if (requiredRank === 3)
    return `A person who may sign reads what "${command} --statement" prints; it says how to sign it and where the signature goes.`;
  const then = requiredRank === undefined ? 'does what it says' : 'retypes the code it shows';
  return `A person runs "${command}" in a terminal of their own and ${then}.`;
}

export function usedAlready(approvalId: string): string {
  return `Approval ${approvalId} was used already. Each is good for one action; start the action again.`;
}

export function whyNot(open: ApprovalRecord | undefined, hadAnother: boolean, forged: boolean): string {
  if (open?.status === 'approved')
    return open.required_rank === 3
      ? 'Only a signed approval lifts these triggers.'
      : "The client's dialog does not lift these triggers.";
  if (open && open.status !== 'pending') return `This action was not approved: ${open.status}.`;
  if (forged)
    return 'This action was not approved: the record of an approval for it is not the one that was written; its signature does not fit.';
  if (hadAnother)
    return 'This action was not approved: no approval is bound to exactly these files, arguments and policy.';
  return 'A person has to approve this first.';
}
