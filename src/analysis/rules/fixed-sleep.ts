import type { Assertion, Test, TestFile, Wait } from '../facts.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { examples } from './examples/fixed-sleep.ts';
import { callAsserts } from './support/assertions/asserting.ts';
import { blocksLoop } from './support/asyncio/blocking.ts';
import { letsTaskStart } from './support/asyncio/task-start.ts';
import { inTest, testAround } from './support/scope.ts';
import { assertionsDirectlyAfter, commentAbove, saysNothingHappened } from './support/state/runs.ts';
import { isMeasured, leavesBefore, startsAnything, wasOtherBefore } from './support/time/before-pause.ts';
import { type Following, isTimeItself, type Purpose, purposeOf } from './support/time/pause-purpose.ts';
import { isFixedPause } from './support/time/pauses.ts';
import { pollUntilTrue } from './support/time/wait-in-python.ts';
import { advanceInstead, readingAfter, waitForAssertions } from './support/time/wait-in-typescript.ts';

/** What must still be so after the pause would be so before it, too: a poll would end at once and prove nothing. */
const holdsOverTime =
  /expir|ttl|still|remain|keep|alive|timeout|persist|extend|unchanged|does ?n.?t|\bnot?\b|never|only|once|stop|clos|dispos|destroy|disconnect|cancel|unmount|ignor|pending/i;
const checksTime =
  /elapsed|duration|latency|uptime|took|timestamp|_ms\b|_seconds\b|(?:updated|created|modified|accessed|used|seen)_?at|last_?(?:accessed|modified|used|seen|updated)|\b[acm]time(?:_ns)?\b|(?:\b|_)time\b|timing/i;
/** A pause as long as the clock of a file system is coarse. */
const clockStep = /RESOLUTION|GRANULARITY|TIME_?GAP|CLOCK_?STEP/;
/** The pause is there for a file to get another time stamp. */
const fileTime = /\b[acm]?time ?stamps?\b|\b[acm]time\b|\b[acm]timeMs\b/i;
/** True before and after the pause. */
const sameAfter = /\balive\b|is_alive|isAlive|\bstill\b/;

/**
 * A real pause before an assertion: too short on a busy machine, wasted time on every other.
 * Source: fixed waits are the cause in 38 of 62 front-end flakes (Pei 2022) and in 8 of the 27 pytest fixes read for this project.
 */
export const fixedSleep = defineRule({
  id: 'fixed-sleep',
  title: 'Fixed sleep before an assertion',
  cause: 'async-wait',
  topic: 'flaky',
  severity: 'error',
  languages: ['typescript', 'python'],
  pattern: 'flaky/race-conditions',
  why: 'A fixed pause guesses how long the work takes. On a loaded machine the guess is too short and the test fails; everywhere else it only costs time. Waiting for the condition itself is both faster and certain.',
  examples,
  *check(context) {
    const { file } = context;
    for (const wait of file.waits) {
      // In an async test it stops the whole loop, which is blocking-call's.
      if (blocksLoop(file, wait)) continue;
      const test = testAround(file, wait.function);
      if (test && isFixedPause(context, test, wait)) yield* report(context, test, wait);
    }
  },
});

function* report(context: RuleContext, test: Test, wait: Wait): Iterable<Report> {
  const { file, source } = context;
  const next = file.assertions.find(
    (assertion) => assertion.span.start >= wait.span.end && inTest(file, test, assertion.function),
  );
  const checkedByHelper = file.calls.some(
    (call) => call.span.start >= wait.span.end && inTest(file, test, call.function) && callAsserts(context, call),
  );
  if (!next && !checkedByHelper) return;
  const isTypeScript = file.language === 'typescript';
  if (isTypeScript && (!startsAnything(file, test, wait) || isMeasured(file, test, wait))) return;
  if (next && leavesBefore(file, wait, next)) return;
  if (isTypeScript && fileTime.test(`${test.title} ${commentAbove(source, wait.statement, file.language)}`)) return;
  if (clockStep.test(source.slice(wait.span)) || (next && checksTime.test(source.slice(next.statement)))) return;
  const length = wait.ms === undefined ? 'a fixed time' : `${wait.ms} ms of real time`;
  if (next && letsTaskStart(file, source, test, wait)) {
    yield {
      at: wait.span,
      severity: 'info',
      message: `Waits ${length} for a task to start, and the order is certain: the task runs as soon as the test yields. \`await asyncio.sleep(0)\` is enough for it to get to its first wait.`,
    };
    return;
  }
  const after = { test, wait, next };
  const purpose = purposeOf(context, after);
  const isProof = purpose === 'absent' || purpose === 'unchanged' || purpose === 'pending';
  const isMeant = isTypeScript ? isProof || isTimeItself(context, after) : next && isLeastTime(context, next);
  yield {
    at: wait.span,
    ...((isMeant || purpose !== 'result') && { severity: isMeant ? ('info' as const) : ('warning' as const) }),
    message: messageFor(file, purpose, length),
    fix: fixOf(context, purpose, after),
  };
}

