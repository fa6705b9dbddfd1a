import { readFile } from 'node:fs/promises';
import {
  ApprovalService,
  approveInTerminal,
  Ledger,
  signatureNamespace,
  signersFiles,
  sshSignatures,
  statementOf,
} from '../escalation/index.ts';
import { approvalsText, type Listed } from '../reports/approvals-text.ts';
import { type Environment, findStates } from '../state/index.ts';
import { name } from '../version.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { complain, print, terminal } from './output.ts';

export interface ApproveOptions {
  /** Show what is open, grant nothing. */
  readonly list?: boolean;
  /** Print what is to be signed. */
  readonly statement?: boolean;
  /** File with a signature over the statement. */
  readonly signature?: string;
}

/** Shows requests and takes a person's answer, in whatever workspace they were made: a person need not know the roots. */
export async function approve(
  approvalId: string | undefined,
  options: ApproveOptions,
  env: Environment,
): Promise<ExitCode> {
  const wrong = wrongUse(approvalId, options);
  if (wrong !== undefined) {
    complain(wrong);
    return EXIT.usage;
  }
  const places = await everyPlace(env);
  if (approvalId === undefined) return list(places);
  for (const { approvals } of places) {
    if ((await approvals.find(approvalId)).ok) return answer(approvalId, approvals, options);
  }
  complain(await whyNotFound(approvalId, places));
  return EXIT.usage;
}

/** Shows what would happen and takes the person's yes, at this terminal. */
export async function approveHere(approvalId: string, approvals: ApprovalService): Promise<ExitCode> {
  return ended(await approveInTerminal({ approvals, approval_id: approvalId, ...terminal }));
}

interface Place {
  readonly roots: readonly string[];
  readonly approvals: ApprovalService;
}

async function everyPlace(env: Environment): Promise<readonly Place[]> {
  const now = () => new Date();
  return (await findStates(env)).map((state) => {
    const signatures = sshSignatures(signersFiles(env), state.roots);
    return { roots: state.roots, approvals: new ApprovalService(state, new Ledger(state, now), now, signatures) };
  });
}

function wrongUse(approvalId: string | undefined, { list, statement, signature }: ApproveOptions): string | undefined {
  const given = [list, statement, signature !== undefined].filter(Boolean).length;
  if (list ? approvalId === undefined && given === 1 : approvalId !== undefined && given <= 1) return undefined;
  return `Name one approval, or see which are open. Allowed: "approve ID", "approve ID --statement", "approve ID --signature FILE", "approve --list".`;
}

async function list(places: readonly Place[]): Promise<ExitCode> {
  const open: Listed[] = [];
  for (const { roots, approvals } of places) {
    for (const approval of await approvals.open()) open.push({ ...approval, roots });
  }
  print(approvalsText(open));
  return EXIT.ok;
}

async function answer(
  approvalId: string,
  approvals: ApprovalService,
  { statement, signature }: ApproveOptions,
): Promise<ExitCode> {
  if (statement) return printStatement(approvalId, approvals);
  if (signature === undefined) return approveHere(approvalId, approvals);
  const text = await readFile(signature, 'utf8').catch(() => undefined);
  if (text === undefined) {
    complain(`The signature ${JSON.stringify(signature)} cannot be read. Give the FILE.sig that ssh-keygen wrote.`);
    return EXIT.usage;
  }
  return ended(await approvals.sign(approvalId, text));
}

async function printStatement(approvalId: string, approvals: ApprovalService): Promise<ExitCode> {
  const shown = await approvals.show(approvalId, 'signature');
  if (!shown.ok) {
    complain(shown.reason);
    return EXIT.found;
  }
  print(statementOf(shown.text));
  complain(
    `Keep the text in a file and read it, to its end. To approve exactly this, once:\n` +
      `  ssh-keygen -Y sign -n ${signatureNamespace} -f KEY FILE\n` +
      `  npx ${name} approve ${approvalId} --signature FILE.sig`,
  );
  return EXIT.ok;
}

function ended(outcome: { readonly status: string; readonly reason?: string }): ExitCode {
  if (outcome.status === 'approved') {
    print('Approved, once. Repeat the action that asked for it.');
    return EXIT.ok;
  }
  complain(outcome.reason ?? `Nothing was approved: ${outcome.status}.`);
  return EXIT.found;
}

async function whyNotFound(approvalId: string, places: readonly Place[]): Promise<string> {
  const reasons = await Promise.all(places.map(({ approvals }) => approvals.find(approvalId)));
  const [first] = reasons.flatMap((found) => (found.ok ? [] : [found.reason])).sort(mostTelling);
  return (
    first ??
    `There is no approval ${JSON.stringify(approvalId.slice(0, 60))}. Use the approval_id of an answer that says "approval_required", or see "approve --list".`
  );
}

/** "Expired" and "used already" tell more than "there is none" of the other workspaces. */
function mostTelling(a: string, b: string): number {
  return Number(a.startsWith('There is no')) - Number(b.startsWith('There is no'));
}
