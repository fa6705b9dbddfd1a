import { cpSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Analyzer, rules } from '../../src/analysis/index.ts';
import { FixService } from '../../src/fixes/index.ts';
import { openState } from '../../src/state/index.ts';
import { projectRoot, runPytest, runVitest } from '../support/runners.ts';
import { type TempWorkspace, tempWorkspace } from '../support/temp-workspace.ts';

function copyOf(example: string): TempWorkspace {
  const workspace = tempWorkspace();
  cpSync(path.join(projectRoot, 'examples', example), workspace.root, { recursive: true });
  symlinkSync(path.join(projectRoot, 'node_modules'), path.join(workspace.root, 'node_modules'));
  return workspace;
}

/** Applies every fix there is and returns what is still found. */
async function fixAll({ open }: TempWorkspace): Promise<readonly string[]> {
  const workspace = await open();
  const analyzer = new Analyzer(workspace, rules);
  const state = openState({ env: { TESTING_PATTERNS_HOME: tempWorkspace().root }, roots: workspace.roots });
  const fixes = new FixService(workspace, analyzer, state);
  const plan = await fixes.suggest({ include_suggested: true });
  await fixes.apply(plan.plan_id);
  const { findings } = await analyzer.analyze();
  return findings.map((finding) => finding.rule);
}

describe('the vitest example', () => {
  it('stays green under every fix, and nothing is found any more', async () => {
    const example = copyOf('vitest-shop');
    const before = runVitest(example.root);
    const left = await fixAll(example);
    const after = runVitest(example.root);
    expect(Object.values(before)).toEqual(Array(6).fill('passed'));
    expect(after).toEqual(before);
    expect(left).toEqual([]);
  }, 120_000);
});

describe('the pytest example', () => {
  it('shows under the fixes which of its green tests were lies', async () => {
    const example = copyOf('pytest-booking');
    const before = runPytest(example.root);
    const left = await fixAll(example);
    const after = runPytest(example.root);
    const failed = (outcomes: Readonly<Record<string, string>>) =>
      Object.keys(outcomes).filter((name) => outcomes[name] === 'failed');
    expect(failed(before)).toEqual(['test_books']);
    expect(failed(after)).toEqual(['TestNotifier::test_second_guest', 'test_rate_of_one_night_2']);
    expect(Object.keys(after)).toHaveLength(Object.keys(before).length + 1);
    expect(left).toEqual(['overbroad-exception']);
  }, 120_000);
});
