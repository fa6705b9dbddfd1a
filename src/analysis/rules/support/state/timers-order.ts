import { insert, removeStatement, standsAlone } from '../../../edits/statements.ts';
import type { CallFact, FunctionFact, TestFile, TimerSwitch } from '../../../facts.ts';
import type { FixDraft, Report, RuleContext } from '../../../rule.ts';

/** Works on the timers themselves: behind the switch it finds none of those that the test has set. */
const flushing = /^(?:vi|jest)\.(?:run(?:OnlyPending|All|ToLast)\w*|clearAllTimers|advanceTimers\w*)$/;

/** Clean-up that clears what it has set before; with the real `clearTimeout` it does not reach a faked timer. */
const cleaning = /^(?:cleanup|unmount)$|(?:^|\.)(?:unmount|queryClient\.clear|client\.clear)$/;

/**
 * `useRealTimers` in a clean-up hook, before something in it that needs the faked ones.
 * Source: TanStack/query feb1efd80 (moved to the end of afterEach in 44 files).
 */
export function* switchedTooEarly(context: RuleContext): Iterable<Report> {
  const { file } = context;
  for (const timer of file.timers) {
    const hook = file.hooks.find((each) => each.function === timer.function && each.function !== 0);
    const isSwitch = /^(?:vi|jest)\.useRealTimers$/.test(timer.via);
    if (hook?.kind !== 'afterEach' || !isSwitch || !isFaked(file)) continue;
    const later = file.calls.filter((call) => call.function === timer.function && call.span.start > timer.span.end);
    const flush = later.find(({ callee }) => flushing.test(callee));
    const needs = flush ?? later.find(({ callee }) => cleaning.test(callee));
    if (needs) yield report(context, timer, needs, flush !== undefined);
  }
}

function isFaked(file: TestFile): boolean {
  return file.timers.some(({ operation }) => operation === 'fake');
}

function report(context: RuleContext, timer: TimerSwitch, needs: CallFact, certain: boolean): Report {
  const message = certain
    ? `Real timers come back before ${needs.callee}(), which then finds none of the timers that the test has set. Switch back last.`
    : `Real timers come back before ${needs.callee}(), which cannot clear the faked timers any more. Switch back last.`;
  return { at: timer.span, message, severity: certain ? 'warning' : 'info', fix: moveToEnd(context, timer) };
}

function moveToEnd({ file, source }: RuleContext, timer: TimerSwitch): FixDraft | undefined {
  const fn: FunctionFact | undefined = file.functions[timer.function];
  const { statement } = timer;
  if (!fn || fn.expressionBody || !standsAlone(source, statement)) return undefined;
  const brace = source.text.indexOf('}', fn.body.end);
  const closing = source.lineStart(brace);
  // A comment at the end of the body would come to stand in between.
  if (brace === -1 || source.text.slice(fn.body.end, brace).trim() !== '') return undefined;
  if (source.text.slice(closing, brace).trim() !== '') return undefined;
  const text = `${source.indentAt(statement.start)}${source.slice(statement)}${source.eol}`;
  const waits = file.calls.some(
    (call) => call.function === timer.function && call.span.start > timer.span.end && call.handling === 'awaited',
  );
  return {
    title: 'Switch back to real timers last',
    // What is awaited might need the real ones.
    safety: waits ? 'suggested' : 'safe',
    edits: [removeStatement(source, statement), insert(closing, text)],
  };
}
