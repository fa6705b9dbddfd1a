import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Analyzer } from '../analysis/index.ts';
import { type ConfigReader, type DeclaredTriggers, Gate, policyPath } from '../escalation/index.ts';
import { type PatternLibrary, readSkillFile } from '../patterns/index.ts';
import type { State } from '../state/index.ts';
import { hasBaseline } from '../verification/baseline.ts';
import { persistingFailures } from '../verification/proof/index.ts';
import { type Environment, type Workspace, WorkspaceError } from '../workspace/index.ts';
import { databaseUses } from './database-uses.ts';

export interface GateParts {
  readonly workspace: Workspace;
  readonly patterns: PatternLibrary;
  readonly skills?: readonly string[];
  readonly env: Environment;
  readonly cwd: string;
}

/** The gate over one workspace: bundled triggers, those of the skills the user named, and the workspace's own policy. */
export async function openGate({
  workspace,
  patterns,
  state,
  skills = [],
  env,
  cwd,
  analyzer,
}: GateParts & { readonly state: State; readonly analyzer: Analyzer }): Promise<Gate> {
  return new Gate({
    triggers: await declaredTriggers({ patterns, skills, cwd }),
    state,
    workspaceReader: readerOf(workspace),
    env,
    history: () => persistingFailures(state),
    hasBaseline: (path) => hasBaseline(state, path),
    databaseUses: databaseUses(analyzer),
  });
}

/** The triggers of the bundled skills and of those the user named. */
export async function declaredTriggers({
  patterns,
  skills = [],
  cwd,
}: Omit<GateParts, 'workspace' | 'env'>): Promise<DeclaredTriggers> {
  const named = await Promise.all(skills.map((skill) => readSkillFile(path.resolve(cwd, skill))));
  return {
    triggers: [...patterns.skills, ...named.flatMap(({ skill }) => skill ?? [])].flatMap(({ triggers }) => triggers),
    // Only skills declare triggers: a pattern document that does not load takes none away.
    problems: [
      ...patterns.problems.filter((problem) => path.posix.basename(problem.path) === 'SKILL.md'),
      ...named.flatMap(({ problems }) => problems),
    ],
  };
}

/** What the gate reads of the workspace, always afresh. */
export function readerOf(workspace: Workspace): ConfigReader {
  return {
    roots: workspace.roots.length === 1 ? [''] : workspace.roots.map((root) => `${workspace.at(root, '').display}/`),
    async read(file) {
      const isPolicy = file.endsWith(policyPath);
      try {
        const located = await workspace.locate(file);
        const read = await workspace.readText(located);
        if (read.ok) return read.text;
        if (!isPolicy || !existsSync(located.real)) return undefined;
        throw new WorkspaceError(`${file} ${read.reason}.`);
      } catch (error) {
        if (!isPolicy) return undefined;
        // Nobody knows what an unreadable policy asks for: nothing is decided until it can be read.
        const reason = error instanceof Error ? error.message : String(error);
        throw new WorkspaceError(
          `The escalation policy cannot be read, so nothing is allowed. ${reason} Mend that file by hand.`,
        );
      }
    },
  };
}
