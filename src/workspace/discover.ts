import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import glob from 'fast-glob';
import { samePath } from './contain.ts';
import { WorkspaceError } from './error.ts';
import { tooCostly } from './glob-limits.ts';
import { listFiles } from './list-files.ts';
import type { Located } from './located.ts';
import { chooseTestFiles, isExcludedFolder, isSourceFile } from './names.ts';

/** What discovery needs to know of the workspace. */
export interface Places {
  readonly roots: readonly string[];
  locate(path: string, label?: string): Promise<Located>;
  at(root: string, path: string): Located;
}

export interface Discovery {
  /** Sorted by displayed path, each file once. */
  readonly files: readonly Located[];
  /** The patterns, as given, that no file matched. */
  readonly unmatched: readonly string[];
}

/** Finds test files; see `Workspace.discover`. */
export async function discover(
  places: Places,
  patterns: readonly string[],
  labelOf = (index: number) => `paths[${index}]`,
): Promise<Discovery> {
  const listing = new Listing(places);
  const found = new Map<string, Located>();
  const unmatched: string[] = [];
  for (const [index, pattern] of (patterns.length > 0 ? patterns : ['**']).entries()) {
    const matches = await match(places, listing, pattern, labelOf(index));
    for (const file of matches) found.set(file.real, file);
    if (matches.length === 0 && patterns.length > 0) unmatched.push(pattern);
  }
  const files = [...found.values()].sort((a, b) => (a.display < b.display ? -1 : a.display > b.display ? 1 : 0));
  return { files, unmatched };
}

async function match(places: Places, listing: Listing, pattern: string, label: string): Promise<readonly Located[]> {
  if (pattern === '**')
    return (await Promise.all(places.roots.map((root) => listing.filesBelow(root, '', chooseTestFiles)))).flat();
  const literal = await places.locate(pattern, label).catch((error: unknown) => {
    if (isGlob(pattern)) return undefined;
    throw error;
  });
  const entry = literal && (await lstat(literal.real).catch(() => undefined));
  if (literal && entry?.isDirectory())
    return listing.filesBelow(literal.root, literal.path === '.' ? '' : `${literal.path}/`, chooseTestFiles);
  if (literal && entry?.isFile()) return isSourceFile(literal.path) ? [literal] : [];
  return isGlob(pattern) ? matchGlob(places, listing, pattern, label) : [];
}

async function matchGlob(
  places: Places,
  listing: Listing,
  pattern: string,
  label: string,
): Promise<readonly Located[]> {
  const cost = tooCostly(pattern);
  if (cost) throw new WorkspaceError(`${label} ${JSON.stringify(pattern.slice(0, 200))} ${cost}`);
  const segments = pattern.split(path.sep === '\\' ? /[\\/]/ : '/');
  // A brace can reach over a `/`: from there on no part is whole.
  const firstMagic = Math.max(
    0,
    segments.findIndex((segment) => segment.includes('{') || isGlob(segment)),
  );
  const base = segments.slice(0, firstMagic).join('/');
  const rest = segments.slice(firstMagic).join('/');
  const anywhere = base === '' && !pattern.startsWith('/');
  const starts = anywhere
    ? places.roots.map((root) => places.at(root, '.'))
    : [await places.locate(base || '/', label)];
  const choose: Choice = takesAnyName(rest) ? chooseTestFiles : (names) => names.filter(isSourceFile);
  const files: Located[] = [];
  for (const start of starts) {
    // A brace can lead out of the workspace; nothing there is looked at.
    for (const task of glob.generateTasks(rest)) await places.locate(path.resolve(start.real, task.base), label);
    const prefix = start.path === '.' ? '' : `${start.path}/`;
    const names = await glob(rest, {
      cwd: start.real,
      dot: true,
      followSymbolicLinks: false,
      onlyFiles: true,
      suppressErrors: true,
      ignore: ['**/node_modules/**', '**/.git/**', '**/.venv/**', '**/site-packages/**'],
    });
    const matched = new Set(names.map((name) => prefix + name));
    const chosen: Choice = (all, below) => choose(all, below).filter((name) => matched.has(name));
    files.push(...(await listing.filesBelow(start.root, prefix, chosen)));
  }
  return files;
}

function isGlob(pattern: string): boolean {
  return pattern !== '' && glob.isDynamicPattern(pattern);
}

/** `tests/**` and `*.py` say nothing of names, so test files are meant; `*_check.py` says which files it means. */
function takesAnyName(pattern: string): boolean {
  const last = pattern.split('/').at(-1) ?? '';
  return !/[\p{L}\p{N}]/u.test(last.replace(/\.[^*?]*$/, ''));
}

/** Picks from all files below a folder (`''` or ending in `/`). */
type Choice = (paths: readonly string[], below: string) => readonly string[];

/** The files of each root, listed at most once per discovery. */
class Listing {
  private readonly byRoot = new Map<string, Promise<readonly string[]>>();
  private readonly realFolders = new Map<string, Promise<boolean>>();
  private readonly places: Places;

  constructor(places: Places) {
    this.places = places;
  }

  async filesBelow(root: string, prefix: string, choose: Choice): Promise<readonly Located[]> {
    // A folder asked for by name may have an excluded name itself; then the root's listing does not hold it.
    const asked = prefix.split('/').some((segment) => isExcludedFolder(segment, false));
    const start = asked ? prefix : '';
    const key = path.join(root, start);
    const listed = this.byRoot.get(key) ?? listFiles(key, this.places.roots);
    this.byRoot.set(key, listed);
    const below = (await listed).map((name) => start + name).filter((name) => name.startsWith(prefix));
    const names = choose(below, prefix);
    const files = await Promise.all(
      names.map(async (name) => ((await this.isOwnFile(root, name)) ? [this.places.at(root, name)] : [])),
    );
    return files.flat();
  }

  /** A regular file that exists and is reached through no symbolic link. */
  private async isOwnFile(root: string, name: string): Promise<boolean> {
    const full = path.join(root, name);
    const folder = path.dirname(full);
    const direct = this.realFolders.get(folder) ?? isRealFolder(folder);
    this.realFolders.set(folder, direct);
    if (!(await direct)) return false;
    return lstat(full).then(
      (entry) => entry.isFile(),
      () => false,
    );
  }
}

async function isRealFolder(folder: string): Promise<boolean> {
  return realpath(folder).then(
    (real) => samePath(real, folder),
    () => false,
  );
}
