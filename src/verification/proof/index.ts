/** Proves that a fix mends a flaky test, in copies of the workspace, with a bound on what may be left. */
export { ProofError } from './error.ts';
export type { Verdict } from './next.ts';
export { persistingFailures, recordPersistingFailure } from './persisting.ts';
export {
  continueProof,
  type ProofOptions,
  type ProofProgress,
  type ProofRequest,
  proveFix,
  type RefusedBeforehand,
  wouldRun,
} from './prove.ts';
export { outsideTests } from './record.ts';
export type { ProofReport, TestFigures } from './report.ts';
export { type Weakening, weakenings } from './weakening.ts';
export { copyWorkspace, sweepCopies, type WorkspaceCopy } from './workspace-copy.ts';
