import { existsSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { relativeInside } from './contain.ts';
import { WorkspaceError } from './error.ts';
import { systemHome } from './home.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface WorkspaceOptions {
  /** Folders given at start (`--root`); relative ones are taken from `cwd`. */
  readonly roots?: readonly string[] | undefined;
  readonly env: Environment;
  readonly cwd: string;
}

/** One folder the server may read and edit below. */
export interface Root {
  /** Real path. */
  readonly path: string;
  /** The folder's name, made unique among the roots; it prefixes displayed paths when there are several roots. */
  readonly name: string;
}

const markers = [
  'package.json',
  'pyproject.toml',
  'setup.py',
  'setup.cfg',
  'pytest.ini',
  'tox.ini',
  'requirements.txt',
  '.git',
];

/** The roots in force: given ones, else `CLAUDE_PROJECT_DIR`, else the working directory when it looks like a project. */
export async function resolveRoots({ roots, env, cwd }: WorkspaceOptions): Promise<readonly Root[]> {
  const homes = await homeFolders(env);
  const real: string[] = [];
  for (const { folder, source } of requested(roots ?? [], env, cwd)) {
    // A client's variable that was never set must not become the working directory.
    if (folder.trim() === '')
      throw new WorkspaceError(`${source} is empty. Allowed: an existing project folder. Name one and start again.`);
    real.push(await checkedRoot(path.resolve(cwd, folder), source, homes));
  }
  return named(merged(real));
}

function requested(
  roots: readonly string[],
  env: Environment,
  cwd: string,
): readonly { folder: string; source: string }[] {
  if (roots.length > 0) return roots.map((folder) => ({ folder, source: `--root "${folder}"` }));
  const project = env.CLAUDE_PROJECT_DIR;
  if (project) return [{ folder: project, source: `CLAUDE_PROJECT_DIR "${project}"` }];
  if (markers.some((marker) => existsSync(path.join(cwd, marker))))
    return [{ folder: cwd, source: `working directory "${cwd}"` }];
  throw new WorkspaceError(
    `No workspace root: the working directory "${cwd}" holds no project marker. Allowed: a folder given by --root, by the variable ` +
      `CLAUDE_PROJECT_DIR, or a working directory that holds one of ${markers.join(', ')}. Give one with --root DIR.`,
  );
}

async function checkedRoot(folder: string, source: string, homes: ReadonlySet<string>): Promise<string> {
  const next = 'Allowed: a project folder below the home folder or elsewhere. Name that folder with --root DIR.';
  let real: string;
  try {
    real = await realpath(folder);
  } catch {
    throw new WorkspaceError(
      `${source} does not exist. Allowed: an existing project folder. Correct the path and start again.`,
    );
  }
  if (!(await stat(real)).isDirectory()) {
    throw new WorkspaceError(
      `${source} is a file, not a folder. Allowed: an existing project folder. Pass the folder that holds it.`,
    );
  }
  if (path.dirname(real) === real)
    throw new WorkspaceError(`${source} is the root of the file system and is refused. ${next}`);
  if (homes.has(real)) throw new WorkspaceError(`${source} is the home folder and is refused. ${next}`);
  return real;
}

async function homeFolders(env: Environment): Promise<ReadonlySet<string>> {
  const homes = new Set<string>();
  for (const folder of [systemHome(), env.HOME, env.USERPROFILE]) {
    if (folder) homes.add(await realpath(folder).catch(() => path.resolve(folder)));
  }
  return homes;
}

/** Without duplicates and without roots that lie inside another; otherwise in the order given. */
function merged(roots: readonly string[]): readonly string[] {
  return [...new Set(roots)].filter(
    (root, _, all) => !all.some((other) => other !== root && relativeInside(other, root, path) !== undefined),
  );
}

function named(roots: readonly string[]): readonly Root[] {
  const taken = new Set<string>();
  return roots.map((root) => {
    const base = path.basename(root);
    let name = base;
    for (let n = 2; taken.has(name); n += 1) name = `${base}-${n}`;
    taken.add(name);
    return { path: root, name };
  });
}
