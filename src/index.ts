/**
 * Finds where tests lie, flake or leak, mends them, and asks a person first: the parts behind the MCP server and the
 * command line, for programs that want to put them together themselves.
 *
 * ```ts
 * const workspace = await Workspace.open({ roots: ['.'], env: process.env, cwd: process.cwd() });
 * const { findings } = await new Analyzer(workspace, rules).analyze({ paths: ['tests'] });
 * ```
 */
export {
  type Analysis,
  AnalysisError,
  type AnalysisRequest,
  type AnalysisSummary,
  Analyzer,
  type FileAnalysis,
  type Finding,
  type Rule,
  type RuleMeta,
  rules,
  type TestFile,
} from './analysis/index.ts';
export {
  type Action,
  type ApprovalRecord,
  ApprovalService,
  type Decision,
  type EscalationTrigger,
  Gate,
  type GateOptions,
  Ledger,
  type Passage,
  type TriggerHit,
} from './escalation/index.ts';
export { type ApplyResult, FixError, type FixPlan, FixService, type Prepared, type UndoResult } from './fixes/index.ts';
export {
  bundledPatternsDir,
  loadPatterns,
  type PatternDocument,
  type PatternLibrary,
  type PatternSummary,
} from './patterns/index.ts';
export { buildServer } from './server/build-server.ts';
export { type ContextOptions, createContext, type ServerContext } from './server/context.ts';
export { serveStdio } from './server/stdio.ts';
export { openState, type State, StateError } from './state/index.ts';
export { type Located, Workspace, WorkspaceError } from './workspace/index.ts';
