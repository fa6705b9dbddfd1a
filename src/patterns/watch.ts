import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { markdownFiles } from './files.ts';

/** Milliseconds between two looks. */
const EVERY = 1_000;

/**
 * Calls `changed` at the first look, because nobody knows what happened until then, and after each one that finds a `.md` file below
 * one of the folders written, added or removed; again while it fails. Looks at sizes and times instead of asking the system for
 * events: that works for a folder that does not exist yet, in containers and on network drives, too. Gives the function that stops it. The process does not wait for it.
 */
export function watchFolders(folders: readonly string[], changed: () => Promise<void>, every = EVERY): () => void {
  let last: string | undefined;
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      const now = (await Promise.all(folders.map(fingerprint))).join('\n');
      if (now === last) return;
      await changed();
      last = now;
    } catch {
      // Whoever asks next is told why; the next look tries again.
    } finally {
      looking = false;
    }
  };
  void look();
  const timer = setInterval(() => void look(), every);
  timer.unref();
  return () => clearInterval(timer);
}

async function fingerprint(folder: string): Promise<string> {
  const paths = await markdownFiles(folder).catch(() => []);
  const lines = paths.map(async (path) => {
    const found = await stat(join(folder, path)).catch(() => undefined);
    return `${path} ${found?.mtimeMs} ${found?.size} ${found?.ino}`;
  });
  return (await Promise.all(lines)).join('\n');
}