/** `assert report.start >= 0.01`: at least so much time has to pass, and a longer pause does no harm. */
function isLeastTime({ file, source }: RuleContext, { compares, expected }: Assertion): boolean {
  return (
    file.language === 'python' &&
    compares === 'greater' &&
    expected !== undefined &&
    /^\d*\.\d+$/.test(source.slice(expected))
  );
}

function fixOf(context: RuleContext, purpose: Purpose, { test, wait, next }: Following): FixDraft | undefined {
  if (purpose === 'result') return next && fixFor(context, test, wait, next);
  const isProof = purpose === 'absent' || purpose === 'unchanged';
  return isProof && context.file.language === 'typescript' ? advanceInstead(context, test, wait) : undefined;
}

function messageFor(file: TestFile, purpose: Purpose, length: string): string {
  const unproven = 'that cannot tell "not yet" from "never"';
  switch (purpose) {
    case 'absent':
      return `Waits ${length} before it looks for something absent: ${unproven}. ${wayToProveNothing(file)}`;
    case 'unchanged':
      return `Waits ${length} to see that nothing changes: ${unproven}. ${wayToProveNothing(file)}`;
    case 'pending':
      return `Waits ${length} for what was started to get going: on a busy machine it may not have begun. Wait for a sign of it (a call, an event, a request).`;
    case 'gone':
    case 'result':
      return `Waits ${length} and hopes the work is done: too short on a busy machine, lost time on any other. ${wayOut(file)}`;
    case 'step':
      return `Pauses for ${length} before the next step: too short on a busy machine, lost time on any other. ${wayOn(file)}`;
  }
}

function wayOut({ framework, language, imports }: TestFile): string {
  if (framework === 'playwright') return 'Leave the waiting to a web-first assertion such as toBeVisible.';
  if (imports.some((entry) => entry.module.startsWith('@testing-library/')))
    return 'Wait for the condition with waitFor.';
  if (framework === 'vitest') return 'Wait for the condition with vi.waitFor.';
  if (framework === 'jest') return 'Use fake timers, or wait for the event or promise that ends the work.';
  if (language === 'python') return 'Poll the condition with a deadline, or wait on an event the code sets.';
  return 'Await the event or promise that ends the work, or poll with a deadline.';
}

function wayOn({ framework }: TestFile): string {
  return framework === 'playwright'
    ? 'Wait for what the step needs (an assertion on the page, waitForResponse, expect.poll); move page.clock where time has to pass.'
    : 'Move a fake clock where time has to pass; wait on an event where work has to finish.';
}

function wayToProveNothing({ framework, language }: TestFile): string {
  if (framework === 'playwright') return 'Wait for something that comes after it, then check.';
  if (language === 'python') return 'Wait for something that comes after it, or move a fake clock.';
  return 'Advance fake timers instead, or wait for something that comes after it.';
}

function fixFor(context: RuleContext, test: Test, wait: Wait, next: Assertion): FixDraft | undefined {
  const { file, source } = context;
  if (wait.function !== test.function) return undefined;
  const statement = source
    .slice(wait.statement)
    .replace(/;$/, '')
    .replace(/^await\s+/, '')
    .trim();
  if (statement !== source.slice(wait.span).replace(/^await\s+/, '')) return undefined;
  if (holdsOverTime.test(`${test.title} ${commentAbove(source, wait.statement, file.language)}`)) return undefined;
  const read = file.language === 'typescript' ? readingAfter(context, wait) : undefined;
  const following =
    file.framework === 'playwright' && next.block === wait.block
      ? [next]
      : assertionsDirectlyAfter(file, source, read ?? wait.statement, wait.block);
  const run = following.filter(isStraight);
  // What is read inside the wait is out of reach for an assertion that stays outside.
  if (run.some(holdsBefore) || (read && run.length < following.length)) return undefined;
  return file.language === 'python' ? pollUntilTrue(context, wait, run) : waitForAssertions(context, wait, run, read);

  /** What is so before the pause already ends a poll at once. */
  function holdsBefore({ statement, expected }: Assertion): boolean {
    const text = source.slice(statement);
    const line = source.text.slice(statement.start, source.nextLine(statement.end));
    return (
      sameAfter.test(text) ||
      /#.*(?:\b(?:don.?t|not|still|never|no|remains?)\b)/i.test(line) ||
      (expected !== undefined &&
        /\b(?:old|before|prev|previous|initial|original)(?:_\w+)?$/.test(source.slice(expected))) ||
      file.assertions.some(
        (other) =>
          other.statement.end <= wait.span.start &&
          inTest(file, test, other.function) &&
          source.slice(other.statement) === text,
      )
    );
  }

  /** Absent after the pause, and not known to have been there before it. */
  function staysAway(assertion: Assertion): boolean {
    const came = file.language === 'typescript' && wasOtherBefore(file, source, test, wait, assertion);
    return saysNothingHappened(assertion, source) && !came;
  }

  function isStraight(assertion: Assertion): boolean {
    const expected = assertion.expected ? source.slice(assertion.expected) : '';
    // What is under way when the wait begins would end it at once.
    const isUnderWay = /^['"`](?:pending|loading|idle|uninitialized)['"`]$/.test(expected);
    return assertion.compares !== 'snapshot' && !isUnderWay && !staysAway(assertion);
  }
}
