import type { DeclaredTriggers } from './policy.ts';
import { parseWorkspacePolicy, type WorkspacePolicy } from './workspace-policy.ts';

/** One version of a policy file. */
export type PolicyFile = {
  /** As people know it: relative to the root, below the root's name where there are several. */
  readonly path: string;
  /** The commit that has it, where it is not the version in the work tree: `HEAD`, `origin/HEAD`. */
  readonly revision?: string;
} & (
  | { readonly text: string }
  /** Why it cannot be read; completes the sentence "this file …". */
  | { readonly problem: string }
);

/** What was written by people, at the moment. */
export interface PolicySources {
  /** The most trusted first. */
  readonly files: readonly PolicyFile[];
  /** Triggers of documents in further versions than the one that a server serves. */
  readonly documents: DeclaredTriggers;
}

export function parsePolicyFile(file: PolicyFile): WorkspacePolicy {
  const { path, revision } = file;
  if ('text' in file) return parseWorkspacePolicy(file.text, path, revision);
  const named = revision === undefined ? path : `${revision}:${path}`;
  return { triggers: [], ranks: {}, problems: [{ path: named, line: 1, message: `The file ${file.problem}.` }] };
}
