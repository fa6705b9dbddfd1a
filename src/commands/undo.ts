import type { ServerContext } from '../server/context.ts';
import { type UndoOutcome, undoFixes } from '../server/undo-plan.ts';
import { plainAnswer } from '../untrusted/plain-answer.ts';
import { approveHere } from './approve.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { print, terminal } from './output.ts';
import { stopped } from './stopped.ts';

export async function undo(undoId: string, context: ServerContext): Promise<ExitCode> {
  const first = await undoFixes(undoId, context);
  if (first.approval_id === undefined || !terminal.isTTY) return report(first);
  const approval = await approveHere(first.approval_id, (await context.gate()).approvals);
  if (approval !== EXIT.ok) return approval;
  return report(await undoFixes(undoId, context));
}

function report(outcome: UndoOutcome): ExitCode {
  if (outcome.status !== 'undone') return stopped(outcome);
  print(`Put back: ${plainAnswer(outcome.files).join(', ')}. ${outcome.next_step}`);
  return EXIT.ok;
}
