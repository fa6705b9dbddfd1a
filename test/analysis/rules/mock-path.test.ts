import { describe, expect, it } from 'vitest';
import { mockPath } from '../../../src/analysis/rules/mock-path.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(mockPath);

const found = async (module: string, files: Readonly<Record<string, string>> = {}) => {
  const code = `vi.mock('${module}', () => ({}));\nit('is empty', () => {\n  expect(page()).toBe('');\n});\n`;
  return (await check(mockPath, { framework: 'vitest', code, files })).reports;
};

describe('mock-path', () => {
  it.each([
    ['a package', 'lodash', {}],
    ['a folder with an index', './lib', { 'src/lib/index.ts': '' }],
    ['a component', './View.vue', { 'src/View.vue': '' }],
    ['a component without its ending', './View', { 'src/View.vue': '' }],
    ['data', './data', { 'src/data.json': '{}' }],
    ['a file for one platform', './View', { 'src/View.ios.tsx': '' }],
    ['something outside of the workspace', '../../x', {}],
    ['what a build makes', '../generated/api', {}],
    ['a query', './icon.svg?react', {}],
  ])('is silent on %s', async (_what, module, files) => {
    expect(await found(module, files)).toEqual([]);
  });

  it.each(['./gone', '../src/gone.js', './lib/gone'])('reports %s', async (module) => {
    expect((await found(module, { 'src/api.ts': '' })).map(({ message }) => message)).toEqual([
      expect.stringContaining(`There is no module '${module}' beside this file, so nothing is mocked`),
    ]);
  });
});
