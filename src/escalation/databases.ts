import type { ConfigFile, FactContext } from './facts/context.ts';
import type { Fact } from './facts/fact.ts';

/** A place where the analysis found tests that connect to a database that is not theirs. */
export interface DatabaseUse {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

/** Names such places in files that are about to run, or in changed files as they would be afterwards. */
export type FindDatabaseUses = (files: readonly ConfigFile[]) => Promise<readonly DatabaseUse[]>;

/**
 * What the text patterns of the database facts cannot follow: names that stand for an address, defaults, branches. Places that
 * they did see are left out.
 */
export async function databaseUseFacts(
  context: FactContext,
  seen: readonly Fact[],
  find: FindDatabaseUses,
): Promise<Fact[]> {
  const known = new Set(seen.map(({ where }) => `${where.path}:${where.line ?? ''}`));
  const uses = await find(filesOf(context));
  return uses
    .filter(({ path, line }) => !known.has(`${path}:${line}`))
    .map(({ path, line, message }) => ({
      id: 'database-fallback',
      statement: `production database access: ${message}`,
      where: { path, line },
      reason: `${message} Production database access in tests requires human approval.`,
    }));
}

/** Edits are judged by what they leave behind, runs by everything that they load. */
function filesOf({ action, configs, run }: FactContext): ConfigFile[] {
  const changed = (action.changes ?? []).map(({ path, after }) => ({ path, text: after }));
  if (action.kind !== 'run_tests') return changed;
  const conftests = configs.filter(({ path }) => path.endsWith('conftest.py'));
  return [...new Map([...conftests, ...run].map((file) => [file.path, file])).values()];
}
