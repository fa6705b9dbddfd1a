import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { absent } from '../../state/index.ts';
import { isForbidden, roleOf } from './folders.ts';

/** Of each of the project's own files, what changes with every write: no program can set the time of the last change. */
export type Fingerprint = ReadonlyMap<string, string>;

/** @param root real path. Dependencies, caches and version control are not looked at. */
export async function fingerprint(root: string, signal?: AbortSignal): Promise<Fingerprint> {
  const files = new Map<string, string>();
  async function visit(folder: string): Promise<void> {
    signal?.throwIfAborted();
    const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch((error: unknown) =>
      isForbidden(error) ? undefined : absent(error),
    );
    for (const entry of entries ?? []) {
      const name = folder + entry.name;
      const full = path.join(root, name);
      if ((await roleOf(full, entry)) !== 'own') continue;
      if (entry.isDirectory()) await visit(`${name}/`);
      else {
        const found = await lstat(full, { bigint: true }).catch(absent);
        if (found) files.set(name, `${found.size}:${found.mode}:${found.ino}:${found.mtimeNs}:${found.ctimeNs}`);
      }
    }
  }
  await visit('');
  return files;
}

/** Paths of files that were written, made or removed in between, sorted. */
export function changedBetween(before: Fingerprint, after: Fingerprint): readonly string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort();
}
