import { insert, isBlankOrComment } from '../../../edits/statements.ts';
import { makeAsync } from '../../../edits/typescript.ts';
import type { CallFact, FunctionFact, Span, TestFile } from '../../../facts.ts';
import type { FixDraft, RuleContext, Safety } from '../../../rule.ts';
import type { Source } from '../../../source.ts';
import { testAround } from '../scope.ts';
import { isClockHeld } from '../time/clocks.ts';
import { takesDone } from './done.ts';

/** The author says so: `void save()`, or a lint comment about floating promises above or behind the statement. */
export function isMeantToFloat(source: Source, statement: Span): boolean {
  if (/^void\b/.test(source.slice(statement))) return true;
  const above = source.lineStart(Math.max(0, source.lineStart(statement.start) - 1));
  return /no-floating-promises|no-misused-promises|noFloatingPromises/.test(
    source.text.slice(above, source.nextLine(statement.end)),
  );
}

/** Nothing but comments stands behind the statement in its function. */
export function isLast(source: Source, statement: Span, fn: FunctionFact): boolean {
  return isBlankOrComment(source.text.slice(statement.end, fn.body.end), 'typescript');
}

/** Puts `await` before what starts at `at`; undefined where the function cannot wait for it. */
export function awaitFix(
  { file }: RuleContext,
  fn: FunctionFact | undefined,
  at: number,
  title: string,
  safety: Safety,
): FixDraft | undefined {
  if (!fn || (fn.role !== 'test' && fn.role !== 'hook') || fn.generator || fn.expressionBody) return undefined;
  if (!fn.async && takesDone(file, fn)) return undefined;
  return { title, safety, edits: [...makeAsync(fn), insert(at, 'await ')] };
}

/**
 * What comes behind the call may be what lets its promise settle: the clock is faked, or an event is waited for that the call
 * brings about (a dialog, a response). To await it first might hang.
 */
export function mayHang(context: RuleContext, call: Pick<CallFact, 'span' | 'function'>): boolean {
  const { file, source } = context;
  const fn = file.functions[call.function];
  const test = testAround(file, call.function);
  const held = test ? isClockHeld(context, test, call.span.start, 'timers') : file.timers.length > 0;
  const rest = fn ? source.text.slice(call.span.end, fn.body.end) : '';
  return (
    held ||
    /\bwaitFor(?:Event|Response|Request|Navigation|URL)\b|\bPromise\.|\.once\(|\badvanceTimers|\bresolve\w*\(/.test(
      rest,
    )
  );
}

/** The test is in callback style and ends when `done` is called: then nobody needs to await anything. */
export function endsByCallback(file: TestFile, fn: FunctionFact): boolean {
  return takesDone(file, fn) || fn.parameters.some(({ name }) => name === 'done');
}

/** Angular's wrappers follow every promise that is started in them. */
export function isInZone(file: TestFile, fn: FunctionFact): boolean {
  const user = fn.argumentOf === undefined ? undefined : file.calls[fn.argumentOf];
  return user !== undefined && /(?:^|\.)(?:fakeAsync|waitForAsync|async|inject|withModule)$/.test(user.callee);
}

/** Something behind the place settles promises at once: AngularJS's `flush` and `$digest`, a fake clock. */
export function isSettledByHand(file: TestFile, fn: FunctionFact, after: Span): boolean {
  return file.calls.some(
    ({ callee, span, function: id, handling }) =>
      id === fn.id &&
      handling !== 'awaited' &&
      span.start >= after.end &&
      /(?:^|\.)(?:flush\w*|\$digest|\$apply|tick|runAllTicks|runMicrotasks)$/.test(callee),
  );
}
