import path from 'node:path';
import { expect, it } from 'vitest';
import { Analyzer, rules } from '../../src/analysis/index.ts';
import { findProject, runnerFor } from '../../src/runners/projects.ts';
import { RunnerError, runnerNames } from '../../src/runners/runner.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';

const pytest = 'def test_one():\n    assert True\n';
const unittest =
  'import unittest\n\n\nclass T(unittest.TestCase):\n    def test_one(self):\n        self.assertTrue(True)\n';

it.each([
  [
    'the folder of its config',
    { 'a/vitest.config.ts': '', 'a/b/package.json': '{"name":"b"}' },
    'a/b/x.test.ts',
    'vitest',
    'a',
    'vitest.config.ts',
  ],
  [
    'the nearest package.json',
    { 'package.json': '{"name":"top"}', 'a/package.json': '{"name":"a"}' },
    'a/b/x.test.ts',
    'vitest',
    'a',
    undefined,
  ],
  [
    'no package.json that only says which kind of modules',
    { 'package.json': '{"name":"top"}', 'a/package.json': '{"type":"module"}' },
    'a/x.test.ts',
    'vitest',
    '',
    undefined,
  ],
  ['the workspace root without any', {}, 'a/b/x.test.ts', 'vitest', '', undefined],
] as const)('a vitest file is run in %s', async (_, files, file, runner, folder, config) => {
  const text = "import { it } from 'vitest';\nit('x', () => {});\n";
  expect(await projectOf({ ...files, [file]: text }, file)).toEqual({
    runner,
    folder,
    config,
    path: folder === '' ? file : file.slice(folder.length + 1),
  });
});

it.each([
  [
    'where pytest is configured',
    { 'a/pytest.ini': '', 'a/b/pyproject.toml': '[project]\n' },
    'a/b/test_x.py',
    'a',
    'pytest.ini',
  ],
  ['in the nearest Python project', { 'pyproject.toml': '', 'a/setup.py': '' }, 'a/b/test_x.py', 'a', undefined],
  ['at the topmost conftest.py', { 'a/conftest.py': '', 'a/b/conftest.py': '' }, 'a/b/test_x.py', 'a', undefined],
  ['in the workspace root without any', {}, 'a/b/test_x.py', '', undefined],
] as const)('a Python file is run %s', async (_, files, file, folder, config) => {
  expect(await projectOf({ ...files, [file]: pytest }, file)).toMatchObject({ runner: 'pytest', folder, config });
});

it.each([
  ['unittest by pytest', 'test_x.py', unittest, {}, 'pytest'],
  ['node:test by its import', 'x.test.js', "import test from 'node:test';\ntest('x', () => {});\n", {}, 'node:test'],
  [
    'jest by the dependency',
    'x.test.js',
    "it('x', () => {});\n",
    { 'package.json': '{"devDependencies":{"jest":"30"}}' },
    'jest',
  ],
  ['mocha by its config', 'test/x.js', "it('x', () => {});\n", { '.mocharc.json': '{}' }, 'mocha'],
  [
    'playwright by its import',
    'x.spec.ts',
    "import { test } from '@playwright/test';\ntest('x', () => {});\n",
    {},
    'playwright',
  ],
])('tests of %s', async (_, file, text, files, runner) => {
  expect(await projectOf({ ...files, [file]: text }, file)).toMatchObject({ runner });
});

it('a file that nothing says a runner of is refused with what was looked for', async () => {
  const refused = projectOf({ 'x.test.js': "check('x');\n" }, 'x.test.js');
  await expect(refused).rejects.toThrow(RunnerError);
  await expect(refused).rejects.toThrow(
    /x\.test\.js: which runner it belongs to is not known.*package\.json\. Add one/,
  );
});

it('a file that cannot be read is refused with the reason', async () => {
  await expect(projectOf({}, 'gone.test.js')).rejects.toThrow('gone.test.js does not exist.');
});

it.each(runnerNames)('there is a runner for %s', async (name) => {
  expect((await runnerFor(name)).name).toBe(name);
});

async function projectOf(files: Readonly<Record<string, string>>, file: string) {
  const temp = tempWorkspace(files);
  const workspace = await temp.open();
  const found = await findProject(new Analyzer(workspace, rules), await workspace.locate(file));
  const { runner, folder, config } = found.project;
  return { runner, folder: path.relative(temp.root, folder), config, path: found.path };
}
