import type { Modifier, Suite, Test, TestFile } from '../../../facts.ts';
import type { ProjectFacts } from '../../../project.ts';
import { isSwitchedOff, suitesAround } from '../scope.ts';

/** Tests of one file that run at the same time, and what makes them so. */
export interface ConcurrentGroup {
  readonly tests: readonly Test[];
  /** The suite that says so for all of them; undefined: the tests themselves, or the configuration. */
  readonly suite?: Suite;
  /** What to take away for one test after the other; empty when the configuration says so. */
  readonly modifiers: readonly Modifier[];
}

/**
 * The groups of a file: `describe.concurrent`, `it.concurrent` of one suite, Vitest's `sequence.concurrent`.
 * Playwright's parallel tests have processes of their own, mocha and node:test say nothing in the file.
 */
export function concurrentGroups(file: TestFile, project: ProjectFacts): ConcurrentGroup[] {
  return groupsOf(file, project).filter(({ tests }) => tests.length > 1);
}

/** A table test that is alone in its group: only its own runs meet. */
export function concurrentTables(file: TestFile, project: ProjectFacts): ConcurrentGroup[] {
  return groupsOf(file, project).filter(
    ({ tests: [only, ...others] }) => only && others.length === 0 && meetsItself(file, only),
  );
}

/** A concurrent table test of more than one row: its runs stand beside each other. */
export function meetsItself(file: TestFile, test: Test): boolean {
  if (!test.parametrized) return false;
  const table = file.calls.find(({ callee, span }) => span.start === test.span.start && /\.(?:each|for)$/.test(callee))
    ?.arguments[0];
  return table?.elements === undefined || table.elements.length > 1 || table.elements[0]?.kind === 'spread';
}

function groupsOf(file: TestFile, project: ProjectFacts): ConcurrentGroup[] {
  if (file.framework !== 'vitest' && file.framework !== 'jest') return [];
  const groups = new Map<string, { tests: Test[]; suite?: Suite; modifiers: Modifier[] }>();
  for (const test of file.tests) {
    const why = isSwitchedOff(file, test) ? undefined : reasonFor(file, project, test);
    if (!why) continue;
    // Jest starts all concurrent tests of a file at once.
    const key = why.suite
      ? `suite ${why.suite.id}`
      : `${why.modifier ? 'own' : 'config'} ${file.framework === 'jest' || !why.modifier ? '' : test.suite}`;
    const group = groups.get(key) ?? { tests: [], modifiers: [], ...(why.suite && { suite: why.suite }) };
    groups.set(key, group);
    group.tests.push(test);
    if (why.modifier && !group.modifiers.includes(why.modifier)) group.modifiers.push(why.modifier);
  }
  return [...groups.values()];
}

/** The nearest word on it counts; of nested concurrent suites the outermost makes the group. */
function reasonFor(
  file: TestFile,
  { runner }: ProjectFacts,
  test: Test,
): { readonly suite?: Suite; readonly modifier?: Modifier } | undefined {
  const own = saidOf(test);
  if (own?.name === 'sequential') return undefined;
  const suites = suitesAround(file, test);
  const nearest = own ? undefined : suites.find((suite) => saidOf(suite) !== undefined);
  if (nearest && saidOf(nearest)?.name === 'sequential') return undefined;
  if (own) return { modifier: own };
  const suite = suites.findLast((each) => saidOf(each)?.name === 'concurrent');
  const modifier = suite && saidOf(suite);
  if (suite && modifier) return { suite, modifier };
  return file.framework === 'vitest' && runner.concurrent === true ? {} : undefined;
}

function saidOf({ modifiers }: Pick<Test, 'modifiers'>): Modifier | undefined {
  return modifiers.find(({ name }) => name === 'concurrent' || name === 'sequential');
}

/** What such a test changes is seen by the tests beside it, which is the business of `concurrent-shared`. */
export function runsBesideOthers(file: TestFile, project: ProjectFacts, test: Test): boolean {
  return concurrentGroups(file, project).some(({ tests }) => tests.includes(test));
}
