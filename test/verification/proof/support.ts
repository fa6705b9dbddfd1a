import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { Analyzer, rules } from '../../../src/analysis/index.ts';
import { openState } from '../../../src/state/index.ts';
import { type ProofRequest, proveFix } from '../../../src/verification/proof/index.ts';
import { preparedPython } from '../../support/runners.ts';
import { type TempWorkspace, tempWorkspace } from '../../support/temp-workspace.ts';

type More = Partial<Omit<ProofRequest, 'workspace' | 'analyzer' | 'state' | 'changes'>>;

/** A workspace and a change of one of its files, with a state of its own. Call it inside a test. */
export async function proofCase(files: Readonly<Record<string, string>>) {
  vi.stubEnv('TESTING_PATTERNS_PYTHON', preparedPython());
  // Hundreds of runs: half of each would be the loading of plugins that these tests do not use.
  vi.stubEnv('PYTEST_DISABLE_PLUGIN_AUTOLOAD', '1');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const folder: TempWorkspace = tempWorkspace(files);
  const workspace = await folder.open();
  const state = openState({ env: { TESTING_PATTERNS_HOME: tempWorkspace().root }, roots: workspace.roots });
  const analyzer = new Analyzer(workspace, rules);
  return {
    folder,
    state,
    /** Proves that `after` mends the file. Few runs: the rates in these tests are high. */
    prove(relative: string, after: string, more: More = {}) {
      const changes = [{ root: folder.root, relative, before: folder.text(relative), after }];
      return proveFix({
        workspace,
        analyzer,
        state,
        changes,
        budgetMs: Infinity,
        seed: 11,
        cleanRuns: 5,
        exploring: 12,
        ...more,
      });
    },
  };
}

/** Copies that this process has made and not removed. */
export function copiesLeft(): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('testing-patterns-proof-'));
}

/** A private folder for temporary files, so that other processes' copies are not seen. Call it in a test, before `proofCase`. */
export function privateTemporaryFolder(): string {
  const { root } = tempWorkspace();
  vi.stubEnv('TMPDIR', root);
  return path.resolve(root);
}
