import path from 'node:path';
import type { Analyzer } from '../analysis/index.ts';
import { findProject, runnerFor } from '../runners/projects.ts';
import type { Limits, Project } from '../runners/runner.ts';
import type { Located, Workspace } from '../workspace/index.ts';
import { VerificationError } from './error.ts';
import { namesLike, namesMeant } from './names.ts';
import type { FilesRecord, Header, ProjectRecord } from './record.ts';
import { sourcesNow } from './sources.ts';

export type Targets = Pick<Header, 'projects' | 'tests' | 'files' | 'unloadable'>;

export interface TargetsRequest {
  /** `path` or `path::name`; the path may be a file, a folder or a glob. */
  readonly tests: readonly string[];
  /** How errors name the list. */
  readonly label?: string | undefined;
  readonly limits: Limits;
  readonly signal?: AbortSignal | undefined;
}

/** A file that was asked for, and which of its tests: all when a name is absent. */
interface Wanted {
  readonly file: Located;
  readonly entries: readonly { readonly given: string; readonly name: string | undefined }[];
}

type LabelOf = (index: number) => string;

interface Group {
  readonly project: Project;
  readonly root: string;
  readonly files: { readonly wanted: Wanted; readonly path: string }[];
}

/**
 * The tests that are meant, as their runners name them. Loads the files, which runs their code.
 *
 * @throws {VerificationError} for names that no test has; errors of the workspace and of the runners pass through.
 */
export async function findTargets(workspace: Workspace, analyzer: Analyzer, request: TargetsRequest): Promise<Targets> {
  const { label = 'tests' } = request;
  const labelOf = (index: number) => `${label}[${index}]`;
  const wanted = await wantedFiles(workspace, request.tests, labelOf);
  const groups = await grouped(analyzer, wanted);
  const projects: ProjectRecord[] = [];
  const tests: Header['tests'] = [];
  const unloadable: Header['unloadable'] = [];
  const answers: Answers = new Map();
  for (const { project, root, files } of groups) {
    const runner = await runnerFor(project.runner);
    const { limits, signal } = request;
    const listing = await runner.list({
      project,
      files: files.map((file) => file.path),
      limits,
      ...(signal && { signal }),
    });
    for (const { file, message } of listing.errors) {
      const known = files.find((candidate) => candidate.path === file);
      unloadable.push({ path: known?.wanted.file.display ?? file ?? project.runner, message: message.slice(0, 2000) });
    }
    const before = tests.length;
    for (const { wanted: of, path: own } of files) {
      const ids = listing.tests.filter((id) => id.startsWith(`${own}::`));
      for (const id of chosen(
        of,
        ids.map((id) => id.slice(own.length + 2)),
        answers,
      ))
        tests.push({ id: `${of.file.display}::${id}`, project: projects.length, own: `${own}::${id}` });
    }
    if (tests.length > before) projects.push(recordOf(project, root, listing.version));
  }
  checkMet(request.tests, labelOf, tests, answers, unloadable);
  const used = groups.filter(({ project, root }) =>
    projects.some(
      (record) => record.runner === project.runner && record.root === root && folderOf(record) === project.folder,
    ),
  );
  return { projects, tests, unloadable, files: await sourcesOf(workspace, used) };
}

/** Real path of a project's folder. */
export function folderOf({ root, folder }: ProjectRecord): string {
  return folder === '' ? root : path.join(root, ...folder.split('/'));
}

export function projectOf(record: ProjectRecord): Project {
  const { runner, config } = record;
  return { runner, folder: folderOf(record), ...(config === undefined ? {} : { config }) };
}

