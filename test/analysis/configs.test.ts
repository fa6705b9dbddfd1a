import { describe, expect, it } from 'vitest';
import { Analyzer, rules } from '../../src/analysis/index.ts';
import { FixService } from '../../src/fixes/index.ts';
import { openState } from '../../src/state/index.ts';
import { Workspace } from '../../src/workspace/index.ts';
import { type TempWorkspace, tempWorkspace } from '../support/temp-workspace.ts';

const only = ['pytest-config'];
const passing = 'def test_a():\n    assert add(1, 2) == 3\n';

async function analyzerOf(workspace: TempWorkspace): Promise<Analyzer> {
  return new Analyzer(await workspace.open(), rules);
}

describe('files that configure the runner', () => {
  const files = {
    'pytest.ini': '[pytest]\naddopts = --reruns 3\n',
    'tests/test_a.py': passing,
    'tests/unit/test_b.py': passing,
    'backend/pyproject.toml': '[tool.pytest.ini_options]\nfilterwarnings = ["ignore"]\n',
    'backend/tests/test_c.py': passing,
    'unused/pytest.ini': '[pytest]\naddopts = --reruns 3\n',
  };

  it('are looked at once each, where tests are that they hold for', async () => {
    const { findings, summary } = await (await analyzerOf(tempWorkspace(files))).analyze({ rules: only });
    expect(findings.map(({ path, range }) => `${path}:${range.start.line}`)).toEqual([
      'backend/pyproject.toml:2',
      'pytest.ini:2',
    ]);
    expect(summary).toMatchObject({ files: 3, tests: 3, findings: 2, by_rule: { 'pytest-config': 2 } });
  });

  it.each([
    [['backend'], ['backend/pyproject.toml']],
    [['tests/**/*.py'], ['pytest.ini']],
    [['tests/test_a.py'], []],
  ])('come with %j: %j', async (paths, expected) => {
    const { findings } = await (await analyzerOf(tempWorkspace(files))).analyze({ rules: only, paths });
    expect(findings.map(({ path }) => path)).toEqual(expected);
  });

  it('have findings that say what they are about', async () => {
    const { findings } = await (await analyzerOf(tempWorkspace(files))).analyze({ rules: only, paths: ['tests'] });
    expect(findings).toEqual([
      {
        id: expect.stringMatching(/^f_[0-9a-f]{12}$/),
        rule: 'pytest-config',
        cause: 'environment',
        topic: 'running',
        severity: 'warning',
        message: expect.stringContaining('--reruns'),
        path: 'pytest.ini',
        range: { start: { line: 2, column: 11 }, end: { line: 2, column: 21 } },
        pattern: 'pattern://python/running/configuration',
        fix: null,
      },
    ]);
  });

  it('are silenced by a comment with a reason, in ini files and in TOML', async () => {
    const workspace = tempWorkspace({
      'pytest.ini':
        '[pytest]\n# testing-patterns: ignore[pytest-config] the device drops connections, #214\naddopts = --reruns 3\n',
      'test_a.py': passing,
      'backend/pyproject.toml':
        '[tool.pytest.ini_options]\nfilterwarnings = [\n  "ignore", # testing-patterns: ignore[pytest-config] until 2026-06\n]\n',
      'backend/test_b.py': passing,
    });
    expect((await (await analyzerOf(workspace)).analyze()).findings).toEqual([]);
  });

  it('report a comment that silences nothing', async () => {
    const workspace = tempWorkspace({
      'pytest.ini': '[pytest]\n# testing-patterns: ignore[pytest-config] the device drops connections\naddopts = -ra\n',
      'test_a.py': passing,
    });
    const { findings } = await (await analyzerOf(workspace)).analyze();
    expect(findings).toMatchObject([{ rule: 'suppression', path: 'pytest.ini', range: { start: { line: 2 } } }]);
  });

  it('are named with their root where there are several', async () => {
    const [one, other] = [tempWorkspace(files), tempWorkspace({ 'test_a.py': passing })];
    const workspace = await Workspace.open({ roots: [one.root, other.root], env: {}, cwd: one.root });
    const analyzer = new Analyzer(workspace, rules);
    const { findings } = await analyzer.analyze({ rules: only, minSeverity: 'warning' });
    expect(findings.map(({ path }) => path)).toEqual([
      expect.stringMatching(/^.+\/backend\/pyproject\.toml$/),
      expect.stringMatching(/^.+\/pytest\.ini$/),
    ]);
  });

  it('have no edits: asked for by id, a finding says so', async () => {
    const temp = tempWorkspace(files);
    const workspace = await temp.open();
    const analyzer = new Analyzer(workspace, rules);
    const state = openState({ env: { TESTING_PATTERNS_HOME: tempWorkspace().root }, roots: workspace.roots });
    const { findings } = await analyzer.analyze({ rules: only });
    const plan = await new FixService(workspace, analyzer, state).suggest({
      finding_ids: findings.map(({ id }) => id),
    });
    expect(plan.files).toEqual([]);
    expect(plan.unfixable).toEqual(
      findings.map(({ id }) => ({ finding_id: id, reason: expect.stringContaining('no automatic fix') })),
    );
  });
});
