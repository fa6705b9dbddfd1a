import type { Severity } from '../rule.ts';
import { defineRule, type Report, type RuleContext } from '../rule.ts';
import { sharedPathExamples } from './examples/shared-path.ts';
import { ownDirectory } from './support/own-directory.ts';
import { alwaysRuns, placeOf } from './support/places.ts';
import { isTypeTest } from './support/type-tests.ts';
import { type PathUse, pathUses } from './support/written-paths.ts';

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
  languages: ['typescript'],
  pattern: 'flaky/test-isolation',
  why: 'A path that was fixed beforehand is the same for every process of the machine: another test file, a second checkout, a watch mode beside the command line. They read what the other one wrote and remove what the other one needs. A directory from mkdtemp belongs to one run alone.',
  examples: sharedPathExamples,
  *check(context) {
    const { file, source, helpers } = context;
    if (file.tests.length === 0 || isTypeTest(file.path)) return;
    const groups = new Map<string, PathUse[]>();
    for (const use of pathUses(file, source, helpers)) {
      const { variable, root } = use.path;
      const key = variable ? `variable ${variable.id}` : root;
      groups.set(key, [...(groups.get(key) ?? []), use]);
    }
    for (const uses of groups.values()) {
      const report = judge(context, uses);
      if (report) yield report;
    }
  },
});

function judge(context: RuleContext, uses: readonly PathUse[]): Report | undefined {
  const { file, source } = context;
  const writes = uses.filter(({ does }) => does === 'write');
  const [first] = writes;
  if (!first) return undefined;
  const { variable } = first.path;
  const at = variable?.initial?.span ?? variable?.nameSpan ?? first.argument.span;
  const name = variable?.name ?? source.slice(first.argument.span);
  const finding = (severity: Severity, message: string): Report => ({
    at,
    severity,
    message,
    fix: ownDirectory(context, uses),
  });
  if (writes.some(({ path }) => path.byTime)) {
    return finding(
      'warning',
      `${name} is told apart by the time alone, and two workers that come by in the same millisecond get the same path. Take a directory from fs.mkdtemp.`,
    );
  }
  if (first.path.root === 'temporary') {
    return finding(
      'warning',
      `${name} is one and the same path for every process of this machine: a second run, or another checkout, writes and removes the same files. Take a directory from fs.mkdtemp.`,
    );
  }
  // What is written under a condition is a new baseline, or a trace of a failure.
  const certain = writes.filter(({ call }) => alwaysRuns(file, call.block, call.function));
  if (certain.length === 0 || /golden|baseline|snapshot|artifact|report|log/i.test(name)) return undefined;
  const tests = new Set(uses.map(({ call }) => testOf(file, call.function)));
  const isRemoved = uses.some(({ does }) => does === 'remove');
  if (isRemoved && tests.size < 2) return undefined;
  return finding(
    'info',
    `${name} lies in the project and is the same for every test and run: what one leaves there the next one finds. Write below a directory from fs.mkdtemp.`,
  );
}

/** Code that runs for more than one test counts as a place of its own. */
function testOf(file: RuleContext['file'], id: number): string {
  const place = placeOf(file, id);
  return place.kind === 'test' ? `test ${place.test.id}` : place.kind;
}
