import type { Access, CallFact, FunctionFact, Test, TestFile, Variable } from '../../../facts.ts';
import { isWithin } from '../../../nesting.ts';
import type { Source } from '../../../source.ts';
import { encloses, runsInHook } from '../places.ts';
import { inTest } from '../scope.ts';
import { variableNamed } from '../values.ts';
import { type ConcurrentGroup, meetsItself } from './concurrent.ts';
import { globalWrites } from './global-writes.ts';

/** What tests that run at once have in common and one of them changes. */
export interface Shared {
  readonly at: Access['span'];
  readonly test?: Test;
  /** `client`, `the spy on api.load`, `the clock`. */
  readonly what: string;
  readonly why: 'written' | 'rebuilt' | 'spied' | 'clock' | 'environment' | 'restored';
}

/** The first of each kind, and each variable once. */
export function sharedBetween(file: TestFile, source: Source, group: ConcurrentGroup): Shared[] {
  const variables = file.variables.flatMap((variable) => sharedVariable(file, source, group, variable) ?? []);
  // What every run of one test does alike to a spy or the clock may well do no harm.
  if (group.tests.length === 1) return variables;
  return [
    ...variables,
    ...[clock(file, group), spy(file, group), environment(file, group), restore(file, group)].flatMap(
      (found) => found ?? [],
    ),
  ];
}

function sharedVariable(
  file: TestFile,
  source: Source,
  group: ConcurrentGroup,
  variable: Variable,
): Shared | undefined {
  const { level, value, name, accesses } = variable;
  if ((level !== 'module' && level !== 'suite') || value === 'mock' || value === 'function') return undefined;
  const writing = (access: Access) => access.kind === 'assign' || access.kind === 'update';
  const inGroup = group.tests.map((test) => ({
    test,
    accesses: accesses.filter((access) => inTest(file, test, access.function)),
  }));
  for (const { test, accesses: own } of inGroup) {
    const write = own.find(writing);
    // Written, then waited, then read: another test of the group has written in between.
    const after = write && own.find((access) => access.kind === 'read' && waitsBetween(file, test, write, access));
    const another =
      inGroup.some((other) => other.test !== test && other.accesses.some(writing)) ||
      (meetsItself(file, test) && own.some((access) => writing(access) && isItsOwn(source, access)));
    if (write && after && another) return { at: write.span, test, what: name, why: 'written' };
  }
  const hook = hooksOf(file, group, /^beforeEach$/).find(({ run }) =>
    accesses.some((access) => writing(access) && run.has(access.function)),
  );
  if (!hook) return undefined;
  const reader = inGroup.find(({ test, accesses: own }) => {
    if (own.some(writing)) return false;
    return own.some((access) => access.kind === 'read' && (hook.async || waitsBefore(file, test, access)));
  });
  const write = accesses.find((access) => writing(access) && hook.run.has(access.function));
  return reader && write && { at: write.span, what: name, why: 'rebuilt' };
}

/** Not one literal for every row, and not what the first one makes for all: `ready = true`, `client ??= …`. */
function isItsOwn(source: Source, { span }: Access): boolean {
  const behind = source.text.slice(span.end, span.end + 200);
  return !/^\s*(?:(?:\?\?|\|\|)=|=\s*(?:true|false|null|undefined|[\d.]+|'[^'\n]*'|"[^"\n]*"|\[\]|\{\})\s*[;,\n)])/.test(
    behind,
  );
}

/** Everything awaited in a test, where it ends. */
function waitsIn(file: TestFile, test: Test): readonly CallFact['span'][] {
  return file.calls
    .filter((call) => call.handling === 'awaited' && inTest(file, test, call.function))
    .map(({ span }) => span)
    .concat(file.waits.filter((wait) => wait.awaited && inTest(file, test, wait.function)).map(({ span }) => span));
}

function waitsBetween(file: TestFile, test: Test, first: Access, second: Access): boolean {
  return waitsIn(file, test).some(({ start, end }) => start > first.span.end && end <= second.span.start);
}

function waitsBefore(file: TestFile, test: Test, { span }: Access): boolean {
  return waitsIn(file, test).some(({ end }) => end <= span.start);
}

