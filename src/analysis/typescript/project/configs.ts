import { parse as parseYaml } from 'yaml';
import type { Framework } from '../../facts.ts';
import type { ProjectFiles } from '../../language.ts';
import { readConfigModule } from './evaluate.ts';
import type { Manifests } from './manifests.ts';
import { isRecord, lookUp, type Value } from './values.ts';

export type Runner = 'vitest' | 'jest' | 'mocha' | 'playwright';

export interface Config {
  readonly runner: Runner;
  readonly path: string;
  readonly folder: string;
  readonly value: Value;
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
      return { runner, path, folder, value };
    }
    const inManifest = runner === 'jest' || runner === 'mocha' ? lookUp(this.manifests.in(folder), runner) : undefined;
    return isRecord(inManifest) ? { runner, path: `${prefix}package.json`, folder, value: inManifest } : undefined;
  }

  private read(path: string): Value {
    if (!/\.ya?ml$/.test(path)) return readConfigModule(this.files, path);
    try {
      return parseYaml(this.files.read(path) ?? '');
    } catch {
      return undefined;
    }
  }
}

export function isRunner(framework: Framework): framework is Runner {
  return framework === 'vitest' || framework === 'jest' || framework === 'mocha' || framework === 'playwright';
}
