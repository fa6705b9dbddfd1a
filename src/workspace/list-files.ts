import { execFile } from 'node:child_process';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { findGit } from './git.ts';
import { isExcludedFolder } from './names.ts';

/** A listing that takes longer gives way to the walk of the folders, which needs no other program. */
const gitTimeoutMs = 10_000;

/**
 * Every file below a folder that the project itself may own, relative and `/`-separated: what git ignores and folders of
 * dependencies, caches and build output are left out. Entries may be symbolic links.
 */
export async function listFiles(folder: string): Promise<readonly string[]> {
  const listed = await listByGit(folder);
  const files = listed ?? (await walk(folder));
  return withoutVirtualEnvironments(folder, files);
}

async function listByGit(folder: string): Promise<readonly string[] | undefined> {
  const [ignored, index, others] = await Promise.all([
    git(folder, ['check-ignore', '-q', '.']),
    git(folder, ['ls-files', '-z', '--stage']),
    git(folder, ['ls-files', '-z', '--others', '--exclude-standard']),
  ]);
  // Exit 1: not ignored. A folder that an outer repository ignores (a home folder kept in git, say) looks empty to git.
  if (ignored.code !== 1 || index.code !== 0 || others.code !== 0) return undefined;
  const files = new Set<string>();
  const nested: string[] = [];
  for (const entry of index.output.split('\0')) {
    const name = entry.slice(entry.indexOf('\t') + 1);
    if (name === '' || inExcludedFolder(name, true)) continue;
    if (entry.startsWith(submoduleMode)) nested.push(name);
    else files.add(name);
  }
  for (const name of others.output.split('\0')) {
    if (name === '' || inExcludedFolder(name, false)) continue;
    // A repository inside the repository is listed as a folder.
    if (name.endsWith('/')) nested.push(name.slice(0, -1));
    else files.add(name);
  }
  for (const repository of nested) {
    const real = path.join(folder, repository);
    if (!(await isFolder(real)) || (await isLinkedWorktree(real))) continue;
    for (const file of await listFiles(real)) files.add(`${repository}/${file}`);
  }
  return [...files];
}

/** What the index of git writes before a submodule. */
const submoduleMode = '160000 ';

/** Is any folder on the way an excluded one? The last part counts only when it is a folder itself (`name/`). */
function inExcludedFolder(name: string, tracked: boolean): boolean {
  return name
    .split('/')
    .slice(0, -1)
    .some((segment) => isExcludedFolder(segment, tracked));
}

async function git(cwd: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  const program = await findGit(process.env, cwd);
  if (program === undefined) return { code: -1, output: '' };
  // Set by hooks and by git itself, these would make git speak of another repository.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  // A repository's own configuration can name a program as file system monitor; listing files must not run it.
  const safe = ['-c', 'core.fsmonitor=false', '-c', 'safe.bareRepository=explicit'];
  return new Promise((resolve) => {
    const child = execFile(
      program,
      [...safe, ...args],
      {
        cwd,
        env: { ...env, GIT_OPTIONAL_LOCKS: '0' },
        timeout: gitTimeoutMs,
        maxBuffer: 256 * 1024 * 1024,
        windowsHide: true,
      },
      (error, stdout) =>
        resolve({ code: error ? (typeof error.code === 'number' ? error.code : -1) : 0, output: stdout }),
    );
    child.stdin?.end();
  });
}

async function isFolder(real: string): Promise<boolean> {
  return lstat(real).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

/** A second checkout of the same project (`git worktree add`): its files are the ones already listed, on another branch. */
async function isLinkedWorktree(folder: string): Promise<boolean> {
  const pointer = await readFile(path.join(folder, '.git'), 'utf8').catch(() => '');
  return /^gitdir:.*[\\/]worktrees[\\/]/m.test(pointer);
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