async function wantedFiles(
  workspace: Workspace,
  given: readonly string[],
  labelOf: LabelOf,
): Promise<readonly Wanted[]> {
  const byFile = new Map<string, { file: Located; entries: { given: string; name: string | undefined }[] }>();
  for (const [index, entry] of given.entries()) {
    const at = entry.indexOf('::');
    const [pattern, name] = at === -1 ? [entry, undefined] : [entry.slice(0, at), entry.slice(at + 2)];
    const { files } = await workspace.discover([pattern], () => labelOf(index));
    // pytest's shared fixtures are no tests.
    const found = files.filter((file) => path.posix.basename(file.path) !== 'conftest.py');
    if (found.length === 0)
      throw new VerificationError(
        `${labelOf(index)} ${JSON.stringify(entry)}: no test file matches ${JSON.stringify(pattern)}. Allowed: "path" or "path::name" of test files, folders or globs below the workspace roots. Check the spelling.`,
      );
    for (const file of found) {
      const known = byFile.get(file.real) ?? { file, entries: [] };
      known.entries.push({ given: entry, name });
      byFile.set(file.real, known);
    }
  }
  return [...byFile.values()];
}

async function grouped(analyzer: Analyzer, wanted: readonly Wanted[]): Promise<readonly Group[]> {
  const groups = new Map<string, Group>();
  for (const entry of wanted) {
    const { project, path: own } = await findProject(analyzer, entry.file);
    const key = JSON.stringify([project.runner, project.folder, project.config]);
    const group = groups.get(key) ?? { project, root: entry.file.root, files: [] };
    group.files.push({ wanted: entry, path: own });
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The names asked for, in the order of declaration. */
function chosen({ entries }: Wanted, names: readonly string[], answers: Answers): readonly string[] {
  const kept = new Set<string>();
  for (const { given, name } of entries) {
    const meant = name === undefined ? names : namesMeant(name, names);
    for (const each of meant) kept.add(each);
    const answer = answers.get(given) ?? { found: false, offered: [] };
    answers.set(given, { found: answer.found || meant.length > 0, offered: [...answer.offered, ...names] });
  }
  return names.filter((name) => kept.has(name));
}

/** For each entry as given: whether any file had a test of that name (with a folder or glob one is enough), and what there was. */
type Answers = Map<string, { readonly found: boolean; readonly offered: readonly string[] }>;

function checkMet(
  given: readonly string[],
  labelOf: LabelOf,
  tests: Header['tests'],
  answers: Answers,
  unloadable: Header['unloadable'],
): void {
  const [first] = unloadable;
  if (tests.length === 0 && first)
    throw new VerificationError(
      `${first.path} could not be loaded, so none of its tests can run: ${first.message}\nMend that first; see it with diagnose_failure.`,
    );
  for (const [index, entry] of given.entries()) {
    const { found = false, offered: names = [] } = answers.get(entry) ?? {};
    if (found || unloadable.length > 0) continue;
    const label = `${labelOf(index)} ${JSON.stringify(entry)}`;
    if (!entry.includes('::') || names.length === 0)
      throw new VerificationError(`${label}: its runner finds no test there. Name files that hold tests.`);
    const like = namesLike(entry.slice(entry.indexOf('::') + 2), names).slice(0, 8);
    const more = names.length > like.length ? ` and ${names.length - like.length} more` : '';
    throw new VerificationError(
      `${label}: no test of that name. Allowed: ${like.map((each) => JSON.stringify(each)).join(', ')}${more}. Leave the name out to run all tests of the file.`,
    );
  }
}

function recordOf(project: Project, root: string, version: string): ProjectRecord {
  const folder = path.relative(root, project.folder).split(path.sep).join('/');
  return {
    runner: project.runner,
    root,
    folder,
    ...(project.config === undefined ? {} : { config: project.config }),
    version,
  };
}

/** Of all roots that a project lies in. */
function sourcesOf(workspace: Workspace, groups: readonly Group[]): Promise<FilesRecord[]> {
  const roots = [...new Set(groups.map(({ root }) => root))];
  return Promise.all(
    roots.map((root) => {
      const own = groups.filter((group) => group.root === root);
      const below = (folder: string, file = '') =>
        path.relative(root, path.join(folder, file)).split(path.sep).join('/');
      const { display } = workspace.at(root, '.');
      return sourcesNow({
        root,
        shown: display === '.' ? '' : `${display}/`,
        folders: [...new Set(own.map(({ project }) => below(project.folder)))],
        named: own.flatMap(({ project, files }) => [
          ...files.map(({ wanted }) => wanted.file.path),
          ...(project.config === undefined ? [] : [below(project.folder, project.config)]),
        ]),
      });
    }),
  );
}
