/** Decides what needs a person: facts about an action, triggers over them, approvals, and the ledger of it all. */
export type { Action, Change, PersistingFailure } from './action.ts';
export type { Answer, Answered, ApprovalRecord, Channel, Consumed, FoundApproval } from './approvals.ts';
export { ApprovalService, howAPersonApproves } from './approvals.ts';
export { builtInRanks } from './built-in.ts';
export type { ConfigReader } from './configs.ts';
export type { DatabaseUse, FindDatabaseUses } from './databases.ts';
export { type Decision, Gate, type GateOptions, type Passage } from './gate.ts';
export { Ledger, type LedgerCheck } from './ledger.ts';
export type { DeclaredTriggers } from './policy.ts';
export { type ShownTrigger, shownTriggers, triggersText } from './shown-triggers.ts';
export { approveInTerminal, type TerminalApproval, type TerminalOutcome } from './terminal.ts';
export type { EscalationTrigger, Rank, TriggerHit, TriggerProblem } from './trigger.ts';
export { visible } from './visible.ts';
export { policyPath } from './workspace-policy.ts';
