import { readFileSync, statSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { type ApplyResult, FixService } from '../../src/fixes/index.ts';
import { openState, type State } from '../../src/state/index.ts';
import { Workspace } from '../../src/workspace/index.ts';
import { TempFolder } from '../workspace/temp-folder.ts';
import { replaces, type WordRule, wordAnalyzer } from './word-analyzer.ts';

/** A workspace with real files and a fix service over it. State lies beside the workspace. Gone when the test ends. */
export interface Bench {
  readonly temp: TempFolder;
  readonly root: string;
  readonly workspace: Workspace;
  readonly state: State;
  readonly fixes: FixService;
  write(name: string, content: string | Uint8Array): string;
  text(name: string): string;
  mode(name: string): number;
  /** Suggests for everything and applies it. */
  applyAll(): Promise<ApplyResult>;
}

/** Rules of the bench when a test names none: BAD becomes GOOD. */
export const badToGood = replaces('no-bad', 'BAD', 'GOOD');

export async function bench(
  files: Readonly<Record<string, string | Uint8Array>>,
  rules: readonly WordRule[] = [badToGood],
): Promise<Bench> {
  const temp = new TempFolder();
  onTestFinished(() => temp.dispose());
  const root = temp.folder('ws');
  for (const [name, content] of Object.entries(files)) temp.write(`ws/${name}`, content);
  const workspace = await Workspace.open({ roots: [root], env: {}, cwd: root });
  const state = openState({ env: { TESTING_PATTERNS_HOME: temp.at('home') }, roots: workspace.roots });
  const fixes = new FixService(workspace, wordAnalyzer(workspace, rules), state);
  return {
    temp,
    root,
    workspace,
    state,
    fixes,
    write: (name, content) => temp.write(`ws/${name}`, content),
    text: (name) => readFileSync(temp.at('ws', name), 'utf8'),
    mode: (name) => statSync(temp.at('ws', name)).mode & 0o777,
    applyAll: async () => fixes.apply((await fixes.suggest()).plan_id),
  };
}

/** The undo id of an apply that must have worked. */
export function undoId(result: ApplyResult): string {
  if (result.status !== 'applied') throw new Error(`not applied: ${result.stale.join(', ')} stale`);
  return result.undo_id;
}
