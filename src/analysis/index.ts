/** Test files in, findings out. */
export { type Analysis, AnalysisError, type AnalysisRequest, type AnalysisSummary, Analyzer } from './analyze.ts';
export type { Framework, Language, Span, TestFile } from './facts.ts';
export type { Finding } from './finding.ts';
export { languageOf } from './languages.ts';
export {
  type Cause,
  causes,
  type Edit,
  type FixDraft,
  type Rule,
  type RuleMeta,
  type Safety,
  type Severity,
  severities,
  type Topic,
  topics,
} from './rule.ts';
export { rules } from './rules/index.ts';
export type { FileAnalysis } from './session.ts';
export { suppressionRule } from './suppressions.ts';
