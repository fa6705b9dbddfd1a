/** Findings to fix plans, plans to edited files, and back. */
export type { ApplyResult } from './apply.ts';
export { FixError } from './error.ts';
export type { FixPlan, PlannedFile, Unfixable } from './plan.ts';
export { planDigest } from './plan.ts';
export { type AppliedEdits, type FileChange, FixService, type Prepared, type UndoPlan } from './service.ts';
export type { Advice, LeftState, StateReset } from './state-reset/request.ts';
export type { AnalyzerPort, SuggestRequest } from './suggest.ts';
export type { UndoResult } from './undo.ts';
