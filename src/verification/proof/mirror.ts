import { constants, type Dirent } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, readFile, readlink, realpath, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { absent } from '../../state/index.ts';
import { relativeInside } from '../../workspace/index.ts';
import { isForbidden, roleOf } from './folders.ts';

/** Where a folder's twin is being built. */
export interface Mirror {
  /** Real path of the root that is copied. */
  readonly root: string;
  /** Real path of its copy. */
  readonly copy: string;
  /** What the copy shares with the real tree, in words for people. */
  readonly limitations: Set<string>;
  /** Counts what was copied; throws when that is too much. */
  readonly copied: (bytes: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Copies a folder of the project's own files; folders of dependencies become folders of links, caches are left out. */
export async function copyFolder(from: string, to: string, mirror: Mirror): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of (await asReadable(from, mirror, readdir(from, { withFileTypes: true }))) ?? []) {
    mirror.signal?.throwIfAborted();
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    const role = await roleOf(source, entry);
    if (role === 'dependencies') await mirrorPackages(source, target, mirror);
    else if (role === 'environment') await mirrorEnvironment(source, target, mirror);
    else if (role === 'store') await symlink(source, target, process.platform === 'win32' ? 'junction' : undefined);
    else if (role === 'own' && entry.isDirectory()) await copyFolder(source, target, mirror);
    else if (role === 'own') await asReadable(source, mirror, copyOwn(entry, source, target, mirror));
  }
}

async function copyOwn(entry: Dirent, source: string, target: string, mirror: Mirror): Promise<void> {
  if (entry.isSymbolicLink()) return copyLink(source, target, mirror);
  mirror.copied((await lstat(source)).size);
  // Never a hard link: a test could write through it. A clone shares blocks until one side is written.
  await copyFile(source, target, constants.COPYFILE_FICLONE);
}

/** Undefined for what is gone by now, since others work in the real tree meanwhile, and for what may not be read. */
export async function asReadable<T>(
  source: string,
  { root, limitations }: Pick<Mirror, 'root' | 'limitations'>,
  reading: Promise<T>,
): Promise<T | undefined> {
  return reading.catch((error: unknown) => {
    if (!isForbidden(error)) return absent(error);
    limitations.add(`${path.relative(root, source)} may not be read and is not in the copies.`);
    return undefined;
  });
}

/** A link to somewhere in the root leads to the same place in the copy. */
async function copyLink(source: string, target: string, mirror: Mirror): Promise<void> {
  const real = await realpath(source).catch(() => undefined);
  if (real === undefined) return symlink(await readlink(source), target);
  if (relativeInside(mirror.root, real, path) === undefined) {
    mirror.limitations.add(
      `The link ${relativeInside(mirror.root, source, path)} leads out of the workspace; what lies behind it is shared with the proof, not copied.`,
    );
  }
  await linkTo(real, target, mirror);
}

/** Links `target` to `real`, or to its twin when it is one of the project's own files. */
async function linkTo(real: string, target: string, { root, copy }: Mirror): Promise<void> {
  const inside = relativeInside(root, real, path);
  const isOwn = inside !== undefined && !inside.split('/').some((part) => isPackagesFolder(part));
  const kind = process.platform === 'win32' ? 'junction' : undefined;
  await symlink(isOwn ? path.join(copy, inside) : real, target, kind);
}

function isPackagesFolder(name: string): boolean {
  return name === 'node_modules' || name === 'bower_components';
}

/**
 * `node_modules` as a folder of its own with a link for each package: what tools write beside the packages (`.vite`,
 * `.cache`) stays in the copy, and a package of the same workspace leads to its twin instead of the real sources.
 */
export async function mirrorPackages(from: string, to: string, mirror: Mirror): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    const [source, target] = [path.join(from, name), path.join(to, name)];
    if (name.startsWith('.') && !keptBesidePackages.has(name)) continue;
    const real = await realpath(source).catch(() => undefined);
    if (real === undefined) continue;
    if (name.startsWith('@')) await mirrorPackages(source, target, mirror);
    else await linkTo(real, target, mirror);
  }
}

/** Everything else that starts with a dot there is a cache or a record of the package manager. */
const keptBesidePackages = new Set(['.bin', '.pnpm', '.store', '.prisma', '.package-lock.json', '.modules.yaml']);

/**
 * A virtual environment with a link for each installed package. Files that lead Python to a project's sources (`.pth`, what
 * `pip install -e` writes) are copied, with the root's path changed to the copy's.
 */
export async function mirrorEnvironment(from: string, to: string, mirror: Mirror): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.name === '__pycache__') continue;
    if (entry.isDirectory() && /^(?:lib|lib64|python[\d.]*t?|site-packages)$/i.test(entry.name))
      await mirrorEnvironment(source, target, mirror);
    else if (entry.isFile() && /\.(?:pth|egg-link)$|^__editable__.*\.py$|^pyvenv\.cfg$/.test(entry.name))
      await writeFile(target, (await readFile(source, 'utf8')).replaceAll(mirror.root, mirror.copy));
    else if (entry.isSymbolicLink() && !path.isAbsolute(await readlink(source)))
      // `lib64 -> lib` must lead to the twin.
      await symlink(await readlink(source), target);
    else await symlink(source, target, process.platform === 'win32' && entry.isDirectory() ? 'junction' : undefined);
  }
}
