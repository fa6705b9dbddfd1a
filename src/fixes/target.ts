import { constants, type Stats } from 'node:fs';
import { access, lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { absent } from '../state/index.ts';
import { samePath } from '../workspace/contain.ts';
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
  const real = await realPathOf(workspace, name);
  const entry = await lstat(real).catch(absent);
  if (!entry) return { path: name.path, real, bytes: Buffer.alloc(0), sha256: undefined, mode: 0, uid: 0, gid: 0 };
  const read = await readRegularFile(real);
  if (!read.ok) throw refusal(name, read.reason);
  const problem = await whyNotReplaced(real);
  if (problem) throw refusal(name, problem);
  const { mode, uid, gid } = entry;
  return { path: name.path, real, bytes: read.bytes, sha256: sha256(read.bytes), mode: mode & 0o7777, uid, gid };
}

/** Why a regular file must not be replaced by one with other content, or undefined. Completes the sentence "this file …". */
export async function whyNotReplaced(real: string): Promise<string | undefined> {
  const entry = await lstat(real).catch(absent);
  if (!entry) return undefined;
  if ((entry.mode & 0o200) === 0) return 'is read-only. Give its owner the right to write, if it is meant to be edited';
  if ((entry.mode & 0o6000) !== 0) return 'runs with the rights of its owner or group (set-user-ID or set-group-ID)';
  const denied = await access(real, constants.W_OK).then(() => undefined, String);
  if (denied) return `may not be written (${denied.replace(/, .*/, '')})`;
  const others = await otherNames(real, entry);
  return others > 0 ? `has ${others + 1} hard links, and replacing it would part them` : undefined;
}

/** The names that a file has besides its own. What a replacement keeps of it until it is done is none. */
async function otherNames(real: string, { nlink }: Stats): Promise<number> {
  if (nlink === 1) return 0;
  const names = (await readdir(path.dirname(real)).catch(absent)) ?? [];
  const own = `.${path.basename(real)}.undo_`;
  if (names.some((name) => name.startsWith(own) && name.endsWith('.old'))) return nlink - 2;
  // A replacement may have come to its end since.
  return ((await lstat(real).catch(absent))?.nlink ?? 1) - 1;
}

/** The path a name stands for, without asking the disk. */
export function nominalPath({ root, relative }: FileName): string {
  return path.join(root, relative);
}

/** The path a name stands for, which no link leads away from now. @throws {FixError} */
export async function realPathOf(workspace: Workspace, name: FileName): Promise<string> {
  const nominal = nominalPath(name);
  const located = await workspace.locate(nominal).catch((error: unknown) => {
    if (error instanceof WorkspaceError) throw refusal(name, 'leads out of the workspace now');
    throw error;
  });
  if (samePath(located.real, nominal)) return located.real;
  throw refusal(name, 'is a symbolic link, or lies behind one, now');
}

function refusal({ path: shown }: FileName, problem: string): FixError {
  return new FixError(
    `"${shown}" ${problem}. Nothing was changed. Allowed: regular files with one name that may be written, inside the workspace. ` +
      'Put the plain file back, or leave it out and call suggest_fixes for the other paths.',
  );
}
