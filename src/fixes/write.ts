import { lstatSync, renameSync } from 'node:fs';
import { link, lstat, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../error-code.ts';
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
  return beside(real, `${tag}.tmp`);
}

/** A second name of the file that is replaced, until all is done: whoever has it open writes to this one. */
export function replacedFile(real: string, tag: string): string {
  return beside(real, `${tag}.old`);
}

/** Names have 255 bytes at most. */
const longestName = 200;

function beside(real: string, ending: string): string {
  const name = path.basename(real);
  const short = Buffer.byteLength(name) > longestName ? sha256(name).slice(0, 32) : name;
  return path.join(path.dirname(real), `.${short}.${ending}`);
}

/**
 * Replaces files: all new contents are on the disk before the first file is renamed, and each file is compared once more just
 * before. Throws in the middle when something fails; then {@link takeBack} is the way back for each file.
 */
export async function replaceAll(replacements: readonly Replacement[], tag: string): Promise<void> {
  for (const replacement of replacements) await prepare(replacement, tag);
  for (const replacement of replacements) await exchange(replacement, tag);
  for (const replacement of replacements) await refuseLateWrites(replacement, tag);
  for (const { real } of replacements) await rm(replacedFile(real, tag), { force: true });
  for (const folder of new Set(replacements.map(({ real }) => path.dirname(real)))) await syncFolder(folder);
}

async function prepare({ path: shown, real, bytes, mode, uid, gid }: Replacement, tag: string): Promise<void> {
  // 'wx' follows no link and overwrites nothing.
  const file = await open(waitingFile(real, tag), 'wx', 0o600);
  try {
    const made = await file.stat();
    if (made.uid !== uid || made.gid !== gid) {
      await file.chown(uid, gid).catch(() => {
        throw new Error(`"${shown}" belongs to user ${uid} and group ${gid}, and only they can keep it theirs`);
      });
    }
    await file.writeFile(bytes);
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Puts the waiting content in place. Programs without our lock may write at any time, so the old file keeps a second name: what
 * is written to it meanwhile is not lost. Whoever instead puts another file in its place can come between the last two calls only.
 */
async function exchange({ real, path: shown, expects }: Replacement, tag: string): Promise<void> {
  const seen = await lstat(real).catch(absent);
  await keepName(real, replacedFile(real, tag));
  const read = await readRegularFile(real);
  if (!seen || !read.ok || sha256(read.bytes) !== expects) throw new ChangedMeanwhile(shown);
  const now = lstatSync(real, { throwIfNoEntry: false });
  if (now?.ino !== seen.ino || now.mtimeMs !== seen.mtimeMs || now.size !== seen.size)
    throw new ChangedMeanwhile(shown);
  renameSync(waitingFile(real, tag), real);
}

async function keepName(real: string, old: string): Promise<void> {
  await link(real, old).catch((error: unknown) => {
    // Where files cannot have two names, the journal alone has the old bytes.
    if (codeOf(error) !== 'EEXIST') return;
    throw new Error(`${old} is in the way. It has what somebody wrote while the file was replaced; move it elsewhere`);
  });
}

async function refuseLateWrites({ real, path: shown, expects }: Replacement, tag: string): Promise<void> {
  const old = replacedFile(real, tag);
  if (!(await lstat(old).catch(absent))) return;
  const read = await readRegularFile(old);
  if (!read.ok || sha256(read.bytes) !== expects) throw new ChangedMeanwhile(shown);
}

/**
 * Takes back what {@link replaceAll} began at one file: the very file that stood there stands there again, unless somebody
 * has put other content there since, or it is gone; then the caller has its bytes in the journal.
 *
 * @param wrote SHA-256 of the content that was put in place
 * @param ours SHA-256 of all contents that are known: an old file with another one was written to by somebody, and stays
 */
export async function takeBack(real: string, tag: string, wrote: string, ours: readonly string[]): Promise<void> {
  await discard(waitingFile(real, tag));
  const old = replacedFile(real, tag);
  const held = await lstat(old).catch(absent);
  if (!held) return;
  const now = await lstat(real).catch(absent);
  if (now?.ino === held.ino && now.dev === held.dev) return rm(old);
  const read = await readRegularFile(real);
  if (read.ok && sha256(read.bytes) === wrote) return rename(old, real);
  const kept = await readRegularFile(old);
  if (!kept.ok || ours.includes(sha256(kept.bytes))) await discard(old);
}

async function discard(name: string): Promise<void> {
  const entry = await lstat(name).catch(absent);
  if (entry && !entry.isDirectory()) await rm(name);
}
