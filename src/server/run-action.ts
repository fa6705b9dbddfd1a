import type { Action } from '../escalation/index.ts';
import { canonicalJson } from '../state/index.ts';
import { sha256, type Workspace } from '../workspace/index.ts';

/**
 * What the gate is asked before tests are run: which files, with which contents, in which way. Running a file executes all
 * the code it loads; naming its tests does so too, hence this comes first.
 */
export async function runAction(
  workspace: Workspace,
  tests: readonly string[],
  how: Readonly<Record<string, unknown>>,
): Promise<Action> {
  const paths = tests.map((test) => test.split('::', 1)[0] ?? test);
  const { files } = await workspace.discover([...new Set(paths)], () => 'test');
  const contents = await Promise.all(
    files.map(async (file) => {
      const read = await workspace.readText(file);
      return [file.display, read.ok ? read.sha256 : ''];
    }),
  );
  return {
    kind: 'run_tests',
    paths: files.map(({ display }) => display),
    arguments: { ...how, tests, contents: sha256(canonicalJson(contents)) },
  };
}
