import type { Framework } from '../../facts.ts';
import type { ProjectFiles } from '../../language.ts';
import { readJson } from './evaluate.ts';
import { folderOf, upwards } from './folders.ts';
import { dependency, type Manifests } from './manifests.ts';
import { lookUp, type Value } from './values.ts';

const packages: Readonly<Partial<Record<Framework, readonly string[]>>> = {
  vitest: ['vitest'],
  jest: ['jest', '@jest/core', 'jest-cli', '@jest/globals'],
  mocha: ['mocha'],
  playwright: ['@playwright/test', 'playwright'],
};

/** The runner's major version: what is installed, else what is locked, else what is asked for. */
export class Versions {
  private readonly files: ProjectFiles;
  private readonly manifests: Manifests;
  private readonly locks = new Map<string, Value>();
  private readonly majors = new Map<string, number | undefined>();

  constructor(files: ProjectFiles, manifests: Manifests) {
    this.files = files;
    this.manifests = manifests;
  }

  major(path: string, framework: Framework): number | undefined {
    const key = `${framework}:${folderOf(path)}`;
    if (!this.majors.has(key)) this.majors.set(key, this.find(path, packages[framework] ?? []));
    return this.majors.get(key);
  }

  private find(path: string, names: readonly string[]): number | undefined {
    const folders = upwards(folderOf(path));
    for (const name of names) {
      const found = this.installed(folders, name) ?? this.locked(folders, name) ?? this.asked(path, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private installed(folders: readonly string[], name: string): number | undefined {
    for (const folder of folders) {
      const text = this.files.read(within(folder, `node_modules/${name}/package.json`));
      const version = text === undefined ? undefined : lookUp(readJson(text), 'version');
      if (typeof version === 'string') return majorOf(version);
    }
    return undefined;
  }

  private locked(folders: readonly string[], name: string): number | undefined {
    for (const folder of folders) {
      const found = this.inNpmLock(folder, folders, name) ?? this.inTextLock(folder, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private inNpmLock(folder: string, folders: readonly string[], name: string): number | undefined {
    const path = within(folder, 'package-lock.json');
    if (!this.locks.has(path)) {
      const text = this.files.read(path);
      this.locks.set(path, text === undefined ? undefined : readLock(text));
    }
    const lock = this.locks.get(path);
    if (lock === undefined) return undefined;
    // A workspace's own copy first: `packages/app/node_modules/vitest`.
    for (const below of folders) {
      if (below !== folder && !below.startsWith(folder === '' ? '' : `${folder}/`)) continue;
      const relative = folder === '' ? below : below.slice(folder.length + 1);
      const version = lookUp(lock, 'packages', within(relative, `node_modules/${name}`), 'version');
      if (typeof version === 'string') return majorOf(version);
    }
    const old = lookUp(lock, 'dependencies', name, 'version');
    return typeof old === 'string' ? majorOf(old) : undefined;
  }

  private inTextLock(folder: string, name: string): number | undefined {
    const escaped = name.replaceAll('/', '\\/');
    const pnpm = this.files.read(within(folder, 'pnpm-lock.yaml'));
    const inPnpm = pnpm && new RegExp(`^\\s+['"]?\\/?${escaped}[@/](\\d+)\\.\\d+`, 'm').exec(pnpm)?.[1];
    if (inPnpm) return Number(inPnpm);
    const yarn = this.files.read(within(folder, 'yarn.lock'));
    const inYarn =
      yarn && new RegExp(`^"?${escaped}@[^\\n]*:\\r?\\n\\s+version:?\\s+"?(?!0\\.0\\.0)(\\d+)\\.`, 'm').exec(yarn)?.[1];
    return inYarn ? Number(inYarn) : undefined;
  }

  private asked(path: string, name: string): number | undefined {
    for (const { value } of this.manifests.above(path)) {
      const range = dependency(value, name);
      if (range !== undefined) return majorOf(range);
    }
    return undefined;
  }
}

/** Lock files are large and always plain JSON, so the fast parser reads them. */
function readLock(text: string): Value {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function within(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}

/** `^3.2.4` -> 3, `>=2 <4` -> 2; tags, links and catalogs tell nothing. */
function majorOf(version: string): number | undefined {
  // A package of this very workspace has no version to speak of.
  if (/^0\.0\.0\b/.test(version)) return undefined;
  const found = /^[\s^~>=v]*(\d+)(?:[.\s<|-]|$)/.exec(version);
  return found ? Number(found[1]) : undefined;
}
