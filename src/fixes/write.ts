import { lstat, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { absent, syncFolder } from '../state/index.ts';
import { readRegularFile, sha256 } from '../workspace/index.ts';

/** New content for a file that must still have the content it had. */
export interface Replacement {
  readonly path: string;
  readonly real: string;
  /** SHA-256 of the content that may be replaced. */
  readonly expects: string;
  readonly bytes: Uint8Array;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Somebody changed a file between the check and the write. */
export class ChangedMeanwhile extends Error {
  readonly path: string;

  constructor(changed: string) {
    super(`${changed} was changed meanwhile`);
    this.path = changed;
  }
}

/** Where the new content waits, next to the file it replaces. `tag` tells which action it belongs to, for recovery. */
export function waitingFile(real: string, tag: string): string {
  return path.join(path.dirname(real), `.${path.basename(real)}.${tag}.tmp`);
}

/**
 * Replaces files: all new contents are on the disk before the first file is renamed, and each file is compared once more just
 * before. Throws in the middle when something fails; the caller knows from its journal what to put back.
 */
export async function replaceAll(replacements: readonly Replacement[], tag: string): Promise<void> {
  for (const replacement of replacements) await prepare(replacement, tag);
  for (const { real, path: shown, expects } of replacements) {
    const now = await readRegularFile(real);
    if (!now.ok || sha256(now.bytes) !== expects) throw new ChangedMeanwhile(shown);
    await rename(waitingFile(real, tag), real);
  }
  for (const folder of new Set(replacements.map(({ real }) => path.dirname(real)))) await syncFolder(folder);
}

async function prepare({ real, bytes, mode, uid, gid }: Replacement, tag: string): Promise<void> {
  // 'wx' follows no link and overwrites nothing.
  const file = await open(waitingFile(real, tag), 'wx', 0o600);
  try {
    const made = await file.stat();
    // Only root may give files away; others keep what they may and are the owner already in nearly all cases.
    if (made.uid !== uid || made.gid !== gid) await file.chown(uid, gid).catch(() => undefined);
    await file.chmod(mode);
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Removes what waited for a rename that will not come. */
export async function discardWaiting(real: string, tag: string): Promise<void> {
  const waiting = waitingFile(real, tag);
  const entry = await lstat(waiting).catch(absent);
  if (entry?.isFile()) await rm(waiting);
}
