import type { ShownTrigger } from '../escalation/shown-triggers.ts';
import type { ServerContext } from './context.ts';
import { heldBy, undoAction } from './plan-action.ts';

export interface UndoOutcome {
  readonly status: 'undone' | 'approval_required' | 'stale';
  /** Put back; or, when stale, changed since. */
  readonly files: string[];
  readonly approval_id?: string;
  readonly triggers: ShownTrigger[];
  readonly triggers_more?: number;
  readonly next_step: string;
}

/** Takes a plan back if the gate lets it pass: putting back an old test can weaken the suite as well as any edit. */
export async function undoFixes(
  undoId: string,
  context: Pick<ServerContext, 'fixes' | 'gate'>,
  signal?: AbortSignal,
): Promise<UndoOutcome> {
  const fixes = await context.fixes();
  const plan = await fixes.undoPlan(undoId);
  if (plan.stale.length > 0) return stale(plan.stale);
  if (plan.changes.length > 0) {
    const gate = await context.gate();
    signal?.throwIfAborted();
    const passage = await gate.pass(undoAction(plan));
    if (!passage.passed) {
      const { status, ...held } = heldBy(passage);
      return { status, files: plan.files.map(({ path }) => path), ...held };
    }
  }
  const result = await fixes.undo(undoId);
  if (result.status === 'stale') return stale(result.stale);
  return {
    status: 'undone',
    files: [...result.files],
    triggers: [],
    next_step: 'The files are as they were before the fixes.',
  };
}

function stale(files: readonly string[]): UndoOutcome {
  return {
    status: 'stale',
    files: [...files],
    triggers: [],
    next_step:
      'Nothing was touched. These files changed since the fixes were applied; take the change back by version control.',
  };
}
