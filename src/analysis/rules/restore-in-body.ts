import { removeStatement, standsAlone } from '../edits/statements.ts';
import type { CallFact, MemberWrite, Span, Test, TestFile } from '../facts.ts';
import { isWithin } from '../nesting.ts';
import { defineRule, type Edit, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { restoreInBodyExamples } from './examples/restore-in-body.ts';
import { isQuiet, isShared, type Spy } from './support/mocks/spies.ts';
import { restoreCall, restoreFix } from './support/mocks/spy-fix.ts';
import { type SpyLeak, spyLeaks } from './support/mocks/spy-leaks.ts';
import { inFinally, placeOf } from './support/places.ts';
import { testAround } from './support/scope.ts';
import { restoresInBody } from './support/state/restore-in-body-python.ts';
import { isPutBackAround, type Left, restoringCalls, runsWhateverHappens } from './support/state/restores.ts';
import { isTypeTest } from './support/type-tests.ts';

interface Case {
  readonly at: Span;
  readonly test: Test;
  readonly what: string;
  readonly severity: 'warning' | 'info';
  readonly leak?: SpyLeak;
}

/**
 * What a test changed is put back by the last lines of its body: a failing assertion above skips them.
 * Faked timers and environment variables are the business of `unrestored-timers` and `leaked-env`.
 * Source: TanStack/query 9cb77a764; preactjs/preact#3458, WordPress/gutenberg#40760 and two more threads.
 */
export const restoreInBody = defineRule({
  id: 'restore-in-body',
  title: 'Restored in the body instead of a hook',
  cause: 'mock-leak',
  topic: 'mocking',
  severity: 'info',
  languages: ['typescript', 'python'],
  pattern: 'mocking/restore',
  why: 'A failing assertion ends the test at once, so a restore below it never runs. The fake then stays for the tests that follow, and one failure becomes many that have nothing to do with the cause.',
  examples: restoreInBodyExamples,
  *check(context) {
    const { file } = context;
    if (file.language === 'python') yield* restoresInBody(context);
    if (file.language === 'python' || isTypeTest(file.path) || file.framework === 'playwright' || file.tests.length < 2)
      return;
    const cases = [
      ...spyLeaks(context).flatMap((leak) => spyCase(context, leak) ?? []),
      ...stubCases(context, 'globals', /^vi\.stubGlobal$/),
      ...stubCases(context, 'environment', /^vi\.stubEnv$/),
      ...writeCases(context),
    ]
      .filter(({ test }) => isFollowed(context, test))
      .sort((a, b) => a.at.start - b.at.start);
    const [first] = cases;
    if (first) yield report(context, first, cases);
  },
});

function report(context: RuleContext, first: Case, cases: readonly Case[]): Report {
  const more = cases.length - 1;
  const others = more === 0 ? '' : ` (and ${more} more in this file)`;
  const message = `${first.what} is put back in the body${others}. When an assertion above it fails, that line never runs and the tests that follow run with the change in place. Put it back in afterEach${wayOut(context.file)}.`;
  const severity = cases.some((each) => each.severity === 'warning') ? 'warning' : 'info';
  return { at: first.at, message, severity, fix: fixFor(context, cases) };
}

/** The last test of a file that has a process of its own leaves nothing to anybody. */
function isFollowed({ file, project }: RuleContext, test: Test): boolean {
  const isAlone = !project.runner.sharesProcess || file.framework === 'vitest';
  return !isAlone || test.id < file.tests.length - 1 || test.parametrized;
}

function wayOut({ framework }: TestFile): string {
  if (framework === 'vitest') return ' or onTestFinished';
  return framework === 'node:test' ? ' or t.after' : ' or a finally block';
}

function spyCase({ file }: RuleContext, leak: SpyLeak): Case | undefined {
  const { spy, inBody, place } = leak;
  if (place.kind !== 'test' || inBody.length === 0) return undefined;
  // A helper that restores may well do so in a way of its own.
  if (inBody.some((call) => runsWhateverHappens(file, call) || testAround(file, call.function) !== place.test))
    return undefined;
  const last = inBody.at(-1);
  if (!last || !isAssertedBetween(file, place.test, spy.call.span, last.span)) return undefined;
  const severity = isQuiet(spy) ? 'info' : 'warning';
  return { at: last.span, test: place.test, what: nameOf(spy), severity, leak };
}

function nameOf({ object, member, call }: Spy): string {
  return member === undefined ? `${call.callee}(${object})` : `The spy on ${object}.${member}`;
}

/** An assertion, or something else that throws when the tested code is wrong, stands between. */
function isAssertedBetween(file: TestFile, test: Test, from: Span, to: Span): boolean {
  return file.assertions.some(
    (assertion) =>
      assertion.span.start > from.end &&
      assertion.span.end < to.start &&
      isWithin(file, assertion.function, test.function),
  );
}

/** `vi.stubGlobal(…)` … `vi.unstubAllGlobals()` in one body. */
function stubCases(context: RuleContext, left: Left, stubs: RegExp): Case[] {
  const { file } = context;
  return restoringCalls(context, left).flatMap(({ call }): Case[] => {
    const test = testAround(file, call.function);
    if (!test || runsWhateverHappens(file, call) || isPutBackAround(context, left, test.suite)) return [];
    const isBefore = (other: CallFact) =>
      stubs.test(other.callee) && testAround(file, other.function) === test && other.span.end < call.span.start;
    const stub = file.calls.find(isBefore);
    if (!stub || !isAssertedBetween(file, test, stub.span, call.span)) return [];
    const name = stub.arguments[0]?.value;
    return [
      { at: call.span, test, what: typeof name === 'string' ? `The stub of ${name}` : 'A stub', severity: 'warning' },
    ];
  });
}

/** `api.load = fake` … `api.load = original` in one body; globals are the business of `leaked-global`. */
function writeCases({ file, source }: RuleContext): Case[] {
  return file.memberWrites.flatMap((back): Case[] => {
    const test = testAround(file, back.function);
    const object = back.target.split('.').slice(0, -1).join('.');
    if (!test || back.operator !== '=' || back.value?.kind !== 'name' || inFinally(file, back.block)) return [];
    if ((back.root !== 'import' && back.root !== 'variable') || object === '') return [];
    if (placeOf(file, back.function).kind !== 'test' || isShared(file, source, object, back.function) !== 'yes')
      return [];
    const isSame = (other: MemberWrite) => other !== back && other.target === back.target;
    const change = file.memberWrites.find(
      (other) => isSame(other) && testAround(file, other.function) === test && other.span.end < back.span.start,
    );
    if (!change || !isSavedValue(file, back, change) || !isAssertedBetween(file, test, change.span, back.span))
      return [];
    const inHook = file.memberWrites.some((other) => isSame(other) && placeOf(file, other.function).kind === 'hook');
    return inHook ? [] : [{ at: back.span, test, what: back.target, severity: 'warning' }];
  });
}

/** The value put back was read before the change: `const before = api.load`. */
function isSavedValue(file: TestFile, back: MemberWrite, change: MemberWrite): boolean {
  return file.variables.some(
    (variable) =>
      variable.name === back.value?.value &&
      variable.initial?.kind === 'name' &&
      variable.initial.value === back.target &&
      variable.declaration.start < change.span.start,
  );
}

/** A hook that restores all; the calls in the bodies go where nothing follows them. */
function fixFor(context: RuleContext, cases: readonly Case[]): FixDraft | undefined {
  const leaks = cases.flatMap(({ leak }) => leak ?? []);
  if (leaks.length < cases.length) return undefined;
  const hook = restoreFix(context, leaks);
  if (!hook) return undefined;
  const taken = new Map<number, Edit>();
  for (const { inBody, spy, place } of leaks) {
    for (const call of inBody) {
      const removal = place.kind === 'test' ? removalOf(context, call, spy, place.test) : undefined;
      if (removal) taken.set(call.id, removal);
    }
  }
  return { title: hook.title, safety: 'suggested', edits: [...hook.edits, ...taken.values()] };
}

function removalOf({ file, source }: RuleContext, call: CallFact, spy: Spy, test: Test): Edit | undefined {
  const body = file.functions[test.function]?.body;
  const isLast = body !== undefined && source.text.slice(call.statement.end, body.end).trim() === '';
  const isAll = `${call.callee}()` === restoreCall(file, spy);
  const reads = spy.variable?.accesses.filter((access) => access.kind === 'read').length ?? 0;
  const isUsedElsewhere = isAll || reads > 1;
  if (!isLast || !isUsedElsewhere || call.handling !== 'dropped' || !standsAlone(source, call.statement))
    return undefined;
  return removeStatement(source, call.statement);
}
