import type { Block, FunctionFact, Hook, Span, Suite, Test, TestFile } from '../../facts.ts';
import { functionsAround, isWithin } from '../../nesting.ts';

/** The blocks around a place, innermost first, the module's left out. */
export function* climb(file: TestFile, block: number): Generator<Block> {
  for (let at = file.blocks[block]; at && at.kind !== 'module'; at = file.blocks[at.parent]) yield at;
}

/** The test that a function is, or is nested in. */
export function testAround(file: TestFile, id: number): Test | undefined {
  for (const fn of functionsAround(file, id)) {
    const test = fn.role === 'test' ? file.tests.find((candidate) => candidate.function === fn.id) : undefined;
    if (test) return test;
  }
  return undefined;
}

const byName = new WeakMap<TestFile, Map<string, FunctionFact[]>>();

/** The functions of a file that go by a name. */
export function functionsNamed(file: TestFile, name: string): readonly FunctionFact[] {
  const known = byName.get(file);
  if (known) return known.get(name) ?? [];
  const names = new Map<string, FunctionFact[]>();
  for (const fn of file.functions) {
    const named = names.get(fn.name);
    if (named) named.push(fn);
    else names.set(fn.name, [fn]);
  }
  byName.set(file, names);
  return names.get(name) ?? [];
}

/** True for code of the test's own function and of everything written inside it. */
export function inTest(file: TestFile, test: Test, id: number): boolean {
  return test.function !== 0 && isWithin(file, id, test.function);
}

/** The suites around a test, innermost first. */
export function suitesAround(file: TestFile, test: Test): Suite[] {
  const found: Suite[] = [];
  for (let id = test.suite; id !== undefined; ) {
    const suite = file.suites[id];
    if (!suite) break;
    found.push(suite);
    id = suite.parent;
  }
  return found;
}

/** The hooks that run for a test: those of its suites and those at the top of the file. */
export function hooksFor(file: TestFile, test: Test): Hook[] {
  const suites = new Set(suitesAround(file, test).map((suite) => suite.id));
  return file.hooks.filter((hook) => hook.suite === undefined || suites.has(hook.suite));
}

/** Functions that run before a test's body: hooks, and fixtures of this file that it asks for or that force themselves on it. */
export function setupFunctions(file: TestFile, test: Test): number[] {
  const hooks = hooksFor(file, test).filter((hook) => hook.kind === 'beforeEach' || hook.kind === 'beforeAll');
  const wanted = new Set(test.fixtures);
  const reached = () => file.fixtures.filter((fixture) => fixture.autouse || wanted.has(fixture.name));
  for (let size = -1; size !== wanted.size; ) {
    size = wanted.size;
    for (const fixture of reached()) for (const name of fixture.requests) wanted.add(name);
  }
  return [...hooks.map((hook) => hook.function), ...reached().map((fixture) => fixture.function)];
}

/** Half-open spans that share no character, `first` before `second`. */
export function precedes(first: Span, second: Span): boolean {
  return first.end <= second.start;
}

/** Marks and modifiers of the test and of the suites around it. */
export function modifierNames(file: TestFile, test: Test): string[] {
  return [test, ...suitesAround(file, test)].flatMap(({ modifiers }) => modifiers.map((modifier) => modifier.name));
}

/** The test does not run where it is: `skip`, `todo`, `xit`, `@pytest.mark.skip` on it or on a suite around it. */
export function isSwitchedOff(file: TestFile, test: Test): boolean {
  return modifierNames(file, test).some((name) => /^(?:skip|todo|fixme|pending|x|xit|xtest|xdescribe)$/.test(name));
}
