import { triggersText } from '../reports/triggers-text.ts';
import type { ServerContext } from '../server/context.ts';
import { type UndoOutcome, undoFixes } from '../server/undo-plan.ts';
import { approveHere } from './approve.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { complain, print, terminal } from './output.ts';

export async function undo(undoId: string, context: ServerContext): Promise<ExitCode> {
  const first = await undoFixes(undoId, context);
  if (first.approval_id === undefined || !terminal.isTTY) return report(first);
  const approval = await approveHere(first.approval_id, (await context.gate()).approvals);
  if (approval !== EXIT.ok) return approval;
  return report(await undoFixes(undoId, context));
}

function report({ status, files, triggers, next_step }: UndoOutcome): ExitCode {
  if (status === 'undone') {
    print(`Put back: ${files.join(', ')}. ${next_step}`);
    return EXIT.ok;
  }
  complain([status, ...(triggers.length > 0 ? [triggersText(triggers)] : []), next_step].join('\n'));
  return EXIT.found;
}
