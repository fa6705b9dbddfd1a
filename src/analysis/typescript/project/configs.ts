import { parse as parseYaml } from 'yaml';
import { isDeepYaml } from '../../../untrusted/yaml-depth.ts';
import type { Framework } from '../../facts.ts';
import type { ProjectFiles } from '../../language.ts';
import { readConfigModule } from './evaluate.ts';
import { folderOf, joinPath } from './folders.ts';
import type { Manifests } from './manifests.ts';
import { tryFile } from './module-files.ts';
import { isRecord, lookUp, merge, type Value } from './values.ts';

export type Runner = 'vitest' | 'jest' | 'mocha' | 'playwright';

export interface Config {
  readonly runner: Runner;
  readonly path: string;
  /** Where its relative paths begin. */
  readonly folder: string;
  readonly value: Value;
  /** Of one project among several in the file. */
  readonly id?: string;
  /** Every config that scripts of package.json name, this one first. */
  readonly alternatives?: readonly Config[];
}

const scripts = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'];
const names: Readonly<Record<Runner, readonly string[]>> = {
  vitest: [...scripts.map((end) => `vitest.config.${end}`), ...scripts.map((end) => `vite.config.${end}`)],
  jest: [...scripts.map((end) => `jest.config.${end}`), 'jest.config.json'],
  mocha: [
    '.mocharc.js',
    '.mocharc.cjs',
    '.mocharc.mjs',
    '.mocharc.yaml',
    '.mocharc.yml',
    '.mocharc.jsonc',
    '.mocharc.json',
  ],
  playwright: scripts.map((end) => `playwright.config.${end}`),
};

const workspaceNames = ['vitest.workspace', 'vitest.projects'].flatMap((name) =>
  ['ts', 'mts', 'js', 'mjs', 'json'].map((end) => `${name}.${end}`),
);

/** The runners' config files, folder by folder. */
export class Configs {
  private readonly files: ProjectFiles;
  private readonly manifests: Manifests;
  private readonly cache = new Map<string, Config | undefined>();

  constructor(files: ProjectFiles, manifests: Manifests) {
    this.files = files;
    this.manifests = manifests;
  }

  /** The runner's config in this very folder. */
  in(folder: string, runner: Runner): Config | undefined {
    const key = `${runner}:${folder}`;
    if (!this.cache.has(key)) this.cache.set(key, this.find(folder, runner));
    return this.cache.get(key);
  }

  private find(folder: string, runner: Runner): Config | undefined {
    const prefix = folder === '' ? '' : `${folder}/`;
    for (const name of names[runner]) {
      const path = `${prefix}${name}`;
      if (!this.files.exists(path)) continue;
      const value = this.read(path);
      // A vite.config without a `test` key is no Vitest config, but vite projects often run Vitest with it.
      if (name.startsWith('vite.') && !lookUp(value, 'test') && !/\btest\s*:/.test(this.files.read(path) ?? ''))
        continue;
      if (runner === 'jest') return { runner, path, folder, value: withPreset(this.files, folder, value) };
      return { runner, path, folder, value: withWorkspace(value, this.workspaceIn(prefix, runner)) };
    }
    const workspace = this.workspaceIn(prefix, runner);
    if (workspace) return { runner, path: workspace.path, folder, value: withWorkspace({}, workspace) };
    const inManifest = runner === 'jest' || runner === 'mocha' ? lookUp(this.manifests.in(folder), runner) : undefined;
    if (isRecord(inManifest)) return { runner, path: `${prefix}package.json`, folder, value: inManifest };
    return this.fromScripts(folder, runner);
  }

  /** `"test": "vitest run --config config/vitest.config.ts"`. */
  private fromScripts(folder: string, runner: Runner): Config | undefined {
    const scripts = runner === 'playwright' ? undefined : lookUp(this.manifests.in(folder), 'scripts');
    if (!isRecord(scripts)) return undefined;
    const asked = new RegExp(`\\b${runner}\\b[^&|;]*?\\s(?:--config|-c)[\\s=]+([^\\s&|;]+)`, 'g');
    const written = Object.values(scripts).flatMap((script) =>
      typeof script === 'string' ? [...script.matchAll(asked)].map((match) => match[1] ?? '') : [],
    );
    const alternatives = [...new Set(written)].flatMap((each): Config[] => {
      const path = joinPath(folder, each.replace(/^(['"])(.*)\1$/, '$2'));
      if (path === undefined || !this.files.exists(path)) return [];
      return [{ runner, path, folder: folderOf(path), value: this.read(path) }];
    });
    const [first] = alternatives;
    return first && alternatives.length > 1 ? { ...first, alternatives } : first;
  }

  /** The list of projects that Vitest up to version 3 reads from a file of its own. */
  private workspaceIn(prefix: string, runner: Runner): { readonly path: string; readonly list: Value } | undefined {
    if (runner !== 'vitest') return undefined;
    const path = workspaceNames.map((name) => `${prefix}${name}`).find((candidate) => this.files.exists(candidate));
    return path === undefined ? undefined : { path, list: readConfigModule(this.files, path) };
  }

  private read(path: string): Value {
    if (!/\.ya?ml$/.test(path)) return readConfigModule(this.files, path);
    const text = this.files.read(path) ?? '';
    if (isDeepYaml(text)) return undefined;
    try {
      return parseYaml(text);
    } catch {
      return undefined;
    }
  }
}

function withWorkspace(value: Value, workspace: { readonly list: Value } | undefined): Value {
  return workspace && Array.isArray(workspace.list) ? merge(value, { test: { projects: workspace.list } }) : value;
}

export function isRunner(framework: Framework): framework is Runner {
  return framework === 'vitest' || framework === 'jest' || framework === 'mocha' || framework === 'playwright';
}

/** Jest takes a preset's options where the config has none of its own; presets of packages are not read. */
export function withPreset(files: ProjectFiles, folder: string, value: Value): Value {
  const preset = lookUp(value, 'preset');
  if (typeof preset !== 'string' || !/^(?:\.|<rootDir>)/.test(preset)) return value;
  const at = withoutRoot(preset);
  const path = tryFile(files, folder, at) ?? tryFile(files, folder, `${at}/jest-preset`);
  return path === undefined ? value : merge(readConfigModule(files, path), value);
}

/** `<rootDir>/x` -> `./x`. */
export function withoutRoot(path: string): string {
  return path.replace(/^<rootDir>\/?/, './');
}
