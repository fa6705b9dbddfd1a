import type { ProjectFiles } from '../../language.ts';
import { readJson } from './evaluate.ts';
import { folderOf, upwards } from './folders.ts';
import { isRecord, lookUp, type Value } from './values.ts';

export interface Manifest {
  /** The folder it stands in. */
  readonly folder: string;
  readonly value: Value;
}

/** The package.json files above a path. */
export class Manifests {
  private readonly files: ProjectFiles;
  private readonly cache = new Map<string, Value>();

  constructor(files: ProjectFiles) {
    this.files = files;
  }

  in(folder: string): Value {
    if (!this.cache.has(folder)) {
      const text = this.files.read(folder === '' ? 'package.json' : `${folder}/package.json`);
      this.cache.set(folder, text === undefined ? undefined : readJson(text));
    }
    return this.cache.get(folder);
  }

  /** From the nearest to the root's. */
  above(path: string): Manifest[] {
    return upwards(folderOf(path)).flatMap((folder) => {
      const value = this.in(folder);
      return isRecord(value) ? [{ folder, value }] : [];
    });
  }
}

/** The version range of a dependency of any kind. */
export function dependency(manifest: Value, name: string): string | undefined {
  for (const kind of ['devDependencies', 'dependencies', 'peerDependencies', 'optionalDependencies']) {
    const range = lookUp(manifest, kind, name);
    if (typeof range === 'string') return range;
  }
  return undefined;
}
