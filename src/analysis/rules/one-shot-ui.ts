import type { Assertion, Test, TestFile } from '../facts.ts';
import { functionsAround } from '../nesting.ts';
import { defineRule, type Report, type RuleContext } from '../rule.ts';
import { wholeName } from '../words.ts';
import { examples } from './examples/one-shot-ui.ts';
import { partsOf } from './support/assertions/parts.ts';
import { climb, hooksFor, inTest, testAround } from './support/scope.ts';
import { commentAbove } from './support/state/runs.ts';
import { answersAtOnce, type PageRead, readBehind } from './support/ui/page-reads.ts';
import { lastLink, type PageState, pageStateBefore, receiverText } from './support/ui/pages.ts';
import { webFirst } from './support/ui/web-first.ts';
import { webFirstFix } from './support/ui/web-first-fix.ts';
import { variableNamed } from './support/values.ts';

/**
 * A value read from the page once and compared: it is what the page showed at that moment. Playwright's own documentation of
 * `textContent`, `isVisible`, `count` and the rest asks for a web-first assertion instead "to avoid flakiness".
 * Silent where nothing can move (a page the test has written with `setContent`), inside `toPass` and `expect.poll`, right after
 * an action on the same field, after a wait for the same element, and where the test says that nothing changes. Only info where the test has waited for something else,
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
  pattern: 'async/page-waits',
  why: 'A browser changes the page some time after a click or a navigation. A value that is read once is compared with whatever is there by then, so the test passes on a fast machine and fails on a busy one. A web-first assertion looks again until it holds.',
  examples,
  *check(context) {
    const seen = new Set<number>();
    const mild: PageRead[] = [];
    for (const assertion of context.file.assertions) {
      const read = readBehind(context.file, assertion);
      if (!read || !isTelling(context, read) || (read.variable && seen.has(read.variable.id))) continue;
      if (read.variable) seen.add(read.variable.id);
      const severity = severityOf(context, read);
      if (severity === 'warning') yield report(context, read);
      if (severity === 'info') mild.push(read);
    }
    const [first] = mild;
    if (first) yield mildReport(context, first, mild);
  },
});

/** Asks for a value that the page has yet to show; not only whether there is any, nor whether all is as before. */
function isTelling(context: RuleContext, { assertion, method }: PageRead): boolean {
  const { matcher, compares, expected, negated } = assertion;
  if (compares === 'snapshot' || compares === 'type' || /^toBe(?:Defined|Undefined|NaN)$/.test(matcher)) return false;
  if (method === 'url' && compares === 'truthy') return false;
  if (saysNothing(context.file, assertion)) return false;
  const value = expected && context.source.slice(expected);
  const other = value && variableNamed(context.file, value, assertion.function)?.initial;
  const isReadBefore =
    other && other.ref !== undefined && lastLink(context.file.calls[other.ref]?.callee ?? '') === method;
  if (isReadBefore && compares === 'equal' && !negated) return false;
  return (
    negated || compares !== 'equal' || !/^\w*(?:initial|before|prev|original|old|start|first)\w*$/i.test(value ?? '')
  );
}

/** `toBeGreaterThanOrEqual(0)`: holds whatever the page shows. */
function saysNothing(file: TestFile, assertion: Assertion): boolean {
  const [value] = partsOf(file, assertion).values;
  return assertion.matcher === 'toBeGreaterThanOrEqual' && value?.value === 0 && !assertion.negated;
}

/** Of what is gone or never comes: looking again changes little. */
function claimsAbsence({ file }: RuleContext, { assertion, method }: PageRead): boolean {
  const [value] = partsOf(file, assertion).values;
  if (method === 'count') return value?.value === 0 && assertion.compares === 'equal' && !assertion.negated;
  if (method.startsWith('all')) return assertion.negated;
  if (assertion.negated && /^to(?:Contain|Match)$/.test(assertion.matcher)) return true;
  const isTrue = (assertion.matcher === 'toBeTruthy' || value?.value === true) !== assertion.negated;
  return method === 'isVisible' ? !isTrue : method === 'isHidden' && isTrue;
}

