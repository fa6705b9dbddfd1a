import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ProjectFiles } from './language.ts';

/** Lock files of large projects reach some megabytes; nothing that we read for configuration is larger. */
const largestBytes = 16 * 1024 * 1024;

/** Reads config, lock files and helper modules below `root`; a link that leads out of the root is treated as absent. */
export function projectFilesOn(root: string): ProjectFiles {
  const texts = new Map<string, string | undefined>();
  const files = new Map<string, string | undefined>();
  const folders = new Map<string, readonly string[]>();

  function realFile(relative: string): string | undefined {
    if (files.has(relative)) return files.get(relative);
    const found = findFile(root, relative);
    files.set(relative, found);
    return found;
  }

  return {
    exists: (relative) => realFile(relative) !== undefined,
    read(relative) {
      if (texts.has(relative)) return texts.get(relative);
      const file = realFile(relative);
      const text = file === undefined ? undefined : readSmall(file);
      texts.set(relative, text);
      return text;
    },
    list(folder) {
      const names = folders.get(folder) ?? namesIn(root, folder);
      folders.set(folder, names);
      return names;
    },
  };
}

function namesIn(root: string, folder: string): readonly string[] {
  const full = path.resolve(root, folder);
  try {
    return full === root || (isBelow(root, full) && isBelow(root, realpathSync(full))) ? readdirSync(full) : [];
  } catch {
    return []; // absent, or not ours to read
  }
}

function findFile(root: string, relative: string): string | undefined {
  const full = path.resolve(root, relative);
  if (!isBelow(root, full)) return undefined;
  try {
    if (!statSync(full).isFile()) return undefined;
    const real = realpathSync(full);
    return isBelow(root, real) ? real : undefined;
  } catch {
    return undefined; // absent, a broken link, or not ours to read: all the same to the caller
  }
}

function isBelow(root: string, full: string): boolean {
  const relative = path.relative(root, full);
  return relative !== '' && relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function readSmall(file: string): string | undefined {
  try {
    return statSync(file).size > largestBytes ? undefined : readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
