import path from 'node:path';
import type { Analyzer } from '../../analysis/index.ts';
import { findProject } from '../../runners/projects.ts';
import type { Limits, Listing, Project, TestId } from '../../runners/runner.ts';
import { mayHoldTests, type Workspace } from '../../workspace/index.ts';
import { namesLike, namesMeant } from '../names.ts';
import { editableLimitations } from './editable.ts';
import { ProofError } from './error.ts';
import type { ChangedText, ProofPlan } from './record.ts';
import { pythonOf, runnerInCopy } from './runner-in-copy.ts';
import type { Trees } from './trees.ts';

/** What a proof is about. */
export interface Subject {
  /** Real path. */
  readonly root: string;
  readonly changes: readonly ChangedText[];
  readonly project: Project;
  /** Test files, relative to the project's folder. */
  readonly files: readonly string[];
  /** Changed test files of other projects, which this proof does not run. Relative to the root. */
  readonly left: readonly string[];
  /** What was asked for, by file; empty when all tests of the files are meant. */
  readonly wanted: readonly { readonly given: string; readonly file: string; readonly name: string | undefined }[];
}

interface Asked {
  readonly workspace: Workspace;
  readonly analyzer: Analyzer;
  readonly changes: readonly (ChangedText & { readonly root: string })[];
  readonly tests?: readonly string[];
}

/** @throws {ProofError} when the files lie in several roots or projects, or none holds tests. */
export async function subjectOf({ workspace, analyzer, changes, tests = [] }: Asked): Promise<Subject> {
  const named = await Promise.all(
    tests.map(async (given, index) => {
      const at = given.indexOf('::');
      const [file, name] = at === -1 ? [given, undefined] : [given.slice(0, at), given.slice(at + 2)];
      return { given, file: await workspace.locate(file, `tests[${index}]`), name };
    }),
  );
  const changed = changes.filter(({ relative }) => mayHoldTests(relative) && !/(?:^|\/)conftest\.py$/.test(relative));
  const located = [
    ...named.map(({ file }) => file),
    ...changed.map(({ root, relative }) => workspace.at(root, relative)),
  ];
  const [first] = located;
  if (!first)
    throw new ProofError('The change touches no test file. Name the tests that it is to mend: "path" or "path::name".');
  const others = [...located.map(({ root }) => root), ...changes.map(({ root }) => root)].filter(
    (root) => root !== first.root,
  );
  if (others.length > 0)
    throw new ProofError(
      `A proof stays in one workspace root; this one reaches from ${first.root} into ${others[0]}. Prove the files of each root by themselves.`,
    );
  const { project } = await findProject(analyzer, first);
  const found = await Promise.all(located.map((file) => findProject(analyzer, file)));
  const inProject = found.filter((entry) => isSame(entry.project, project));
  const foreign = named.find((_, index) => !inProject.some((entry) => entry === found[index]));
  if (foreign)
    throw new ProofError(
      `A proof stays in one project; "${foreign.given}" belongs to another one than "${named[0]?.given}". Prove them one by one.`,
    );
  return {
    root: first.root,
    changes: changes.map(({ relative, before, after }) => ({ relative, before, after })),
    project,
    files: [...new Set(inProject.map((entry) => entry.path))],
    left: located.flatMap((file, index) => (inProject.some((entry) => entry === found[index]) ? [] : [file.path])),
    wanted: named.map(({ given, name }, index) => ({ given, file: found[index]?.path ?? '', name })),
  };
}

function isSame(a: Project, b: Project): boolean {
  return a.runner === b.runner && a.folder === b.folder && a.config === b.config;
}

/** The tests of both trees, and which of them are to be mended. Loads the files, which runs their code. */
export async function subjectTests(
  { root, project, files, left, wanted }: Subject,
  trees: Trees,
  limits: Limits,
  signal: AbortSignal | undefined,
): Promise<Pick<ProofPlan, 'tests' | 'targets' | 'limitations'>> {
  const list = async (tree: 'old' | 'new'): Promise<Listing> => {
    const runner = await runnerInCopy(project, root, trees[tree]);
    const twin = { ...project, folder: trees[tree].twin(project.folder) };
    return runner.list({ project: twin, files, limits, ...(signal && { signal }) });
  };
  const [before, after] = [await list('old'), await list('new')];
  const tests = files.flatMap((file) => paired(own(before, file), own(after, file)));
  if (tests.length === 0) {
    const [problem] = [...before.errors, ...after.errors];
    throw new ProofError(
      `No test was found in ${files.join(', ')} of ${path.relative(root, project.folder) || 'the workspace'}.${problem ? ` ${problem.file ?? 'A file'} could not be loaded: ${problem.message.slice(0, 1000)}` : ''}`,
    );
  }
  const limitations = [
    ...left.map((file) => `${file} belongs to another project; its tests were not run. Prove them by themselves.`),
    ...(project.runner === 'pytest' ? await editableLimitations(root, await pythonOf(project.folder)) : []),
    ...before.errors.map(
      ({ file, message }) => `Without the change, ${file ?? 'a file'} cannot be loaded: ${message.slice(0, 300)}`,
    ),
    ...after.errors.map(
      ({ file, message }) => `With the change, ${file ?? 'a file'} cannot be loaded: ${message.slice(0, 300)}`,
    ),
  ];
  return { tests, targets: targetsOf(tests, wanted), limitations };
}

function own({ tests }: Listing, file: string): TestId[] {
  return tests.filter((id) => id.startsWith(`${file}::`));
}

/** Tests of equal names are the same. Where as many are gone as have come, they were renamed: in the order of declaration. */
function paired(before: readonly TestId[], after: readonly TestId[]): ProofPlan['tests'][number][] {
  const [had, has] = [new Set(before), new Set(after)];
  const gone = before.filter((id) => !has.has(id));
  const come = after.filter((id) => !had.has(id));
  const renamed = gone.length === come.length ? new Map(gone.map((id, at) => [id, come[at]])) : new Map();
  const kept = before.map((id) => {
    const now = has.has(id) ? id : renamed.get(id);
    return { id, before: id, ...(now === undefined ? {} : { after: now }) };
  });
  const added = renamed.size > 0 ? [] : come.map((id) => ({ id, after: id }));
  return [...kept, ...added];
}

/** In the order in which they were named. */
function targetsOf(tests: ProofPlan['tests'], wanted: Subject['wanted']): TestId[] {
  const ids = tests.map(({ id }) => id);
  if (wanted.length === 0) return ids;
  const chosen = new Set(
    wanted.flatMap(({ given, file, name }) => {
      const names = ids.filter((id) => id.startsWith(`${file}::`)).map((id) => id.slice(file.length + 2));
      const meant = name === undefined ? names : namesMeant(name, names);
      if (meant.length > 0) return meant.map((each) => `${file}::${each}`);
      const like = namesLike(name ?? '', names).slice(0, 8);
      throw new ProofError(
        `tests: ${JSON.stringify(given)} is the name of no test. ${like.length > 0 ? `Allowed: ${like.map((each) => JSON.stringify(each)).join(', ')}.` : 'The runner finds no test there.'} Leave the name out to mean all tests of the file.`,
      );
    }),
  );
  return [...chosen];
}
