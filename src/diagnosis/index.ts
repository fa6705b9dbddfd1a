/** Failing output and/or a test in, causes with evidence out. */
export {
  type DiagnosedCause,
  type Diagnosis,
  type DiagnosisPorts,
  type DiagnosisRequest,
  diagnose,
  namedBy,
} from './diagnose.ts';
export type { Evidence } from './hint.ts';
export type { HistoryPort, TestHistory } from './history.ts';
