import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Analyzer } from '../analysis/index.ts';
import type { Located } from '../workspace/index.ts';
import { type Project, type Runner, RunnerError, type RunnerName } from './runner.ts';

/** A test file and the runner it belongs to. */
export interface ProjectFile {
  readonly project: Project;
  /** The file, relative to the project's folder, `/`-separated. */
  readonly path: string;
}

/**
 * Which runner a test file belongs to, by its imports and the config around it, and where that is started: the folder of the
 * runner's config file, else of the nearest package.json or Python project, else the workspace root.
 *
 * @throws {RunnerError} when nothing says which runner it is, or the file cannot be read.
 */
export async function findProject(analyzer: Pick<Analyzer, 'runnerOf'>, file: Located): Promise<ProjectFile> {
  const facts = await analyzer.runnerOf(file);
  if ('reason' in facts) throw new RunnerError(`${file.display} ${facts.reason}. Name a test file that can be read.`);
  const runner = runnerNamed(facts.name);
  if (!runner)
    throw new RunnerError(
      `${file.display}: which runner it belongs to is not known. Looked for: an import of vitest, @jest/globals, node:test, mocha or @playwright/test in the file; a config file of one of them in its folders; and the runner among the dependencies or in the test script of package.json. Add one of these.`,
    );
  const found = facts.configPath ?? (runner === 'pytest' ? undefined : nearest(file, ['package.json']));
  const folder = found === undefined ? pythonFolder(file, runner) : parentOf(found);
  const real = folder === '' ? file.root : path.join(file.root, ...folder.split('/'));
  return {
    project: {
      runner,
      folder: real,
      ...(facts.configPath === undefined
        ? {}
        : { config: facts.configPath.slice(folder === '' ? 0 : folder.length + 1) }),
    },
    path: path.relative(real, file.real).split(path.sep).join('/'),
  };
}

/** Loads a runner only when it is used. */
export async function runnerFor(name: RunnerName): Promise<Runner> {
  switch (name) {
    case 'pytest':
      return (await import('./pytest.ts')).pytest;
    case 'vitest':
      return (await import('./vitest.ts')).vitest;
    case 'jest':
      return (await import('./jest.ts')).jest;
    case 'node:test':
      return (await import('./node-test.ts')).nodeTest;
    case 'mocha':
      return (await import('./mocha.ts')).mocha;
    case 'playwright':
      return (await import('./playwright.ts')).playwright;
  }
}

/** pytest runs unittest's tests too. */
function runnerNamed(framework: string): RunnerName | undefined {
  switch (framework) {
    case 'unittest':
    case 'pytest':
      return 'pytest';
    case 'vitest':
    case 'jest':
    case 'node:test':
    case 'mocha':
    case 'playwright':
      return framework;
    default:
      return undefined;
  }
}

const pythonProjects = ['pytest.ini', 'pyproject.toml', 'setup.cfg', 'tox.ini', 'setup.py'];

/** Without a config for pytest: the nearest Python project, else the topmost folder that has a conftest.py, else the root. */
function pythonFolder(file: Located, runner: RunnerName): string {
  if (runner !== 'pytest') return '';
  const marked = nearest(file, pythonProjects);
  if (marked !== undefined) return parentOf(marked);
  const conftests = foldersAbove(file).filter((folder) => exists(file, join(folder, 'conftest.py')));
  return conftests.at(-1) ?? '';
}

function nearest(file: Located, names: readonly string[]): string | undefined {
  for (const folder of foldersAbove(file)) {
    const name = names.find(
      (candidate) => exists(file, join(folder, candidate)) && !isBare(file, join(folder, candidate)),
    );
    if (name !== undefined) return join(folder, name);
  }
  return undefined;
}

/** `{"type": "module"}` alone marks a folder's module kind, not a package. */
function isBare(file: Located, relative: string): boolean {
  if (!relative.endsWith('package.json')) return false;
  try {
    const manifest: unknown = JSON.parse(readFileSync(path.join(file.root, relative), 'utf8'));
    return typeof manifest === 'object' && manifest !== null && Object.keys(manifest).every((key) => key === 'type');
  } catch {
    return false;
  }
}

/** Relative to the root, the nearest first, `''` last. */
function foldersAbove({ path: relative }: Located): string[] {
  const parts = relative.split('/').slice(0, -1);
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), ''];
}

function exists(file: Located, relative: string): boolean {
  return existsSync(path.join(file.root, relative));
}

function parentOf(relative: string): string {
  return relative.split('/').slice(0, -1).join('/');
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
