import { describe, expect, it } from 'vitest';
import type { TestFile } from '../../../src/analysis/facts.ts';
import { createFixtureIndex } from '../../../src/analysis/fixture-graph.ts';
import { createHelperIndex } from '../../../src/analysis/helpers.ts';
import { misplacedPlugins } from '../../../src/analysis/rules/misplaced-plugins.ts';
import { Source } from '../../../src/analysis/source.ts';
import { project, read } from '../python/reading.ts';
import { describeExamples } from './harness.ts';

describeExamples(misplacedPlugins);

/** What the rule says of the conftest.py at `path`. */
function reportsOn(path: string, files: Readonly<Record<string, string>>): readonly string[] {
  const text = files[path] ?? '';
  const file: TestFile = read(text, path);
  const workspace = project({
    read: (name) => files[name],
    exists: (name) => Object.hasOwn(files, name),
    list: () => [],
  });
  const sources = { read: () => undefined, peek: () => undefined, resolve: () => undefined, conftests: [] };
  const reports = misplacedPlugins.check({
    file,
    source: new Source(text),
    project: workspace.facts(path, 'pytest'),
    helpers: createHelperIndex(file, sources),
    fixtures: createFixtureIndex(file, sources),
  });
  return Array.from(reports, ({ message }) => message);
}

const plugins = 'pytest_plugins = ["tests.orders"]\n';
const around = { 'pytest.ini': '[pytest]\n', 'conftest.py': '', 'tests/conftest.py': '' };

describe('pytest_plugins in a conftest.py', () => {
  it('is refused where pytest only comes to it during collection', () => {
    const files = { ...around, 'tests/unit/conftest.py': plugins };
    expect(reportsOn('tests/unit/conftest.py', files)).toEqual([expect.stringContaining('Move it to conftest.py')]);
  });

  it('is fine at the root and in its test folders, which pytest reads first', () => {
    expect(reportsOn('conftest.py', { ...around, 'conftest.py': plugins })).toEqual([]);
    expect(reportsOn('tests/conftest.py', { ...around, 'tests/conftest.py': plugins })).toEqual([]);
  });

  it('is fine in a folder of testpaths, which pytest reads first from 7.3.2 on', () => {
    const files = {
      ...around,
      'pytest.ini': '[pytest]\ntestpaths = src/shop\n',
      'src/shop/tests/conftest.py': plugins,
    };
    expect(reportsOn('src/shop/tests/conftest.py', files)).toEqual([]);
    const old = { ...files, 'requirements.txt': 'pytest==7.2.1\n' };
    expect(reportsOn('src/shop/tests/conftest.py', old)).toEqual([expect.stringContaining('Move it to conftest.py')]);
  });

  it('is fine in a project of its own below', () => {
    const files = { ...around, 'plugins/aws/pytest.ini': '[pytest]\n', 'plugins/aws/tests/conftest.py': plugins };
    expect(reportsOn('plugins/aws/tests/conftest.py', files)).toEqual([]);
  });
});
