import { chmodSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { Analyzer, rules } from '../../src/analysis/index.ts';
import { openState } from '../../src/state/index.ts';
import { type CampaignReport, type TestReport, Verifier } from '../../src/verification/index.ts';
import { preparedPython, projectRoot } from '../support/runners.ts';
import { type TempWorkspace, tempWorkspace, type WhenOver } from '../support/temp-workspace.ts';

export interface Bench extends TempWorkspace {
  /** Of the state that outlives a verifier. */
  readonly home: string;
  /** A new one, as after a restart of the program. */
  verifier(): Promise<Verifier>;
}

/**
 * A real project in a temporary folder, with the runners that this repository tests with. Call it inside a test, or say who
 * cleans up.
 */
export function bench(files: Readonly<Record<string, string>>, whenOver: WhenOver = onTestFinished): Bench {
  const workspace = tempWorkspace(
    {
      'package.json': '{"type":"module","devDependencies":{"vitest":"4"}}',
      // Hundreds of runs: half of each would be the loading of plugins that these tests do not use.
      '.venv/bin/python': `#!/bin/sh\nexport PYTEST_DISABLE_PLUGIN_AUTOLOAD=1\nexec "${preparedPython()}" "$@"\n`,
      ...files,
    },
    whenOver,
  );
  chmodSync(path.join(workspace.root, '.venv/bin/python'), 0o755);
  symlinkSync(path.join(projectRoot, 'node_modules'), path.join(workspace.root, 'node_modules'), 'dir');
  const home = mkdtempSync(path.join(tmpdir(), 'tp-test-'));
  whenOver(() => rmSync(home, { recursive: true, force: true }));
  return {
    ...workspace,
    home,
    async verifier() {
      const opened = await workspace.open();
      const state = openState({ env: { TESTING_PATTERNS_HOME: home }, roots: opened.roots });
      return new Verifier({ workspace: opened, analyzer: new Analyzer(opened, rules), state });
    },
  };
}

/** A test writes the file when it has come to a place. */
export function written(file: string): Promise<void> {
  return expect.poll(() => existsSync(file), { timeout: 60_000 }).toBe(true);
}

/** The report on the one test whose id ends so. */
export function testOf(report: CampaignReport, name: string): TestReport {
  const found = report.tests.find(({ id }) => id.endsWith(name));
  if (!found) throw new Error(`No test ${name} among ${report.tests.map(({ id }) => id).join(', ')}`);
  return found;
}
