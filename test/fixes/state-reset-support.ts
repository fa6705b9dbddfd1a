import { onTestFinished } from 'vitest';
import { Analyzer, rules } from '../../src/analysis/index.ts';
import { FixService } from '../../src/fixes/index.ts';
import { openState } from '../../src/state/index.ts';
import { Workspace } from '../../src/workspace/index.ts';
import { TempFolder } from '../workspace/temp-folder.ts';

/** The fixes of a folder. Call it inside a test. */
export async function fixesOf(folder: string): Promise<FixService> {
  const home = new TempFolder();
  onTestFinished(() => home.dispose());
  const workspace = await Workspace.open({ roots: [folder], env: {}, cwd: folder });
  const state = openState({ env: { TESTING_PATTERNS_HOME: home.at('home') }, roots: workspace.roots });
  return new FixService(workspace, new Analyzer(workspace, rules), state);
}
