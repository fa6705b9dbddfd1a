import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { gitIn } from './git.ts';
import { isExcludedFolder } from './names.ts';

/**
 * Every file below a folder that the project itself may own, relative and `/`-separated: what git ignores and folders of
 * dependencies, caches and build output are left out. Entries may be symbolic links.
 *
 * @param projects folders whose own programs are not run
 */
export async function listFiles(folder: string, projects: readonly string[] = [folder]): Promise<readonly string[]> {
  const listed = await listByGit(folder, projects);
  const files = listed ?? (await walk(folder));
  return withoutVirtualEnvironments(folder, files);
}

/** Undefined outside of git, and where git takes too long: the walk of the folders needs no other program. */
async function listByGit(folder: string, projects: readonly string[]): Promise<readonly string[] | undefined> {
  const git = gitIn(folder, { env: process.env, projects });
  const [ignored, index, others] = await Promise.all([
    git(['check-ignore', '-q', '.']),
    git(['ls-files', '-z', '--stage']),
    git(['ls-files', '-z', '--others', '--exclude-standard']),
  ]);
  // Exit 1: not ignored. A folder that an outer repository ignores (a home folder kept in git, say) looks empty to git.
  if (ignored.ok || ignored.exit !== 1 || !index.ok || !others.ok) return undefined;
  const files = new Set<string>();
  const nested: string[] = [];
  for (const entry of index.output.toString().split('\0')) {
    const name = entry.slice(entry.indexOf('\t') + 1);
    if (name === '' || isElsewhere(name) || inExcludedFolder(name, true)) continue;
    if (entry.startsWith(submoduleMode)) nested.push(name);
    else files.add(name);
  }
  for (const name of others.output.toString().split('\0')) {
    if (name === '' || inExcludedFolder(name, false)) continue;
    // A repository inside the repository is listed as a folder.
    if (name.endsWith('/')) nested.push(name.slice(0, -1));
    else files.add(name);
  }
  for (const repository of nested) {
    const real = path.join(folder, repository);
    if (!(await isFolder(real)) || (await isLinkedWorktree(real))) continue;
    for (const file of await listFiles(real, projects)) files.add(`${repository}/${file}`);
  }
  return [...files];
}

/** What the index of git writes before a submodule. */
const submoduleMode = '160000 ';

/** An index that somebody made by hand can name files outside of the folder; git itself takes none such in. */
function isElsewhere(name: string): boolean {
  return name.split(path.sep === '\\' ? /[\\/]/ : '/').includes('..');
}

/** Is any folder on the way an excluded one? The last part counts only when it is a folder itself (`name/`). */
function inExcludedFolder(name: string, tracked: boolean): boolean {
  return name
    .split('/')
    .slice(0, -1)
    .some((segment) => isExcludedFolder(segment, tracked));
}

async function isFolder(real: string): Promise<boolean> {
  return lstat(real).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

/**
 * A second checkout of the same project (`git worktree add`): its files are the ones already listed, on another branch. A
 * submodule of one has its repository further down, in `worktrees/NAME/modules`.
 */
async function isLinkedWorktree(folder: string): Promise<boolean> {
  const pointer = await readFile(path.join(folder, '.git'), 'utf8').catch(() => '');
  return /^gitdir:.*[\\/]worktrees[\\/][^\\/]+$/m.test(pointer.trimEnd());
}

interface Rules {
  /** Where the `.gitignore` lies, relative to the start, with a final `/` (or `''`). */
  readonly base: string;
  readonly ignore: Ignore;
}

async function walk(start: string): Promise<readonly string[]> {
  const files: string[] = [];
  async function visit(folder: string, outer: readonly Rules[]): Promise<void> {
    const entries = await readdir(path.join(start, folder), { withFileTypes: true }).catch(() => []);
    const rules = [...outer];
    if (entries.some((entry) => entry.name === '.gitignore' && entry.isFile())) {
      const text = await readFile(path.join(start, folder, '.gitignore'), 'utf8').catch(() => '');
      rules.push({ base: folder, ignore: ignore().add(text) });
    }
    for (const entry of entries) {
      const name = folder + entry.name;
      if (entry.isDirectory()) {
        if (isExcludedFolder(entry.name, false) || isIgnored(`${name}/`, rules)) continue;
        if (await isLinkedWorktree(path.join(start, name))) continue;
        await visit(`${name}/`, rules);
      } else if (entry.isFile() && !isIgnored(name, rules)) files.push(name);
    }
  }
  await visit('', []);
  return files;
}

/** The nearest `.gitignore` that has an opinion decides, as in git. */
function isIgnored(name: string, rules: readonly Rules[]): boolean {
  for (const { base, ignore: matcher } of [...rules].reverse()) {
    const verdict = matcher.test(name.slice(base.length));
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}

/** Virtual environments under any name: they are marked by `pyvenv.cfg`. */
async function withoutVirtualEnvironments(folder: string, files: readonly string[]): Promise<readonly string[]> {
  const environments = files
    .filter((file) => path.posix.basename(file) === 'pyvenv.cfg')
    .map((file) => file.slice(0, -'pyvenv.cfg'.length));
  // The marker itself may be ignored while the folder's other files are not.
  for (const name of ['env', '.env', 'ENV']) {
    if (await stat(path.join(folder, name, 'pyvenv.cfg')).catch(() => undefined)) environments.push(`${name}/`);
  }
  const inside = environments.filter((environment) => environment !== '');
  return files.filter((file) => !inside.some((environment) => file.startsWith(environment)));
}
