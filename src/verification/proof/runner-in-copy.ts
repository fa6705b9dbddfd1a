import path from 'node:path';
import { runnerFor } from '../../runners/projects.ts';
import { createPytest } from '../../runners/pytest.ts';
import { Interpreters } from '../../runners/python-interpreter.ts';
import type { Project, Runner } from '../../runners/runner.ts';
import { relativeInside } from '../../workspace/index.ts';
import type { WorkspaceCopy } from './workspace-copy.ts';

/**
 * The runner for a copy. Python is the one of the real project: an environment in the workspace as its twin, any other as it
 * is. Looked for in the copy, uv and poetry would set up another one there.
 *
 * @param project the real one
 */
export async function runnerInCopy(project: Project, root: string, copy: WorkspaceCopy): Promise<Runner> {
  if (project.runner !== 'pytest') return runnerFor(project.runner);
  const command = await pythonOf(project.folder);
  const [file = '', ...args] = command;
  const inside = path.isAbsolute(file) && relativeInside(root, file, path) !== undefined;
  return createPytest({ python: [inside ? copy.twin(file) : file, ...args].join(' ') });
}

export async function pythonOf(folder: string): Promise<readonly string[]> {
  return (await new Interpreters({}).find(folder)).command;
}
