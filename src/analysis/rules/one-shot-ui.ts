import type { Assertion, TestFile } from '../facts.ts';
import { functionsAround } from '../nesting.ts';
import { defineRule, type Report, type RuleContext, type Severity } from '../rule.ts';
import { examples } from './examples/one-shot-ui.ts';
import { answersAtOnce, type PageRead, readBehind } from './support/page-reads.ts';
import { lastLink, type PageState, pageStateBefore, receiverText } from './support/pages.ts';
import { climb, testAround } from './support/scope.ts';
import { webFirst } from './support/web-first.ts';
import { webFirstFix } from './support/web-first-fix.ts';

/**
 * A value read from the page once and compared: it is what the page showed at that moment. Playwright's own documentation of
 * `textContent`, `isVisible`, `count` and the rest asks for a web-first assertion instead "to avoid flakiness".
 * Silent where nothing can move (a page the test has written with `setContent`), inside `toPass` and `expect.poll`, right after
 * an action on the same field, and after a wait for the same element. Only info where the test has waited for something else,
 * or has just opened the page and the reading waits for its element.
 */
export const oneShotUi = defineRule({
  id: 'one-shot-ui',
  title: 'Value read from the page once',
  cause: 'async-wait',
  topic: 'flaky',
  severity: 'warning',
  languages: ['typescript'],
  frameworks: ['playwright'],
  pattern: 'flaky/race-conditions',
  why: 'A browser changes the page some time after a click or a navigation. A value that is read once is compared with whatever is there by then, so the test passes on a fast machine and fails on a busy one. A web-first assertion looks again until it holds.',
  examples,
  *check(context) {
    const seen = new Set<number>();
    for (const assertion of context.file.assertions) {
      const read = isTelling(assertion) ? readBehind(context.file, assertion) : undefined;
      if (!read || (read.variable && seen.has(read.variable.id))) continue;
      if (read.variable) seen.add(read.variable.id);
      const severity = severityOf(context, read);
      if (severity) yield report(context, read, severity);
    }
  },
});

/** Asks for a value, not only whether there is any. */
function isTelling({ matcher, compares }: Assertion): boolean {
  return compares !== 'snapshot' && compares !== 'type' && !/^toBe(?:Defined|Undefined|NaN)$/.test(matcher);
}

function severityOf({ file, source }: RuleContext, read: PageRead): Severity | undefined {
  const { call, method, assertion } = read;
  const test = testAround(file, call.function);
  if (!test || isRepeated(file, call.function, call.block) || isRepeated(file, assertion.function, assertion.block))
    return undefined;
  if (assertion.matcher === 'toBeNull' && method !== 'getAttribute') return undefined;
  const state = pageStateBefore(file, test, call.span.start);
  if (state.since === 'static') return undefined;
  const receiver = receiverText(source, call) ?? source.slice(call.calleeSpan);
  if (read.of === 'page') {
    const name = method === 'url' ? /waitForURL|toHaveURL|waitForNavigation/ : /toHaveTitle/;
    const isSettled = state.since === 'opened' || state.waited.some((span) => name.test(source.slice(span)));
    if (isSettled) return undefined;
  } else {
    const subject = read.of === 'selector' ? source.slice(call.arguments[0]?.span ?? call.span) : receiver;
    if (state.waited.some((span) => source.slice(span).includes(subject))) return undefined;
    if (isOwnInput(context(file, source, state), receiver, method)) return undefined;
  }
  if (state.waited.length > 0 || state.since === 'unknown') return 'info';
  return state.since === 'acted' || answersAtOnce(read) ? 'warning' : 'info';
}

interface Acting {
  readonly action: string;
  readonly on: string | undefined;
}

function context(file: TestFile, source: RuleContext['source'], { by }: PageState): Acting {
  const call = by && file.calls[by.id];
  return { action: call ? lastLink(call.callee) : '', on: call && receiverText(source, call) };
}

/** What the test has just put into the same field: it is there when the action ends. */
function isOwnInput({ action, on }: Acting, receiver: string, method: string): boolean {
  const puts =
    /^(?:fill|clear|check|uncheck|setChecked|selectOption|setInputFiles|type|pressSequentially|press|focus|blur)$/;
  return on === receiver && puts.test(action) && /^(?:inputValue|isChecked|getAttribute)$/.test(method);
}

/** Inside something that runs again until it passes: `expect(…).toPass()`, `expect.poll`, a polling loop. */
function isRepeated(file: TestFile, fn: number, block: number): boolean {
  for (const around of functionsAround(file, fn)) {
    const call = around.argumentOf === undefined ? undefined : file.calls[around.argumentOf];
    if (
      call &&
      /^expect(?:\.poll|\.soft)?$|(?:^|\.)(?:waitFor\w*|retry\w*|poll\w*|eventually|until)$/.test(call.callee)
    )
      return true;
  }
  return [...climb(file, block)].some(({ kind, loop }) => kind === 'loop' && loop === 'while');
}

function report(context: RuleContext, read: PageRead, severity: Severity): Report {
  const { file, source } = context;
  const made = webFirst(file, source, read, read.assertion);
  const subject = read.of === 'page' ? 'page' : 'locator';
  const wayOut = made
    ? `Use await expect(${subject}).${made.negated ? 'not.' : ''}${made.matcher}(), which looks again until it holds.`
    : 'Use await expect.poll(() => …), which reads again until it holds.';
  const name = `\`${read.method}()\``;
  const consequence = answersAtOnce(read)
    ? `${name} answers at once with what the page shows at that moment, so a page that is a little slower fails the test.`
    : `${name} is read once, as soon as the element is there, so a page that changes it a little later fails the test.`;
  const mild = `${name} is read once; if the page can still change here, the test is flaky.`;
  return {
    at: read.assertion.span,
    ...(severity === 'warning' ? {} : { severity }),
    message: `${severity === 'warning' ? consequence : mild} ${wayOut}`,
    fix: webFirstFix(context, read),
  };
}
