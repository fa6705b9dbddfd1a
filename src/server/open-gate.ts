import type { Analyzer } from '../analysis/index.ts';
import { type DeclaredTriggers, Gate } from '../escalation/index.ts';
import type { PatternLibrary } from '../patterns/index.ts';
import type { State } from '../state/index.ts';
import { hasBaseline } from '../verification/baseline.ts';
import { persistingFailures } from '../verification/proof/index.ts';
import type { Environment, Workspace } from '../workspace/index.ts';
import { databaseUses } from './database-uses.ts';
import { readerOf } from './gate-reader.ts';
import type { PolicyReader } from './policy-reader.ts';

export interface GateParts {
  readonly workspace: Workspace;
  readonly patterns: PatternLibrary;
  readonly policies: PolicyReader;
  readonly state: State;
  readonly env: Environment;
  readonly analyzer: Analyzer;
}

/** The gate over one workspace: triggers of the library, and the policies of everybody who has a say. */
export function openGate({ workspace, patterns, policies, state, env, analyzer }: GateParts): Gate {
  return new Gate({
    triggers: triggersOf(patterns),
    policies: () => policies.read(),
    state,
    workspaceReader: readerOf(workspace),
    env,
    history: () => persistingFailures(state),
    hasBaseline: (path) => hasBaseline(state, path),
    databaseUses: databaseUses(analyzer),
  });
}

/** The triggers of the bundled skills, of a team's own and of the skill folders that the user named. */
export function triggersOf({ skills, skillProblems }: PatternLibrary): DeclaredTriggers {
  return { triggers: skills.flatMap(({ triggers }) => triggers), problems: skillProblems };
}
