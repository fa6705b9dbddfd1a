import { existsSync } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeOf } from '../error-code.ts';
import { unshown } from '../untrusted/plain-text.ts';
import { relativeInside, spellingProblem } from './contain.ts';
import { type Discovery, discover } from './discover.ts';
import { WorkspaceError } from './error.ts';
import type { Located } from './located.ts';
import { readTextFile, type TextFile } from './read-text.ts';
import { type Root, resolveRoots, type WorkspaceOptions } from './roots.ts';

/** The folders this program may read and edit, and the only way from a caller's path to a file. */
export class Workspace {
  /** Real paths, in the order given; none lies inside another. */
  readonly roots: readonly string[];
  private readonly named: readonly Root[];

  private constructor(named: readonly Root[]) {
    this.named = named;
    this.roots = named.map((root) => root.path);
  }

  /** @throws {WorkspaceError} when there is no root, or one is missing, a file, `/`, a drive or the home folder. */
  static async open(options: WorkspaceOptions): Promise<Workspace> {
    return new Workspace(await resolveRoots(options));
  }

  /**
   * Resolves links and checks that the file lies inside a root. It need not exist. A relative path is taken from the root
   * whose name it starts with (several roots), else from the first root.
   *
   * @param label how the error names the path: `paths[0]`.
   * @throws {WorkspaceError} when the path lies outside, or is one that no file can safely have.
   */
  async locate(shown: string, label = 'path'): Promise<Located> {
    const given = this.meant(shown);
    const problem = spellingProblem(given, path, this.roots);
    if (problem) throw this.refusal(label, given, problem);
    const full = path.isAbsolute(given) ? path.resolve(given) : this.fromRelative(given);
    const real = await realPathOf(full);
    if (real === undefined) throw this.refusal(label, given, 'is a symbolic link to nothing');
    for (const root of this.roots) {
      const inside = relativeInside(root, real, path);
      if (inside !== undefined) return this.at(root, inside);
    }
    throw this.refusal(label, given, `is outside the workspace ${this.roots.length === 1 ? 'root' : 'roots'}`);
  }

  /**
   * Test files. Without patterns: all that are named like tests, and `conftest.py`. A pattern is a file (taken whatever its
   * name, ignored by git or not), a folder (its test files), or a glob (the test files it matches; a glob that spells part
   * of the file name, as `*_check.py`, takes what it says). Left out: what git ignores, symbolic links, dependencies,
   * virtual environments, caches and build output.
   *
   * @param labelOf how the error names a pattern; `paths[0]` when left out
   * @throws {WorkspaceError} when a pattern points outside the roots.
   */
  discover(patterns: readonly string[] = [], labelOf?: (index: number) => string): Promise<Discovery> {
    return discover(this, patterns, labelOf);
  }

  readText(located: Located): Promise<TextFile> {
    return readTextFile(located.real);
  }

  /** Names a path below a root without asking the disk; for paths that are known to be real. */
  at(root: string, relative: string): Located {
    const inside = relative === '' ? '.' : relative;
    const name = this.named.find((candidate) => candidate.path === root)?.name ?? path.basename(root);
    const display = this.named.length === 1 ? inside : inside === '.' ? name : `${name}/${inside}`;
    return { root, path: inside, real: path.join(root, inside), display };
  }

  /**
   * A path as we show it, with escapes for hidden characters, means the file of that name where there is none called so. So
   * does the URL of a file, as editors name it.
   */
  private meant(shown: string): string {
    const other = shown.startsWith('file://') ? pathOfUrl(shown) : unshown(shown);
    if (other === shown || spellingProblem(other, path, this.roots)) return shown;
    const exists = (given: string) => existsSync(path.isAbsolute(given) ? given : this.fromRelative(given));
    return !exists(shown) && exists(other) ? other : shown;
  }

  private fromRelative(given: string): string {
    const fromFirst = path.resolve(this.roots[0] ?? '', given);
    if (this.named.length === 1) return fromFirst;
    const [first = '', ...rest] = given.split(path.sep === '\\' ? /[\\/]/ : '/');
    const root = this.named.find((candidate) => candidate.name === first);
    if (!root) return fromFirst;
    const fromNamed = path.resolve(root.path, ...rest);
    return !existsSync(fromNamed) && existsSync(fromFirst) ? fromFirst : fromNamed;
  }

  private refusal(label: string, given: string, problem: string): WorkspaceError {
    const shown = given.length > 200 ? `${given.slice(0, 200)}…` : given;
    const names = this.named.map((root) => root.name).join(', ');
    const next =
      this.named.length === 1
        ? 'Pass a path relative to the root.'
        : `Pass a path that starts with a root's name (${names}) or relative to the first root.`;
    return new WorkspaceError(
      `${label} ${JSON.stringify(shown)} ${problem}. Allowed: files below the roots given at start (--root). ${next}`,
    );
  }
}

function pathOfUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}

/** The real path of the deepest part that exists, with the rest re-appended; undefined behind a dangling link. */
async function realPathOf(full: string): Promise<string | undefined> {
  const missing: string[] = [];
  for (let at = full; ; at = path.dirname(at)) {
    try {
      return path.join(await realpath(at), ...missing);
    } catch (error) {
      if (codeOf(error) === 'ELOOP') return undefined;
      if (await lstat(at).catch(() => undefined)) return undefined;
      if (path.dirname(at) === at) return full;
      missing.unshift(path.basename(at));
    }
  }
}
