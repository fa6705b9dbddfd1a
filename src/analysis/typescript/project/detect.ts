import type { Framework } from '../../facts.ts';
import type { Config, Configs, Runner } from './configs.ts';
import { folderOf, isWithin, joinPath, upwards } from './folders.ts';
import { dependency, type Manifests } from './manifests.ts';
import { lookUp, texts, type Value } from './values.ts';

const unitRunners: readonly Runner[] = ['vitest', 'jest', 'mocha'];
const looksLikeBrowserTest =
  /(^|\/)(e2e|playwright|end-to-end)(-tests?)?\/|\.e2e(-spec)?\.[cm]?[jt]sx?$|\.(pw|playwright)\.[cm]?[jt]sx?$/;

/** The framework that config files, dependencies and the file's name point to. */
export function frameworkFor(path: string, configs: Configs, manifests: Manifests): Framework {
  for (const folder of upwards(folderOf(path))) {
    const manifest = manifests.in(folder);
    const found = configs.in(folder, 'playwright');
    const units = unitRunners.filter((runner) => configs.in(folder, runner));
    if (found && isBrowserTest(path, found, units.length > 0 || unitDependency(manifest) !== undefined))
      return 'playwright';
    const [only, ...more] = units;
    if (only && more.length === 0) return only;
    if (only) return fromScript(manifest, units) ?? unitDependency(manifest) ?? only;
    const asked = fromManifest(path, manifest);
    if (asked) return asked;
  }
  return 'unknown';
}

function isBrowserTest(path: string, config: Config, hasUnitRunner: boolean): boolean {
  const folders = testFolders(config.value).flatMap((written) => joinPath(config.folder, written) ?? []);
  const own = folders.filter((folder) => folder !== config.folder);
  if (own.some((folder) => isWithin(folder, path))) return true;
  if (looksLikeBrowserTest.test(path) && (own.length === 0 || !hasUnitRunner)) return true;
  return own.length === 0 && !hasUnitRunner;
}

function testFolders(config: Value): readonly string[] {
  const projects = lookUp(config, 'projects');
  const inner = Array.isArray(projects) ? projects.flatMap((project: Value) => texts(lookUp(project, 'testDir'))) : [];
  return [...texts(lookUp(config, 'testDir')), ...inner];
}

function fromManifest(path: string, manifest: Value): Framework | undefined {
  if (manifest === undefined) return undefined;
  const browser = dependency(manifest, '@playwright/test') !== undefined;
  if (browser && looksLikeBrowserTest.test(path)) return 'playwright';
  const script = fromScript(manifest, unitRunners);
  if (script) return script;
  const unit = unitDependency(manifest);
  if (unit) return unit;
  if (/\bnode\b[^&|;]*\s--test\b/.test(scriptText(manifest))) return 'node:test';
  return browser ? 'playwright' : undefined;
}

function unitDependency(manifest: Value): Runner | undefined {
  const has = (...names: readonly string[]): boolean => names.some((name) => dependency(manifest, name) !== undefined);
  if (has('vitest')) return 'vitest';
  if (has('jest', 'ts-jest', 'react-scripts', '@jest/globals', '@types/jest')) return 'jest';
  return has('mocha') ? 'mocha' : undefined;
}

function fromScript(manifest: Value, among: readonly Runner[]): Runner | undefined {
  const text = scriptText(manifest);
  const named = among.filter((runner) => new RegExp(`\\b${runner}\\b`).test(text));
  return named.length === 1 ? named[0] : undefined;
}

function scriptText(manifest: Value): string {
  const test = lookUp(manifest, 'scripts', 'test');
  return typeof test === 'string' ? test : '';
}
