import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { absent, lifeOf, newHolder } from '../../state/index.ts';
import { relativeInside } from '../../workspace/index.ts';
import { ProofError } from './error.ts';
import { roleOf } from './folders.ts';
import { asReadable, copyFolder, type Mirror, mirrorEnvironment, mirrorPackages } from './mirror.ts';
import { removeFolder } from './remove.ts';

/** A private twin of a workspace root, as it is on the disk now: unsaved to git, untracked and ignored files included. */
export interface WorkspaceCopy {
  /** Real path of the twin. */
  readonly root: string;
  /** What is shared with the real tree, in words for people. */
  readonly limitations: readonly string[];
  /** Writes a file's text. @param relative to the root, `/`-separated */
  write(relative: string, text: string): Promise<void>;
  /** The twin of a real path in the root, or beside it in the same repository. */
  twin(real: string): string;
  remove(): Promise<void>;
}

export interface CopyOptions {
  /** Of the project's own files, dependencies not counted. Bytes. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal | undefined;
  /** Where copies are made; by default the system's folder for temporary files. */
  readonly parent?: string;
}

const prefix = 'testing-patterns-proof-';
const gibibyte = 1024 ** 3;
/** Kept small: a proof makes two copies. */
const usualMaxBytes = 2 * gibibyte;

/**
 * Copies `root` (a real path). Dependencies are linked package by package, so that no copy of them is made and nothing is
 * written into the real folders. Around the root, the copy finds what the root finds: packages, configuration and sibling
 * folders of the repository it lies in.
 *
 * Not in the copy: what version control knows. A test that asks git for the project's history fails in a proof.
 *
 * @throws {ProofError} when the root holds too much to be copied.
 */
export async function copyWorkspace(root: string, options: CopyOptions = {}): Promise<WorkspaceCopy> {
  const holder = await realpath(await mkdtemp(path.join(options.parent ?? tmpdir(), prefix)));
  const limitations = new Set<string>();
  try {
    await writeFile(path.join(holder, 'owner'), await newHolder());
    const surroundings = await around(root);
    const below = path.relative(path.dirname(surroundings.top), root);
    const copy = path.join(holder, 'tree', below);
    const mirror: Mirror = {
      root,
      copy,
      limitations,
      copied: counter(root, options.maxBytes ?? usualMaxBytes),
      signal: options.signal,
    };
    await surround(surroundings, mirror);
    await copyFolder(root, copy, mirror);
    // Empty: tools that look for the top of the repository find it, git finds nothing.
    if (surroundings.repository) await mkdir(path.join(copy, path.relative(root, surroundings.repository), '.git'));
    return {
      root: copy,
      limitations: [...limitations],
      twin: (real) => path.join(copy, path.relative(root, real)),
      write: (relative, text) => writeInside(copy, relative, text),
      remove: () => removeFolder(holder),
    };
  } catch (error) {
    await removeFolder(holder);
    throw error;
  }
}

function counter(root: string, maxBytes: number): (bytes: number) => void {
  let total = 0;
  return (bytes) => {
    total += bytes;
    if (total <= maxBytes) return;
    throw new ProofError(
      `${root} holds more than ${(maxBytes / gibibyte).toFixed(1)} GiB besides its dependencies, too much to be copied for a proof. Start the server with --root at the package that holds the tests.`,
    );
  };
}

interface Around {
  /** The uppermost folder that the project's tools look into: that of the repository, or a higher one with packages. */
  readonly top: string;
  /** The folder of the repository that the root lies in, if it does. */
  readonly repository: string | undefined;
}

async function around(root: string): Promise<Around> {
  let [top, repository]: [string, string | undefined] = [root, undefined];
  for (let at = root; ; at = path.dirname(at)) {
    if (await stat(path.join(at, 'node_modules')).catch(absent)) top = at;
    if (repository === undefined && (await stat(path.join(at, '.git')).catch(absent))) top = repository = at;
    if (path.dirname(at) === at) return { top, repository };
  }
}

/** Larger files beside the root are data, not configuration. Bytes. */
const maxConfigBytes = 1024 ** 2;

/**
 * Builds the folders above the copy: packages linked; in the repository also files copied and other folders linked. Outside
 * of it, what lies beside the root is not the project's.
 */
async function surround({ top, repository }: Around, mirror: Mirror): Promise<void> {
  for (let inner = mirror.root; inner !== top; inner = path.dirname(inner)) {
    const from = path.dirname(inner);
    const to = path.join(mirror.copy, path.relative(mirror.root, from));
    await mkdir(to, { recursive: true });
    const packages = path.join(from, 'node_modules');
    if (await stat(packages).catch(absent)) await mirrorPackages(packages, path.join(to, 'node_modules'), mirror);
    if (repository === undefined || relativeInside(repository, from, path) === undefined) continue;
    for (const entry of await readdir(from, { withFileTypes: true })) {
      const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
      const role = source === inner ? 'left-out' : await roleOf(source, entry);
      if (role === 'left-out' || role === 'dependencies') continue;
      if (role === 'environment') await mirrorEnvironment(source, target, mirror);
      else if (!entry.isFile()) await symlink(source, target, process.platform === 'win32' ? 'junction' : undefined);
      else await asReadable(source, mirror, copySettings(source, target));
    }
    mirror.limitations.add(
      `What lies beside the workspace root (in ${path.basename(from)}) is shared with the proof, not copied.`,
    );
  }
}

async function copySettings(source: string, target: string): Promise<void> {
  if ((await lstat(source)).size <= maxConfigBytes) await copyFile(source, target);
}

async function writeInside(copy: string, relative: string, text: string): Promise<void> {
  const file = path.join(copy, relative);
  const entry = await lstat(file).catch(absent);
  await mkdir(path.dirname(file), { recursive: true });
  const folder = await realpath(path.dirname(file));
  if (relativeInside(copy, folder, path) === undefined)
    throw new ProofError(
      `"${relative}" lies behind a link that leads out of the workspace, so no proof can change it.`,
    );
  // A link in place of the file would lead the text elsewhere.
  await rm(file, { force: true });
  await writeFile(file, text);
  if (entry?.isFile()) await chmod(file, entry.mode & 0o777);
}

const dayMs = 24 * 60 * 60 * 1000;

/** Removes the copies of processes that were killed before they could; returns how many. Copies of others' accounts stay. */
export async function sweepCopies(parent: string = tmpdir()): Promise<number> {
  let removed = 0;
  for (const name of (await readdir(parent).catch(absent)) ?? []) {
    const folder = path.join(parent, name);
    if (!name.startsWith(prefix) || !(await isAbandoned(folder))) continue;
    await removeFolder(folder);
    removed += 1;
  }
  return removed;
}

async function isAbandoned(folder: string): Promise<boolean> {
  const entry = await lstat(folder).catch(absent);
  if (!entry?.isDirectory() || (process.getuid && entry.uid !== process.getuid())) return false;
  const owner = await readFile(path.join(folder, 'owner'), 'utf8').catch(absent);
  const life = await lifeOf(owner ?? '');
  // Without an owner it is being made right now, or was left at that moment. No proof takes a day.
  return life === 'dead' || (life === 'unknown' && Date.now() - entry.mtimeMs > dayMs);
}
