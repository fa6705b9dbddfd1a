import { constants } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type ConfigReader, maxTextLength } from '../escalation/index.ts';
import type { Workspace } from '../workspace/index.ts';

/** Enough to see that a text is too large to be looked through, whatever its characters: none of UTF-16 has more in UTF-8. */
const maxBytes = 3 * (maxTextLength + 1);

/**
 * What the gate reads of the workspace, always afresh, and as whoever runs the tests would: also behind a link that leads out of
 * the workspace, and with bytes that are no UTF-8. What the gate could not read it would let pass.
 */
export function readerOf(workspace: Workspace): ConfigReader {
  const folderAt = async (folder: string) => (await workspace.locate(folder || '.').catch(() => undefined))?.real;
  return {
    roots: workspace.roots.length === 1 ? [''] : workspace.roots.map((root) => `${workspace.at(root, '').display}/`),
    async read(file) {
      const folder = await folderAt(path.posix.dirname(file));
      return folder === undefined ? undefined : readText(path.join(folder, path.posix.basename(file)));
    },
    async list(folder) {
      const real = await folderAt(folder);
      return real === undefined ? [] : readdir(real).catch(() => []);
    },
  };
}

async function readText(file: string): Promise<string | undefined> {
  const entry = await stat(file).catch(() => undefined);
  if (!entry?.isFile()) return undefined;
  // It may have become a pipe since, which would block.
  const opened = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(() => undefined);
  if (!opened) return undefined;
  try {
    const { buffer, bytesRead } = await opened.read(Buffer.alloc(Math.min(entry.size, maxBytes)));
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(buffer.subarray(0, bytesRead));
  } finally {
    await opened.close();
  }
}