interface GroupHook {
  readonly run: ReadonlySet<number>;
  readonly async: boolean;
}

/** The hooks that run around every test of the group. */
function hooksOf(file: TestFile, { tests }: ConcurrentGroup, kinds: RegExp): GroupHook[] {
  return file.hooks.flatMap((hook) => {
    if (!kinds.test(hook.kind) || !tests.every((test) => encloses(file, hook.suite, test.suite))) return [];
    const fn: FunctionFact | undefined = file.functions[hook.function];
    return [{ run: runsInHook(file, hook), async: fn?.async === true }];
  });
}

function testOf(file: TestFile, { tests }: ConcurrentGroup, id: number): Test | undefined {
  return tests.find((test) => inTest(file, test, id));
}

function clock(file: TestFile, group: ConcurrentGroup): Shared | undefined {
  const hooks = hooksOf(file, group, /Each$/);
  for (const timer of file.timers) {
    if (timer.scoped || timer.operation === 'real') continue;
    const test = testOf(file, group, timer.function);
    if (test) return { at: timer.span, test, what: 'the clock', why: 'clock' };
    if (hooks.some(({ run }) => run.has(timer.function))) return { at: timer.span, what: 'the clock', why: 'clock' };
  }
  return undefined;
}

/** Two tests of the group spy on the same thing: each counts and restores the calls of the other. */
function spy(file: TestFile, group: ConcurrentGroup): Shared | undefined {
  const spies = file.calls.flatMap((call) => {
    const [object, member] = call.arguments;
    const test = /^(?:vi|jest)\.spyOn$/.test(call.callee) ? testOf(file, group, call.function) : undefined;
    if (!test || object?.kind !== 'name' || typeof member?.value !== 'string') return [];
    const root = variableNamed(file, String(object.value).split('.')[0] ?? '', call.function);
    if (root?.level === 'function') return [];
    return [{ call, test, what: `${object.value}.${member.value}` }];
  });
  const first = spies.find(({ test, what }) => spies.some((other) => other.test !== test && other.what === what));
  return first && { at: first.call.span, test: first.test, what: `the spy on ${first.what}`, why: 'spied' };
}

/** A test of the group changes the environment or a global, which belong to all that run beside it. */
function environment(file: TestFile, group: ConcurrentGroup): Shared | undefined {
  const stubs = file.calls.flatMap((call) => {
    const name = /^vi\.(?:stubEnv|stubGlobal)$/.test(call.callee) ? call.arguments[0]?.value : undefined;
    return typeof name === 'string' ? [{ name, span: call.span, function: call.function }] : [];
  });
  const globals = globalWrites(file).map(({ name, write }) => ({ name, span: write.span, function: write.function }));
  const writes = [...file.environment, ...stubs, ...globals].sort((a, b) => a.span.start - b.span.start);
  for (const { name, span, function: id } of writes) {
    const test = testOf(file, group, id);
    if (test) return { at: span, test, what: name ?? 'the environment', why: 'environment' };
  }
  return undefined;
}

/** Mocks of all tests are cleared or restored while others of the group still count on them. */
function restore(file: TestFile, group: ConcurrentGroup): Shared | undefined {
  const counting = group.tests.filter((test) =>
    file.assertions.some(
      (each) =>
        each.compares === 'called' &&
        isWithin(file, each.function, test.function) &&
        isOuterMock(file, each.actual, test),
    ),
  );
  if (counting.length < 2) return undefined;
  const hooks = hooksOf(file, group, /Each$/);
  const call = file.calls.find(
    (each) =>
      /^(?:vi|jest)\.(?:clear|reset|restore)AllMocks$/.test(each.callee) &&
      (hooks.some(({ run }) => run.has(each.function)) || testOf(file, group, each.function) !== undefined),
  );
  return call && { at: call.span, what: call.callee, why: 'restored' };
}

/** The mock that is asserted on is declared outside the test. */
function isOuterMock(file: TestFile, actual: Access['span'] | undefined, test: Test): boolean {
  if (!actual) return false;
  return file.variables.some(
    (variable) =>
      (variable.level === 'module' || variable.level === 'suite') &&
      variable.accesses.some((access) => actual.start === access.span.start && inTest(file, test, access.function)),
  );
}
