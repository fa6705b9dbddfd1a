import { localName } from '../../edits/typescript.ts';
import type { Framework, TestFile } from '../../facts.ts';

/** The module that exports a runner's functions. */
const modules: Readonly<Partial<Record<Framework, string>>> = {
  vitest: 'vitest',
  jest: '@jest/globals',
  mocha: 'mocha',
  'node:test': 'node:test',
  playwright: '@playwright/test',
};

/** Where `afterEach`, `vi`, `jest` are imported from in this file. */
export function runnerModule(file: TestFile): string {
  return modules[file.framework] ?? 'vitest';
}

/** `vi` or `jest` as this file calls it; undefined for runners without such an object. */
export function mockObject(file: TestFile): string | undefined {
  if (file.framework === 'vitest') return localName(file, 'vitest', 'vi');
  return file.framework === 'jest' ? localName(file, '@jest/globals', 'jest') : undefined;
}