function severityOf(context: RuleContext, read: PageRead): 'warning' | 'info' | undefined {
  const { file, source } = context;
  const { call, method, assertion } = read;
  const test = testAround(file, call.function);
  if (!test || isRepeated(file, call.function, call.block) || isRepeated(file, assertion.function, assertion.block))
    return undefined;
  if (isGuarded(context, read) || saysUnchanged(context, read, test)) return undefined;
  if (assertion.matcher === 'toBeNull' && method !== 'getAttribute') return undefined;
  const state = pageStateBefore(file, test, call.span.start);
  if (state.since === 'static') return undefined;
  const receiver = receiverText(source, call) ?? source.slice(call.calleeSpan);
  if (read.of === 'page') {
    const name = method === 'url' ? /waitForURL|toHaveURL|waitForNavigation/ : /toHaveTitle/;
    const leads = /^(?:click|dblclick|tap|press)$/.test(lastLink(state.by?.callee ?? ''));
    const isSettled =
      state.since === 'opened' ||
      (method === 'url' && state.since === 'acted' && !leads) ||
      state.waited.some((span) => name.test(source.slice(span)));
    if (isSettled || (method === 'url' && staysThere(context, read, test))) return undefined;
  } else {
    const subject = read.of === 'selector' ? source.slice(call.arguments[0]?.span ?? call.span) : receiver;
    if (state.waited.some((span) => source.slice(span).includes(subject))) return undefined;
    if (/^['"`](?:body|html)['"`]$/.test(subject) && /^is/.test(method)) return undefined;
    if (isOwnInput(actingOn(file, source, state), receiver, method)) return undefined;
  }
  if (claimsAbsence(context, read)) return state.since === 'acted' ? 'info' : undefined;
  if (state.waited.length > 0 || state.since === 'unknown') return 'info';
  return state.since === 'acted' || answersAtOnce(read) ? 'warning' : 'info';
}

interface Acting {
  readonly action: string;
  readonly on: string | undefined;
}

function actingOn(file: TestFile, source: RuleContext['source'], { by }: PageState): Acting {
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

/** `if (count > 0) … expect(count).toBeGreaterThan(0)`: what was read has been looked at, and is no longer waited for. */
function isGuarded({ file, source }: RuleContext, { assertion, variable }: PageRead): boolean {
  if (!variable) return false;
  return [...climb(file, assertion.block)].some(({ kind, construct, span }) => {
    const head = kind === 'branch' ? source.text.slice(construct.start, span.start) : '';
    return new RegExp(`^if\\b[^{]*(?<!\\.)${wholeName(variable.name)}`).test(head);
  });
}

/**
 * The same was asserted of the same reading before, or a comment says that it is still so: that nothing has changed cannot be
 * waited for, and a slow page does not fail it.
 */
function saysUnchanged({ file, source }: RuleContext, { assertion, call }: PageRead, test: Test): boolean {
  const text = source.slice(assertion.span);
  const reading = source.slice(call.span);
  const earlier = file.assertions.findLast(
    (other) =>
      other.span.end <= assertion.span.start &&
      inTest(file, test, other.function) &&
      source.slice(other.span).includes(reading),
  );
  if (assertion.compares === 'equal' && !assertion.negated && earlier && source.slice(earlier.span) === text)
    return true;
  const comments = [call.statement, assertion.statement].map((at) => commentAbove(source, at, file.language));
  return comments.some((comment) => /\b(?:still|remains?|stays?|unchanged)\b/i.test(comment));
}

/** The address that the test itself opened: it asks whether the page is still there. */
function staysThere({ file, source }: RuleContext, { assertion, call }: PageRead, test: Test): boolean {
  const [value] = partsOf(file, assertion).values;
  // Of `baseURL + '/cart'` the part that is written out.
  const written =
    value?.kind === 'regex' ? undefined : /['"`}]([^'"`{}]+)['"`]$/.exec(source.slice(value?.span ?? call.span));
  const known = typeof value?.value === 'string' ? value.value : (written?.[1] ?? '');
  const part = known.replace(/^\/|\/[a-z]*$/g, '').replaceAll('\\', '');
  const word = /^\w+$/.test(part) ? part.toLowerCase() : undefined;
  const hooks = hooksFor(file, test).map((hook) => hook.function);
  return (
    part !== '' &&
    file.calls.some(
      (other) =>
        other.span.end <= call.span.start &&
        (inTest(file, test, other.function) || hooks.includes(other.function)) &&
        (lastLink(other.callee) === 'goto'
          ? source.slice(other.arguments[0]?.span ?? other.span).includes(part)
          : // A page object: `schedulePage.navigate()`.
            word !== undefined &&
            /\.(?:navigate\w*|goto\w*|open|visit)$/i.test(other.callee) &&
            other.callee.toLowerCase().startsWith(word)),
    )
  );
}

function report(context: RuleContext, read: PageRead): Report {
  const name = `\`${read.method}()\``;
  const consequence = answersAtOnce(read)
    ? `${name} answers at once with what the page shows at that moment, so a page that is a little slower fails the test.`
    : `${name} is read once, as soon as the element is there, so a page that changes it a little later fails the test.`;
  return {
    at: read.assertion.span,
    message: `${consequence} ${wayOut(context, read)}`,
    fix: webFirstFix(context, read),
  };
}

function mildReport(context: RuleContext, first: PageRead, all: readonly PageRead[]): Report {
  const fixes = all.map((read) => webFirstFix(context, read));
  const edits = fixes.flatMap((fix) => (fix ? [...fix.edits] : []));
  const isWhole = fixes.every((fix) => fix !== undefined);
  const times = all.length === 1 ? '' : ` (with others, ${all.length} readings in this file)`;
  return {
    at: first.assertion.span,
    severity: 'info',
    message: `\`${first.method}()\` is read once${times}: where the page can still change by then, the test is flaky. ${wayOut(context, first)}`,
    fix: isWhole
      ? {
          title: fixes.length === 1 ? (fixes[0]?.title ?? '') : 'Assert on the page, with matchers that wait',
          safety: fixes.every((fix) => fix?.safety === 'safe') ? 'safe' : 'suggested',
          edits,
        }
      : undefined,
  };
}

function wayOut({ file, source }: RuleContext, read: PageRead): string {
  const made = webFirst(file, source, read, read.assertion);
  const subject = read.of === 'page' ? 'page' : 'locator';
  return made
    ? `Use await expect(${subject}).${made.negated ? 'not.' : ''}${made.matcher}(), which looks again until it holds.`
    : 'Use await expect.poll(() => …), which reads again until it holds.';
}
