import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, realpath } from 'node:fs/promises';
import { codeOf } from '../error-code.ts';
import { samePath } from './contain.ts';

/** The largest file that is read, in bytes. Test files people write stay far below. */
export const maxFileBytes = 2 * 1024 * 1024;

export type TextFile =
  /** `text` keeps a byte order mark; encoding it as UTF-8 gives `bytes` again. `sha256` is hex, of `bytes`. */
  | { readonly ok: true; readonly text: string; readonly bytes: Buffer; readonly sha256: string }
  /** `reason` completes the sentence "this file …". */
  | { readonly ok: false; readonly reason: string };

export type FileBytes = { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly reason: string };

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Reads a text file by its real path. Never throws: what cannot be read comes back with the reason. */
export async function readTextFile(real: string): Promise<TextFile> {
  const read = await readRegularFile(real);
  if (!read.ok) return read;
  const { bytes } = read;
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return refuse('is UTF-16 text; only UTF-8 is read. Save it as UTF-8');
  }
  if (bytes.subarray(0, 8192).includes(0)) return refuse('is binary (it holds NUL bytes)');
  const text = utf8(bytes);
  return text === undefined ? refuse(notUtf8) : { ok: true, text, bytes, sha256: sha256(bytes) };
}

export const notUtf8 = 'is not UTF-8 text. Save it as UTF-8';

/** The text with its byte order mark, or undefined when the bytes are no UTF-8. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The bytes of a regular file of at most {@link maxFileBytes}; `real` must still be its own real path. */
export async function readRegularFile(real: string): Promise<FileBytes> {
  try {
    const entry = await lstat(real);
    if (entry.isSymbolicLink()) return refuse('is a symbolic link; links are not followed');
    if (entry.isDirectory()) return refuse('is a folder');
    if (!entry.isFile()) return refuse('is not a regular file');
    if (entry.size > maxFileBytes) return refuse(`is larger than 2 MB (${entry.size} bytes)`);
    if (!samePath(await realpath(real), real)) return refuse('lies behind a symbolic link; links are not followed');
    // The entry may have become a link, or a pipe that would block, since it was looked at.
    const file = await open(real, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const bytes = await file.readFile();
      return bytes.length > maxFileBytes ? refuse(`is larger than 2 MB (${bytes.length} bytes)`) : { ok: true, bytes };
    } finally {
      await file.close();
    }
  } catch (error) {
    return refuse(readFailure(error));
  }
}

function readFailure(error: unknown): string {
  const code = codeOf(error) ?? 'unknown error';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  if (code === 'EACCES' || code === 'EPERM') return `may not be read (${code})`;
  if (code === 'ELOOP') return 'is a symbolic link; links are not followed';
  return `cannot be read (${code})`;
}

function refuse(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}
