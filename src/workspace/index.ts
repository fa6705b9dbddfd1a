/** Which folders may be touched, real-path checks, discovery and reading of test files. */
export { type Committed, type CommittedFile, CommittedFiles } from './committed.ts';
export { type PathRules, relativeInside, spellingProblem } from './contain.ts';
export type { Discovery } from './discover.ts';
export { WorkspaceError } from './error.ts';
export { findProgram } from './find-program.ts';
export { systemHome } from './home.ts';
export { listFiles } from './list-files.ts';
export type { Located } from './located.ts';
export { isSourceFile, isTestFile, mayHoldTests } from './names.ts';
export { type FileBytes, maxFileBytes, readRegularFile, sha256, type TextFile } from './read-text.ts';
export type { Environment, WorkspaceOptions } from './roots.ts';
export { Workspace } from './workspace.ts';
