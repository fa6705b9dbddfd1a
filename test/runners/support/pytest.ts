import { randomBytes } from 'node:crypto';
import { onTestFinished, vi } from 'vitest';
import { createPytest } from '../../../src/runners/pytest.ts';
import type { Project, RunRequest, RunResult } from '../../../src/runners/runner.ts';
import { preparedPython } from '../../support/runners.ts';
import { type TempWorkspace, tempWorkspace } from '../../support/temp-workspace.ts';

export const python = preparedPython();
const pytest = createPytest({ python });
const limits = { timeMs: 60_000, memoryBytes: 2 * 1024 ** 3 };

export interface PythonProject {
  readonly workspace: TempWorkspace;
  readonly project: Project;
  run(tests: readonly string[], more?: Partial<RunRequest>): Promise<RunResult>;
  list(...files: string[]): ReturnType<typeof pytest.list>;
}

/** Call it inside a test. `settings` are those of pytest.ini, one a line. */
export function pythonProject(files: Readonly<Record<string, string>>, ...settings: string[]): PythonProject {
  const workspace = tempWorkspace({ ...files, 'pytest.ini': ['[pytest]', ...settings, ''].join('\n') });
  const project: Project = { runner: 'pytest', folder: workspace.root, config: 'pytest.ini' };
  return {
    workspace,
    project,
    run: (tests, more = {}) =>
      pytest.run({ runId: `t${randomBytes(6).toString('hex')}`, project, tests, seed: 1, limits, ...more }),
    list: (...named) => pytest.list({ project, files: named, limits }),
  };
}

/** One whose pytest leaves the installed plugins alone: to load them is half of a run. Call it inside a test. */
export function bareProject(...project: Parameters<typeof pythonProject>): PythonProject {
  vi.stubEnv('PYTEST_DISABLE_PLUGIN_AUTOLOAD', '1');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return pythonProject(...project);
}

/** What ran, in its order: `a.py::test_x passed`. */
export function told({ results }: RunResult): string[] {
  return results.map(({ id, outcome }) => `${id} ${outcome}`);
}

export function idsOf({ results }: RunResult): string[] {
  return results.map(({ id }) => id);
}

/** Tests that pass, named. */
export function passing(...names: string[]): string {
  return names.map((name) => `def ${name}():\n    assert True\n`).join('\n\n');
}
