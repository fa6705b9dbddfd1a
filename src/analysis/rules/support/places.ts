import type { Argument, Fixture, FunctionFact, Hook, Span, Suite, Test, TestFile } from '../../facts.ts';
import { functionsAround, isWithin } from '../../nesting.ts';
import { contains } from '../../source.ts';
import { climb } from './scope.ts';

/**
 * When a line of a test file runs. `collection`: while the file is loaded (module level, a describe body, a class body).
 * `helper`: in a function that somebody calls.
 */
export type Place =
  | { readonly kind: 'test'; readonly test: Test }
  | { readonly kind: 'hook'; readonly hook: Hook }
  | { readonly kind: 'fixture'; readonly fixture: Fixture }
  | { readonly kind: 'collection'; readonly suite: number | undefined }
  | { readonly kind: 'helper'; readonly function: FunctionFact };

/** Where function `id` runs. A helper or callback inside a test belongs to the test. */
export function placeOf(file: TestFile, id: number): Place {
  let helper: FunctionFact | undefined;
  for (const fn of functionsAround(file, id)) {
    const { id: at } = fn;
    const test = file.tests.find((candidate) => candidate.function === at);
    if (test) return { kind: 'test', test };
    const hook = file.hooks.find((candidate) => candidate.function === at);
    if (hook) return { kind: 'hook', hook };
    const fixture = file.fixtures.find((candidate) => candidate.function === at);
    if (fixture) return { kind: 'fixture', fixture };
    if (fn.role === 'suite') {
      if (helper) return { kind: 'helper', function: helper };
      return { kind: 'collection', suite: file.suites.find((suite) => suite.function === at)?.id };
    }
    helper ??= fn;
  }
  return helper ? { kind: 'helper', function: helper } : { kind: 'collection', suite: undefined };
}

/** The suite that a place belongs to; undefined at file level. */
export function suiteOf(file: TestFile, place: Place): number | undefined {
  switch (place.kind) {
    case 'test':
      return place.test.suite;
    case 'hook':
      return place.hook.suite;
    case 'fixture':
      return place.fixture.suite;
    case 'collection':
      return place.suite;
    case 'helper': {
      const start = place.function.span;
      return innermostSuite(file, start)?.id;
    }
  }
}

function innermostSuite(file: TestFile, span: Span): Suite | undefined {
  return file.suites
    .filter((suite) => contains(suite.span, span))
    .sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start))[0];
}

/** The suite, or undefined when every test of the file lies in it: then what holds for it holds for the file. */
export function unlessWholeFile(file: TestFile, suite: number | undefined): number | undefined {
  return file.tests.every((test) => encloses(file, suite, test.suite)) ? undefined : suite;
}

/** Does suite `outer` (undefined: the file) hold suite `inner`, or are they one? */
export function encloses(file: TestFile, outer: number | undefined, inner: number | undefined): boolean {
  if (outer === undefined) return true;
  for (let suite = inner; suite !== undefined; suite = file.suites[suite]?.parent) {
    if (suite === outer) return true;
  }
  return false;
}

/** The fixtures of this file that run for a test: autouse ones and those it asks for, also through others. */
export function fixturesOf(file: TestFile, test: Test): readonly Fixture[] {
  const found = new Set<Fixture>();
  const take = (fixture: Fixture) => {
    if (found.has(fixture) || !encloses(file, fixture.suite, test.suite)) return;
    found.add(fixture);
    for (const name of fixture.requests) for (const next of byName(name)) take(next);
  };
  const byName = (name: string) => file.fixtures.filter((fixture) => fixture.name === name);
  for (const fixture of file.fixtures) {
    if (fixture.autouse || test.fixtures.includes(fixture.name)) take(fixture);
  }
  return [...found];
}

/**
 * Everything that runs when function `root` runs, as far as this file tells: functions nested in it, and functions of the file
 * that it calls or hands on by name.
 */
export function runsWith(file: TestFile, root: number): ReadonlySet<number> {
  const known = reached.get(file) ?? new Map<number, ReadonlySet<number>>();
  reached.set(file, known);
  const found = known.get(root) ?? reach(file, root);
  known.set(root, found);
  return found;
}

/** Facts do not change once they are read, so what a function reaches is found once. */
const reached = new WeakMap<TestFile, Map<number, ReadonlySet<number>>>();

function reach(file: TestFile, root: number): ReadonlySet<number> {
  const seen = new Set<number>();
  const queue = [root];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const fn of file.functions) if (fn.id !== 0 && fn.parent === id && id !== 0) queue.push(fn.id);
    for (const call of file.calls) {
      if (call.function !== id) continue;
      const names = [
        call.callee,
        ...call.arguments.map((argument) => (argument.kind === 'name' ? argument.value : '')),
      ];
      for (const name of names) queue.push(...functionsNamed(file, String(name ?? '')));
    }
  }
  return seen;
}

