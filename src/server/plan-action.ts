import type { Action, Change, Passage } from '../escalation/index.ts';
import { type ShownTrigger, shownTriggers } from '../escalation/shown-triggers.ts';
import type { FileChange, Prepared, UndoPlan } from '../fixes/index.ts';

/** What the gate is asked about a plan: the same at suggest time and at apply time, over the files as they are then. */
export function planAction({ plan, changes }: Prepared): Action {
  // Not the plan's id: an approval holds for the same edits to the same bytes when they are suggested once more.
  return { kind: 'apply_fixes', arguments: { plan_digest: plan.digest }, changes: changes.map(toChange) };
}

export function undoAction({ undo_id, changes }: UndoPlan): Action {
  return { kind: 'undo_fixes', arguments: { undo_id }, changes: changes.map(toChange) };
}

function toChange({ path, before, after }: FileChange): Change {
  return { path, before, after };
}

/** Nothing was done: a person has to be asked first. */
export interface Held {
  readonly status: 'approval_required';
  readonly approval_id: string;
  readonly triggers: ShownTrigger[];
  readonly triggers_more?: number;
  readonly next_step: string;
}

/** What a caller is told when the gate stops an action. */
export function heldBy(passage: Extract<Passage, { passed: false }>): Held {
  return {
    status: 'approval_required',
    approval_id: passage.approval_id,
    ...shownTriggers(passage.decision.triggers),
    next_step: approvalNextStep(passage),
  };
}

/** After these answers request_approval shows no further question. */
const noDialog: ReadonlySet<string> = new Set(['not_askable', 'declined_by_client']);

function approvalNextStep({
  approval_id,
  decision,
  reason,
  answered = 'pending',
  how_a_person_approves,
}: Extract<Passage, { passed: false }>): string {
  const ask =
    decision.required_rank > 1
      ? 'A dialog is not enough for these triggers. '
      : noDialog.has(answered)
        ? ''
        : `Call request_approval with approval_id "${approval_id}", or: `;
  return `Nothing was touched. ${reason} ${ask}${how_a_person_approves} Then repeat this call.`;
}
