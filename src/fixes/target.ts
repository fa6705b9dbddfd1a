import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { absent } from '../state/index.ts';
import { readRegularFile, sha256, type Workspace, WorkspaceError } from '../workspace/index.ts';
import { FixError } from './error.ts';

/** Which file is meant: by root and relative path, so that it is looked up anew each time. */
export interface FileName {
  readonly path: string;
  readonly root: string;
  readonly relative: string;
}

/** A file as it is on disk now. `sha256` is undefined when it is gone. */
export interface Target {
  /** As shown to people. */
  readonly path: string;
  readonly real: string;
  readonly bytes: Buffer;
  readonly sha256: string | undefined;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Looks at a file that is to be written. Links are refused on the way and at the end: writing must reach exactly the file
 * that was shown.
 *
 * @throws {FixError} when the path leads elsewhere now, or to what must not be replaced.
 */
export async function inspect(workspace: Workspace, name: FileName): Promise<Target> {
  const real = await sameFile(workspace, name);
  const entry = await lstat(real).catch(absent);
  if (!entry) return { path: name.path, real, bytes: Buffer.alloc(0), sha256: undefined, mode: 0, uid: 0, gid: 0 };
  if (entry.nlink > 1 && entry.isFile()) {
    throw refusal(name, `has ${entry.nlink} hard links, and replacing it would part them`);
  }
  const read = await readRegularFile(real);
  if (!read.ok) throw refusal(name, read.reason);
  const { mode, uid, gid } = entry;
  return { path: name.path, real, bytes: read.bytes, sha256: sha256(read.bytes), mode: mode & 0o7777, uid, gid };
}

/** The path a name stands for, without asking the disk. */
export function nominalPath({ root, relative }: FileName): string {
  return path.join(root, relative);
}

async function sameFile(workspace: Workspace, name: FileName): Promise<string> {
  const nominal = nominalPath(name);
  const located = await workspace.locate(nominal).catch((error: unknown) => {
    if (error instanceof WorkspaceError) throw refusal(name, 'leads out of the workspace now');
    throw error;
  });
  if (located.root === name.root && located.path === name.relative) return located.real;
  throw refusal(name, 'is a symbolic link, or lies behind one, now');
}

function refusal({ path: shown }: FileName, problem: string): FixError {
  return new FixError(
    `"${shown}" ${problem}. Nothing was changed. Allowed: regular files with one name, inside the workspace. ` +
      'Put the plain file back, or leave it out and call suggest_fixes for the other paths.',
  );
}