/** Named functions of the file and, for `self.reset` and `this.reset`, methods. */
function functionsNamed(file: TestFile, path: string): readonly number[] {
  const method = /^(?:self|cls|this)\.(\w+)$/.exec(path)?.[1];
  if (method !== undefined) {
    return file.functions.filter((fn) => fn.name === method && fn.className !== undefined).map((fn) => fn.id);
  }
  if (!/^[\w$]+$/.test(path)) return [];
  return file.functions
    .filter((fn) => fn.name === path && fn.className === undefined && fn.role === 'function')
    .map((fn) => fn.id);
}

/** The functions a hook runs; a hook given by name (`afterEach(reset)`) runs the function of that name. */
export function runsInHook(file: TestFile, hook: Hook): ReadonlySet<number> {
  const known = hooked.get(file) ?? new Map<Hook, ReadonlySet<number>>();
  hooked.set(file, known);
  const found = known.get(hook) ?? runBy(file, hook);
  known.set(hook, found);
  return found;
}

/** By file, not by hook: where configuration leaves tests out, a file of other functions has the very same hooks. */
const hooked = new WeakMap<TestFile, Map<Hook, ReadonlySet<number>>>();

function runBy(file: TestFile, hook: Hook): ReadonlySet<number> {
  const ids = new Set(hook.function === 0 ? [] : runsWith(file, hook.function));
  for (const call of file.calls) {
    if (!contains(hook.span, call.span)) continue;
    for (const argument of call.arguments) {
      if (argument.kind !== 'name') continue;
      for (const id of functionsNamed(file, String(argument.value ?? ''))) {
        for (const run of runsWith(file, id)) ids.add(run);
      }
    }
  }
  return ids;
}

/** Is block `id` inside a `finally`, up to the end of function `root`? */
export function inFinally(file: TestFile, id: number): boolean {
  for (const block of climb(file, id)) {
    if (block.kind === 'finally') return true;
    if (block.kind === 'function' && file.functions[block.function]?.role !== 'function') return false;
  }
  return false;
}

/** Does the statement in block `id` run whenever function `root` runs to its end? */
export function alwaysRuns(file: TestFile, id: number, root: number): boolean {
  for (const block of climb(file, id)) {
    if (block.kind === 'function' && block.function === root) return true;
    if (block.kind === 'branch' || block.kind === 'catch') return false;
    if (block.kind === 'loop' && !block.runsAtLeastOnce) return false;
  }
  return true;
}

const cleanUpCalls =
  /(?:^|\.)(?:onTestFinished|onTestFailed|after|addCleanup|addfinalizer|callback|enterContext|defer)$/;

/** Is function `id` handed to something that runs it after the test, come what may (`onTestFinished`, `t.after`, `addCleanup`)? */
export function isCleanUp(file: TestFile, id: number): boolean {
  for (let fn = file.functions[id]; fn && fn.role === 'function'; fn = file.functions[fn.parent]) {
    const call = fn.argumentOf === undefined ? undefined : file.calls[fn.argumentOf];
    if (call && cleanUpCalls.test(call.callee)) return true;
    if (isReturnedByHook(file, fn)) return true;
  }
  return false;
}

/** Vitest runs what `beforeEach` or `beforeAll` returns after the test or the suite. */
function isReturnedByHook(file: TestFile, { id, parent }: FunctionFact): boolean {
  const hook = file.functions[parent];
  if (file.framework !== 'vitest' || hook?.role !== 'hook') return false;
  return file.exits.some(
    ({ kind, value, function: from }) =>
      kind === 'return' && from === parent && value?.ref === id && value.kind === 'function',
  );
}

/** Names handed to a clean-up call in function `root`: `addCleanup(freezer.stop)` and `after(clock.stop.bind(clock))` give `….stop`. */
export function cleanUpNames(file: TestFile, root: number): readonly string[] {
  return file.calls
    .filter((call) => cleanUpCalls.test(call.callee) && isWithin(file, call.function, root))
    .flatMap((call) => call.arguments.map((argument) => handedOn(file, argument)))
    .filter((name) => name !== '');
}

function handedOn(file: TestFile, { kind, value, ref }: Argument): string {
  if (kind === 'call' && ref !== undefined) return (file.calls[ref]?.callee ?? '').replace(/\.bind$/, '');
  return kind === 'name' ? String(value ?? '') : '';
}
