import { ApprovalService, approveInTerminal, Ledger } from '../escalation/index.ts';
import { type Environment, findStates } from '../state/index.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { complain, print, terminal } from './output.ts';

/** Finds the request in whatever workspace it was made, so that a person need not know the server's roots. */
export async function approve(approvalId: string, env: Environment): Promise<ExitCode> {
  const now = () => new Date();
  const services = (await findStates(env)).map((state) => new ApprovalService(state, new Ledger(state, now), now));
  for (const approvals of services) {
    if ((await approvals.find(approvalId)).ok) return approveHere(approvalId, approvals);
  }
  const [first] = services;
  const found = await first?.find(approvalId);
  complain(
    found && !found.ok
      ? found.reason
      : `There is no approval "${approvalId}". Use the approval_id of an answer that says "approval_required".`,
  );
  return EXIT.usage;
}

/** Shows what would happen and takes the person's yes, at this terminal. */
export async function approveHere(approvalId: string, approvals: ApprovalService): Promise<ExitCode> {
  const outcome = await approveInTerminal({ approvals, approval_id: approvalId, ...terminal });
  if (outcome.status === 'refused') {
    complain(outcome.reason);
    return EXIT.found;
  }
  print('Approved, once. Repeat the action that asked for it.');
  return EXIT.ok;
}
