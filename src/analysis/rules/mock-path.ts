import type { CallFact, TestFile } from '../facts.ts';
import { defineRule, type Report, type RuleContext } from '../rule.ts';
import { memberOf } from './support/assertions/parts.ts';
import { isTypeTest } from './support/type-tests.ts';

/**
 * A mock of a module that is not there replaces nothing. Measured: vitest 4.1 and 5.1 say nothing and run the real code; jest
 * 29 and 30 fail with "Cannot find module".
 */
export const mockPath = defineRule({
  id: 'mock-path',
  title: 'Mock of a module that does not exist',
  cause: 'vacuous',
  topic: 'mocking',
  severity: 'error',
  languages: ['typescript'],
  frameworks: ['vitest', 'jest'],
  pattern: 'mocking/restore',
  why: 'A mock is found by its path, relative to the test file. When the module was moved or the path is misspelt, Vitest silently mocks nothing: the test runs the real code while it looks isolated.',
  examples: {
    bad: [
      {
        framework: 'vitest',
        files: { 'src/lib/api.ts': 'export const load = () => 1;' },
        code: `import { expect, it, vi } from 'vitest';
import { load } from './lib/api';

vi.mock('./api', () => ({ load: () => 2 }));

it('loads', () => {
  expect(load()).toBe(2);
});
`,
      },
      {
        framework: 'jest',
        files: { 'src/api.ts': 'export const load = () => 1;' },
        code: `import { load } from './api';

jest.mock('../api');

it('loads', () => {
  expect(load()).toBeUndefined();
});
`,
      },
      {
        framework: 'jest',
        files: {
          'src/api.ts': 'export const load = () => 1;',
          'src/__mocks__/api.ts': 'export const load = jest.fn();',
        },
        code: `import { load } from './__mocks__/api';
import { page } from './page';

jest.mock('./api');

it('loads once', () => {
  page();
  expect(load).toHaveBeenCalledTimes(1);
});
`,
      },
    ],
    good: [
      {
        framework: 'vitest',
        files: { 'src/api.ts': 'export const load = () => 1;' },
        code: `import { expect, it, vi } from 'vitest';
import { load } from './api.js';

vi.mock('./api.js', () => ({ load: () => 2 }));

it('loads', () => {
  expect(load()).toBe(2);
});
`,
      },
      {
        framework: 'jest',
        code: `import { page } from './page';

jest.mock('./generated-later', () => ({ load: () => 2 }), { virtual: true });
jest.mock('../styles.css', () => ({}));
jest.mock('../dist/api', () => ({}));
jest.mock('../../outside/api', () => ({}));

it('loads', () => {
  expect(page()).toBe(2);
});
`,
      },
      {
        framework: 'jest',
        files: { 'src/__mocks__/users.ts': 'export const users = [];' },
        code: `import { users } from './__mocks__/users';
import { count } from './count';

it('counts', () => {
  expect(count(users)).toBe(0);
});
`,
      },
    ],
  },
  *check(context) {
    const { file } = context;
    if (isTypeTest(file.path)) return;
    yield* secondInstances(file);
    if (!isWhole(context)) return;
    for (const call of file.calls) {
      const report = /^(?:vi|jest)\.(?:mock|doMock)$/.test(call.callee) ? judge(context, call) : undefined;
      if (report) yield report;
    }
  },
});

function judge({ file, helpers }: RuleContext, call: CallFact): Report | undefined {
  const [target, , options] = call.arguments;
  const module = target?.kind === 'string' && typeof target.value === 'string' ? target.value : undefined;
  if (!target || module === undefined || !/^\.\.?(?:\/|$)/.test(module)) return undefined;
  if (memberOf(options, 'virtual') || options?.kind === 'name' || !isKnowable(file, module)) return undefined;
  // Other platforms' files stand beside the plain name in React Native.
  if (['', '.ios', '.android', '.native', '.web'].some((platform) => helpers.resolves(module + platform) !== 'no'))
    return undefined;
  const consequence =
    file.framework === 'vitest'
      ? 'so nothing is mocked and the test runs the real code'
      : 'and Jest fails the file with "Cannot find module"';
  const virtual = file.framework === 'jest' ? ', or say { virtual: true }' : '';
  const message = `There is no module '${module}' beside this file, ${consequence}. Correct the path; it is relative to this file${virtual}.`;
  return { at: target.span, message };
}

/** What the file imports from beside it is there, too: else this workspace lacks more than the mocked module. */
function isWhole({ file, helpers }: RuleContext): boolean {
  return file.imports.every(
    ({ module, typeOnly }) =>
      typeOnly || !/^\.\.?\//.test(module) || !isKnowable(file, module) || helpers.resolves(module) !== 'no',
  );
}

/** Code below the workspace root that no build makes: only such files have to be there before the tests run. */
function isKnowable(file: TestFile, module: string): boolean {
  const ups = module.split('/').filter((part) => part === '..').length;
  const depth = file.path.split('/').length - 1;
  if (ups > depth || /[?#!]/.test(module)) return false;
  if (
    /(?:^|\/)(?:dist|build|output|generated|__generated__|gen|cjs|esm|coverage|target|node_modules|\.[\w-]+)(?:\/|$)/.test(
      module,
    )
  )
    return false;
  // Beside `src`, these are what a build makes as well.
  if (/^\.\.\/(?:.*\/)?(?:lib|out)(?:\/|$)/.test(module)) return false;
  const extension = /\.(\w+)$/.exec(module.split('/').pop() ?? '')?.[1];
  return extension === undefined || /^(?:[cm]?[jt]sx?)$/.test(extension);
}

/** An import from `__mocks__` of a module that is mocked here: what it gives is not what the tested code gets. */
function* secondInstances(file: TestFile): Generator<Report> {
  for (const entry of file.imports) {
    if (entry.typeOnly || entry.function !== 0 || !/(?:^|\/)__mocks__\//.test(entry.module)) continue;
    const original = entry.module.replace(/(^|\/)__mocks__\//, '$1');
    const plain = (module: string | undefined) => module?.replace(/\.[cm]?[jt]sx?$/, '').replace(/^\.\//, '');
    const isMocked = file.calls.some(
      ({ callee, arguments: args }) =>
        /^(?:vi|jest)\.mock$/.test(callee) &&
        args.length === 1 &&
        plain(String(args[0]?.value ?? '')) === plain(original),
    );
    if (!isMocked) continue;
    const message = `Imports a second instance from '${entry.module}': the tested code gets the one that the mock of '${original}' made. Import '${original}' and use that.`;
    yield { at: entry.span, severity: 'warning', message };
  }
}
