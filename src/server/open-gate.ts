import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Analyzer } from '../analysis/index.ts';
import { type ConfigReader, type DeclaredTriggers, Gate } from '../escalation/index.ts';
import type { PatternLibrary } from '../patterns/index.ts';
import type { State } from '../state/index.ts';
import { hasBaseline } from '../verification/baseline.ts';
import { persistingFailures } from '../verification/proof/index.ts';
import type { Environment, Workspace } from '../workspace/index.ts';
import { databaseUses } from './database-uses.ts';
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
export function triggersOf({ skills, problems }: PatternLibrary): DeclaredTriggers {
  return {
    triggers: skills.flatMap(({ triggers }) => triggers),
    // Only skills declare triggers: a pattern document that does not load takes none away.
    problems: problems.filter((problem) => path.posix.basename(problem.path) === 'SKILL.md'),
  };
}

/** What the gate reads of the workspace, always afresh. */
function readerOf(workspace: Workspace): ConfigReader {
  return {
    roots: workspace.roots.length === 1 ? [''] : workspace.roots.map((root) => `${workspace.at(root, '').display}/`),
    async read(file) {
      const located = await workspace.locate(file).catch(() => undefined);
      const read = located && (await workspace.readText(located));
      return read?.ok ? read.text : undefined;
    },
    async list(folder) {
      const located = await workspace.locate(folder === '' ? '.' : folder).catch(() => undefined);
      return located ? readdir(located.real).catch(() => []) : [];
    },
  };
}
