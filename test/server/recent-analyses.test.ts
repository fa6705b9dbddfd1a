import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Analyzer, rules } from '../../src/analysis/index.ts';
import { RecentAnalyses, stampOf } from '../../src/server/recent-analyses.ts';
import { Workspace } from '../../src/workspace/index.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';

const SLEEPY = 'import time\n\n\ndef test_total():\n    time.sleep(1)\n    assert total() == 3\n';

async function analysed() {
  const { root } = tempWorkspace({ 'tests/test_a.py': SLEEPY, 'tests/test_b.py': SLEEPY });
  const workspace = await Workspace.open({ roots: [root], env: {}, cwd: root });
  const analysis = await new Analyzer(workspace, rules).analyze();
  const stamp = await stampOf(workspace, undefined);
  const recent = new RecentAnalyses();
  recent.keep('all', stamp, analysis);
  return { root, workspace, analysis, recent, stamp };
}

describe('an analysis that was kept', () => {
  it('is found again by its request while its files are the same', async () => {
    const { workspace, analysis, recent } = await analysed();
    expect(recent.find('all', await stampOf(workspace, undefined))).toBe(analysis);
    expect(recent.find('other', await stampOf(workspace, undefined))).toBeUndefined();
  });

  it.each([
    ['was written', (root: string) => writeFileSync(path.join(root, 'tests/test_a.py'), `${SLEEPY}\n`)],
    ['came', (root: string) => writeFileSync(path.join(root, 'tests/test_c.py'), SLEEPY)],
    ['went', (root: string) => rmSync(path.join(root, 'tests/test_b.py'))],
  ])('is not found any more when a file %s', async (_, change) => {
    const { root, workspace, recent } = await analysed();
    change(root);
    expect(recent.find('all', await stampOf(workspace, undefined))).toBeUndefined();
  });

  it('says which files hold its findings, and nothing when one is not its own', async () => {
    const { analysis, recent } = await analysed();
    const ids = analysis.findings.map(({ id }) => id);
    expect(recent.filesOf(ids)).toEqual(['tests/test_a.py', 'tests/test_b.py']);
    expect(recent.filesOf(ids.slice(0, 1))).toEqual(['tests/test_a.py']);
    expect(recent.filesOf([...ids, 'f_000000000000'])).toBeUndefined();
  });

  it('is forgotten after four others', async () => {
    const { analysis, recent, stamp } = await analysed();
    for (const request of ['1', '2', '3']) recent.keep(request, stamp, analysis);
    expect(recent.find('all', stamp)).toBe(analysis);
    recent.keep('4', stamp, analysis);
    expect(recent.find('all', stamp)).toBeUndefined();
  });
});
