import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../error-code.ts';

/** Bytes. A document of this size is a mistake. */
const MAX_BYTES = 1_000_000;

export type TextFile = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

/** Reads a regular UTF-8 file. The last part of the path may not be a symbolic link. */
export async function readTextFile(path: string): Promise<TextFile> {
  try {
    // Windows has no O_NOFOLLOW.
    const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const { size, isFile } = await handle.stat().then((stat) => ({ size: stat.size, isFile: stat.isFile() }));
      if (!isFile) return { ok: false, message: 'This is not a regular file.' };
      if (size > MAX_BYTES) return { ok: false, message: `The file has ${size} bytes. Allowed: ${MAX_BYTES}.` };
      const bytes = await handle.readFile();
      return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { ok: false, message: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ELOOP') return 'The file is a symbolic link. Give the file itself.';
  if (code === 'ENOENT') return 'The file does not exist.';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'The file is not valid UTF-8.';
  return `The file cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}

/** All `.md` files below a folder, relative to it, with forward slashes, sorted. Symbolic links and dot folders are left out. */
export async function markdownFiles(folder: string, below = ''): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
      if (entry.isDirectory()) return markdownFiles(folder, path);
      return entry.isFile() && entry.name.endsWith('.md') ? [path] : [];
    }),
  );
  return found.flat().sort();
}
