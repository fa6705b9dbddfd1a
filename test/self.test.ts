import { expect, it } from 'vitest';
import { Analyzer, rules } from '../src/analysis/index.ts';
import { Workspace } from '../src/workspace/index.ts';
import { projectRoot } from './support/runners.ts';

it('our own tests are clean under our own rules', async () => {
  const workspace = await Workspace.open({ roots: [projectRoot], env: {}, cwd: projectRoot });
  // Fixtures are suites that leak on purpose.
  const { findings, summary } = await new Analyzer(workspace, rules).analyze({
    paths: ['test/*', 'test/!(fixtures)/**'],
  });
  expect(findings.map(({ rule, path, range }) => `${rule} ${path}:${range.start.line}`)).toEqual([]);
  expect(summary.unreadable).toEqual([]);
  expect(summary.tests).toBeGreaterThan(500);
}, 60_000);
