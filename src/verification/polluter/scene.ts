import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Analyzer } from '../../analysis/index.ts';
import { findProject } from '../../runners/projects.ts';
import type { Limits } from '../../runners/runner.ts';
import { isTestFile, type Located, type Workspace } from '../../workspace/index.ts';
import { VerificationError } from '../error.ts';
import { fileOf, namesLike, namesMeant } from '../names.ts';
import { findTargets, type Targets } from '../targets.ts';

export interface SceneRequest {
  /** `path::name` of one test. */
  readonly victim: string;
  /** Files, folders, globs or tests. */
  readonly candidates: readonly string[];
  /** They were named, by this name of theirs: others are not taken, and tests named one by one come in that order. */
  readonly given?: 'candidates' | 'tests';
  readonly limits: Limits;
  readonly signal?: AbortSignal | undefined;
}

export interface Scene extends Targets {
  /** Places in `tests`. */
  readonly victim: number;
  /** In the order in which they are to be taken, without the victim. */
  readonly candidates: readonly number[];
}

/**
 * The victim, and the tests that may be to blame. Loads the files, which runs their code.
 * @throws {VerificationError} when the victim is not exactly one test, or no candidate is in its project.
 */
export async function findScene(workspace: Workspace, analyzer: Analyzer, request: SceneRequest): Promise<Scene> {
  const { victim, candidates, given: label, limits, signal } = request;
  const at = victim.indexOf('::');
  if (at === -1)
    throw new VerificationError(
      `victim ${JSON.stringify(victim)} names no test. Allowed: "path::name" of one test, as verify_tests and analyze_tests print it.`,
    );
  const [given, name] = [victim.slice(0, at), victim.slice(at + 2)];
  const file = await workspace.locate(given, 'victim');
  const targets = await findTargets(workspace, analyzer, {
    tests: [...new Set([...candidates, file.display])],
    label,
    limits,
    ...(signal && { signal }),
  });
  const victimPlace = theOne(targets, file, name, victim);
  const project = targets.tests[victimPlace]?.project ?? 0;
  const places = (label ? await inGivenOrder(workspace, targets, candidates) : [...targets.tests.keys()]).filter(
    (place) => place !== victimPlace && targets.tests[place]?.project === project,
  );
  if (label && candidates.length > 0 && places.length === 0)
    throw new VerificationError(
      `${label}: none of them is another test of the project of ${victim}. Allowed: files, folders, globs or "path::name" of tests that its runner runs.${label === 'candidates' ? ' Leave candidates out to take them all.' : ''}`,
    );
  return { ...ofProject(targets, project), victim: victimPlace, candidates: places };
}

/** Names are kept as they are: only one project takes part, and it becomes the first. */
function ofProject(targets: Targets, project: number): Targets {
  const own = targets.projects[project];
  return {
    ...targets,
    projects: own ? [own] : [],
    tests: targets.tests.map((test) => ({ ...test, project: test.project === project ? 0 : 1 })),
  };
}

/**
 * The test files of the victim's project, as people know them. Loads none.
 * @param known are tests whatever they are called, because a campaign ran them
 */
export async function filesOfProject(
  workspace: Workspace,
  analyzer: Analyzer,
  victim: string,
  known: readonly string[],
): Promise<readonly string[]> {
  const file = await workspace.locate(fileOf(victim), 'victim');
  const { project } = await findProject(analyzer, file);
  const named = project.runner === 'mocha' ? [...known, ...mochasOwn(file)] : known;
  const listed = await workspace.discover(['.', ...named]);
  const certain = new Set(named);
  const names: string[] = [];
  for (const each of listed.files) {
    // pytest's shared fixtures are no tests.
    const isTest = isTestFile(each.path) || certain.has(each.display);
    if (each.root !== file.root || path.posix.basename(each.path) === 'conftest.py' || !isTest) continue;
    const found = await findProject(analyzer, each).catch(() => undefined);
    const same =
      found?.project.runner === project.runner &&
      found.project.folder === project.folder &&
      found.project.config === project.config;
    if (same) names.push(each.display);
  }
  return names;
}

/** What mocha runs when it is told nothing: everything right in a folder `test`, whatever it is called. */
function mochasOwn({ real, display }: Located): readonly string[] {
  const folder = path.dirname(real);
  if (path.basename(folder) !== 'test') return [];
  return readdirSync(folder)
    .filter((name) => /\.[cm]?js$/.test(name))
    .map((name) => path.posix.join(path.posix.dirname(display), name));
}

function theOne({ tests, unloadable }: Targets, file: Located, name: string, victim: string): number {
  const prefix = `${file.display}::`;
  const names = tests.flatMap(({ id }) => (id.startsWith(prefix) ? [id.slice(prefix.length)] : []));
  const meant = namesMeant(name, names);
  const [only] = meant;
  if (only !== undefined && meant.length === 1) return tests.findIndex(({ id }) => id === prefix + only);
  const like = (meant.length > 1 ? meant : namesLike(name, names)).slice(0, 8).map((each) => JSON.stringify(each));
  const broken = unloadable.find((each) => each.path === file.display);
  if (broken) throw new VerificationError(`${file.display} could not be loaded: ${broken.message}\nMend that first.`);
  const why = meant.length > 1 ? `means ${meant.length} tests; name one` : 'is the name of no test';
  throw new VerificationError(
    `victim ${JSON.stringify(victim)} ${why}. ${like.length > 0 ? `Allowed in ${file.display}: ${like.join(', ')}${names.length > like.length ? ', …' : ''}.` : `The runner finds no test in ${file.display}.`}`,
  );
}

/** Tests that were named one by one stay in that order; those of a file, folder or glob come as declared. */
async function inGivenOrder(
  workspace: Workspace,
  { tests }: Targets,
  asked: readonly string[],
): Promise<readonly number[]> {
  const wanted = await Promise.all(
    asked.map(async (entry) => {
      const pattern = fileOf(entry);
      const { files } = await workspace.discover([pattern]);
      const name = pattern === entry ? undefined : entry.slice(pattern.length + 2);
      return { files: new Set(files.map(({ display }) => display)), name };
    }),
  );
  const rank = (id: string) => {
    const file = fileOf(id);
    const own = id.slice(file.length + 2);
    return wanted.findIndex(
      ({ files, name }) => files.has(file) && (name === undefined || namesMeant(name, [own]).length > 0),
    );
  };
  const places = [...tests.keys()]
    .map((place) => ({ place, rank: rank(tests[place]?.id ?? '') }))
    .filter((each) => each.rank !== -1);
  const oneByOne = wanted.every(({ name }) => name !== undefined);
  return (oneByOne ? places.sort((a, b) => a.rank - b.rank || a.place - b.place) : places).map(({ place }) => place);
}
