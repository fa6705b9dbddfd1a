import type { Span, TestFile } from '../facts.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { sharedPathExamples } from './examples/shared-path.ts';
import { alwaysRuns, placeOf } from './support/places.ts';
import { ownDirectory } from './support/resources/own-directory.ts';
import { sharedPathsInPython } from './support/resources/paths-python.ts';
import { type PathUse, pathUses } from './support/resources/written-paths.ts';
import { testAround } from './support/scope.ts';
import { isTypeTest } from './support/type-tests.ts';

/**
 * A file or directory of a name that every run of the test shares: runs write into each other.
 * Source: vitest-dev/vitest d487659cd (tests edit one fixture directory), jestjs/jest efd17b94ae (a temporary directory
 * named by `Date.now()`), yarnpkg/yarn ccf5812b9 (concurrent tests share a cache folder).
 */
export const sharedPath = defineRule({
  id: 'shared-path',
  title: 'Files under a path that every run shares',
  cause: 'shared-state',
  topic: 'flaky',
  severity: 'warning',
  languages: ['typescript', 'python'],
  pattern: 'flaky/resources',
  why: 'A path that was fixed beforehand is the same for every process of the machine: another test file, a second checkout, a watch mode beside the command line. They read what the other one wrote and remove what the other one needs. A directory from mkdtemp belongs to one run alone.',
  examples: sharedPathExamples,
  *check(context) {
    const { file, source, helpers } = context;
    if (file.language === 'python') {
      yield* sharedPathsInPython(context);
      return;
    }
    if (file.tests.length === 0 || isTypeTest(file.path)) return;
    const groups = new Map<string, PathUse[]>();
    for (const use of pathUses(file, source, helpers)) {
      const { variable, root } = use.path;
      const key = variable ? `variable ${variable.id}` : root;
      groups.set(key, [...(groups.get(key) ?? []), use]);
    }
    const found = [...groups.values()].flatMap((uses) => judge(context, uses) ?? []);
    for (const path of found) if (path.fix) yield reportOf(file, path, 0);
    for (const risk of ['time', 'machine', 'project'] as const) {
      // One habit of the author, one finding.
      const [first, ...others] = found.filter((path) => path.risk === risk && !path.fix);
      if (first) yield reportOf(file, first, others.length);
    }
  },
});

interface SharedPath {
  readonly at: Span;
  readonly name: string;
  /** What else may have the same path: a worker of the same moment, any process of the machine, another test of the project. */
  readonly risk: 'time' | 'machine' | 'project';
  readonly fix: FixDraft | undefined;
}

function judge(context: RuleContext, uses: readonly PathUse[]): SharedPath | undefined {
  const { file, source } = context;
  const writes = uses.filter(({ does }) => does === 'write');
  const [first] = writes;
  const isRemoved = writes.length < uses.length;
  // To make sure that a directory is there does no harm to anybody.
  if (!first || (!isRemoved && writes.every(({ call }) => makesSure(source.slice(call.span))))) return undefined;
  const { variable, root } = first.path;
  const name = variable?.name ?? source.slice(first.argument.span);
  const at = variable?.initial?.span ?? variable?.nameSpan ?? first.argument.span;
  const found = (risk: SharedPath['risk']) => ({ at, name, risk, fix: ownDirectory(context, uses) });
  // `rm(root)` after all takes the directories of every other run along, whatever their names are.
  const takesAll = uses.some(({ does, path }) => does === 'remove' && !path.byTime);
  if (writes.some(({ path }) => path.byTime)) return found(takesAll && root === 'temporary' ? 'machine' : 'time');
  if (root === 'temporary') return found('machine');
  // What is written under a condition is a new baseline, or a trace of a failure.
  const certain = writes.filter(({ call }) => alwaysRuns(file, call.block, call.function));
  if (/golden|baseline|snapshot|artifact|report|log/i.test(name)) return undefined;
  // One test that cleans up in its own way, or a hook that does it for all of them, shares nothing.
  const places = new Set(certain.map(({ call }) => testOf(file, call.function)));
  const isRemovedInHook = uses.some(
    ({ does, call }) => does === 'remove' && testAround(file, call.function) === undefined,
  );
  if (places.size < 2 || isRemovedInHook || certain.every(({ call }) => /mkdir|ensureDir/i.test(call.callee))) {
    return undefined;
  }
  return found('project');
}

/** `mkdirSync(dir, { recursive: true })`, `ensureDir(dir)`. */
function makesSure(call: string): boolean {
  return /mkdir[\s\S]*recursive|ensureDir|mkdirp/i.test(call);
}

const consequences: Readonly<Record<SharedPath['risk'], string>> = {
  time: 'is told apart by the time alone, and two workers that come by in the same millisecond get the same path. Take a directory from fs.mkdtemp.',
  machine:
    'is one and the same path for every process of this machine: a second run, or another checkout, writes and removes the same files. Take a directory from fs.mkdtemp.',
  project:
    'lies in the project and is the same for every test and run: what one leaves there the next one finds. Write below a directory from fs.mkdtemp.',
};

function reportOf({ framework }: TestFile, { at, name, risk, fix }: SharedPath, others: number): Report {
  // Only Playwright runs one test in several workers at a time, one for each project: elsewhere two files have to agree on a name.
  const isMild = risk === 'project' || (risk === 'time' && framework !== 'playwright');
  const severity = isMild ? ('info' as const) : ('warning' as const);
  const more = others > 0 ? ` (and ${others} more of this file)` : '';
  return { at, severity, message: `${name}${more} ${consequences[risk]}`, fix };
}

/** Code that runs for more than one test counts as a place of its own. */
function testOf(file: RuleContext['file'], id: number): string {
  // A clean-up that a test registers belongs to that test.
  const test = testAround(file, id);
  return test ? `test ${test.id}` : placeOf(file, id).kind;
}
