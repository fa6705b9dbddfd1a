import type { Dirent } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../../error-code.ts';

/**
 * What an entry of the workspace is to a proof. The copy holds everything that a test may read, whether git knows it or
 * not: `.env` files, generated code and build output too.
 */
export type Role =
  | 'own'
  | 'dependencies'
  | 'environment'
  /** What a package manager keeps: linked as a whole. */
  | 'store'
  | 'left-out';

export async function roleOf(full: string, entry: Dirent): Promise<Role> {
  const { name } = entry;
  if (name === 'node_modules' || name === 'bower_components') return 'dependencies';
  if (name === '.yarn' || name === '.pnpm-store') return 'store';
  if (leftOutOfCopies.has(name)) return 'left-out';
  if (entry.isDirectory() || entry.isSymbolicLink()) {
    const marked = await stat(path.join(full, 'pyvenv.cfg')).catch(() => undefined);
    if (marked) return 'environment';
    // Tools mark what they can make again (https://bford.info/cachedir/): Rust's `target`, pytest's and mypy's caches.
    if (await stat(path.join(full, 'CACHEDIR.TAG')).catch(() => undefined)) return 'left-out';
  }
  return entry.isDirectory() || entry.isFile() || entry.isSymbolicLink() ? 'own' : 'left-out';
}

/** What this user may not read its tests cannot read either, such as the folder of a database in a container. */
export function isForbidden(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'EACCES' || code === 'EPERM';
}

/**
 * Caches, which would bring results of the real tree along, and version control: a worktree's `.git` is a pointer to the
 * real repository, and commands of a test must not reach that.
 */
export const leftOutOfCopies: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  '__pycache__',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
  '.hypothesis',
  '.tox',
  '.nox',
  '.cache',
  '.parcel-cache',
  '.turbo',
  '.nx',
  '.vite',
  '.vitest',
  '.nyc_output',
  '.terraform',
  '.gradle',
  'htmlcov',
  'coverage',
  'test-results',
  'playwright-report',
]);
