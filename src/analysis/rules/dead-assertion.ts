import { insert } from '../edits/statements.ts';
import { makeAsync } from '../edits/typescript.ts';
import type { Argument, Assertion, CallFact, IdleExpression } from '../facts.ts';
import { defineRule, type Edit, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { contains } from '../source.ts';
import { examples } from './examples/dead-assertion.ts';
import { pythonExamples } from './examples/dead-assertion-python.ts';
import { callAsserts } from './support/assertions/asserting.ts';
import { deadAssertionsInPython } from './support/assertions/dead-assertion-python.ts';
import {
  assertMethods,
  bareDomMatchers,
  bareMatchers,
  type ExpectKind,
  expectKind,
  isChaiLink,
  isMatcher,
  isPlainExpect,
  isProvokedError,
  unaryMatchers,
} from './support/assertions/expects.ts';
import { partsOf } from './support/assertions/parts.ts';
import { takesDone } from './support/promises/done.ts';
import { functionsNamed } from './support/scope.ts';
import { isTypeTest } from './support/type-tests.ts';

/**
 * An assertion that is written but never made: no matcher, a matcher that is not called, a value where none is read.
 * Measured with expect 30, Playwright 1.65 and Vitest 4.1 and 5.1: `expect(1).toBe;` and `expect(1).not;` pass everywhere,
 * `expect(1).toBeNul;` passes in Jest and Playwright and throws in Vitest (chai); `toBeTruthy(0)` throws in Jest and Playwright
 * and passes in Vitest; `toBe(1, 2)` passes everywhere; `expect(1, 2)` throws in Jest, elsewhere the second is a message.
 */
export const deadAssertion = defineRule({
  id: 'dead-assertion',
  title: 'Assertion that is never made',
  cause: 'vacuous',
  topic: 'flaky',
  severity: 'error',
  languages: ['typescript', 'python'],
  pattern: 'structure/tests-that-can-fail',
  why: '`expect(x)` only wraps a value; nothing is compared until a matcher is called. In Python a comparison without `assert`, or an assertion behind a `return`, checks just as little. The line looks like a check and passes whatever the code does.',
  examples: {
    bad: [...examples.bad, ...pythonExamples.bad],
    good: [...examples.good, ...pythonExamples.good],
  },
  *check(context) {
    const { file } = context;
    if (file.language === 'python') return yield* deadAssertionsInPython(context);
    if (isTypeTest(file.path)) return;
    for (const idle of file.idle) {
      yield* uncalled(context, idle);
      yield* uncalledAssert(context, idle);
    }
    for (const call of file.calls) {
      if (isPlainExpect(call.callee)) yield* openingAlone(context, call);
    }
    for (const assertion of file.assertions) yield* misplacedArgument(context, assertion);
  },
});

/** `expect(x).toBe;` */
function* uncalled(context: RuleContext, idle: IdleExpression): Iterable<Report> {
  const { file } = context;
  const links = /^(?:(?:t|ctx|context)\.)?expect(?:\.soft)?\(\)\.(.+)$/.exec(idle.path ?? '')?.[1]?.split('.');
  const last = links?.at(-1);
  if (links === undefined || last === undefined || isProvokedError(file, idle.function)) return;
  const opening = file.calls.find(
    (call) => call.span.start === idle.span.start && isPlainExpect(call.callee) && contains(idle.span, call.span),
  );
  const kind = opening && expectKind(file, opening);
  if (!kind || !isUncalled(kind, last, links)) return;
  const isMethod = isMatcher(last) || !isChaiLink(last) || !/^(?:not|to|be|been|have|is)$/.test(last);
  yield {
    at: idle.span,
    message:
      isMethod && last !== 'resolves' && last !== 'rejects'
        ? `\`${last}\` is named but never called, so nothing is checked and the test passes whatever the value is. Call it: \`${last}(${bareMatchers.has(last) || bareDomMatchers.has(last) ? '' : '…'})\`.`
        : `The chain ends at \`${last}\`, so nothing is checked and the test passes whatever the value is. Call a matcher.`,
    fix: callIt(context, idle, links, last),
  };
}

/** `assert.ok;` */
function* uncalledAssert({ file }: RuleContext, { path = '', span }: IdleExpression): Iterable<Report> {
  const method = /^(?:(?:t|ctx|context)\.)?assert(?:\.strict)?\.(\w+)$/.exec(path)?.[1];
  if (method === undefined || !assertMethods.has(method) || functionsNamed(file, 'assert').length > 0) return;
  yield {
    at: span,
    message: `\`${method}\` is named but never called, so nothing is checked and the test passes whatever happens. Call it.`,
  };
}

/** Jest has no assertion that is a property; chai has, and its plugins add others, so there only known methods count. */
function isUncalled(kind: ExpectKind, last: string, links: readonly string[]): boolean {
  if (kind === 'jest') return !links.includes('to');
  if (kind === 'vitest' && (isMatcher(last) || last === 'resolves' || last === 'rejects')) return true;
  return isChaiLink(last);
}

function callIt(
  { file, source }: RuleContext,
  { span, statement, function: at }: IdleExpression,
  links: readonly string[],
  last: string,
): FixDraft | undefined {
  const onPage = bareDomMatchers.has(last);
  if (!bareMatchers.has(last) && !onPage) return undefined;
  const edits: Edit[] = [insert(span.end, '()')];
  const isAwaited = /^await\b/.test(source.slice(statement));
  if (isAwaited) return { title: 'Call the matcher', safety: 'safe', edits };
  if (links.includes('resolves') || links.includes('rejects') || (onPage && file.framework === 'playwright')) {
    const fn = file.functions[at];
    if (!fn || fn.generator || (!fn.async && (fn.role !== 'test' || takesDone(file, fn)))) return undefined;
    edits.unshift(...makeAsync(fn), insert(span.start, 'await '));
  }
  return { title: 'Call the matcher', safety: 'safe', edits };
}

/** `expect(x);` and `expect().toBe(1)`. */
function* openingAlone(context: RuleContext, call: CallFact): Iterable<Report> {
  const { file } = context;
  const kind = expectKind(file, call);
  const [subject] = call.arguments;
  if (!kind || isProvokedError(file, call.function)) return;
  if (!subject) {
    const follows = file.assertions.find(({ span }) => span.start === call.span.start);
    if (follows && call.handling === 'chained' && isMatcher(follows.matcher))
      yield {
        at: call.span,
        message: `\`${follows.matcher}\` looks at undefined here, not at anything the code made: expect has no argument. Give it the value.`,
      };
    return;
  }
  if (!isAStatement(context, call)) return;
  const check = checkInside(context, subject);
  if (check !== undefined)
    yield {
      at: call.span,
      severity: 'warning',
      message: `expect without a matcher checks nothing; only ${check} itself can fail here. Add the matcher that is meant, or drop expect.`,
    };
  else
    yield {
      at: call.span,
      message: `Nothing is checked: expect only wraps the value, and the test passes whatever it is. Add a matcher${subject.kind === 'other' && subject.operator !== undefined ? ', such as toBe(true)' : ''}.`,
    };
}

/** Not part of a chain, not handed on: a line of its own, awaited or not, or all that a test's arrow function does. */
function isAStatement({ file, source }: RuleContext, call: CallFact): boolean {
  if (call.handling === 'dropped') return true;
  if (call.handling === 'awaited') return /^await\s+expect\b/.test(source.slice(call.statement));
  const fn = file.functions[call.function];
  return call.handling === 'returned' && fn?.role === 'test' && fn.expressionBody;
}

/** What is wrapped fails by itself: `expect(screen.getByText('Save'));`. */
function checkInside(context: RuleContext, subject: Argument): string | undefined {
  const call = subject.ref === undefined || subject.kind !== 'call' ? undefined : context.file.calls[subject.ref];
  if (!call || isLocator(context, call) || !callAsserts(context, call)) return undefined;
  return call.callee.split('.').at(-1)?.replace('()', '');
}

/** There `getByText` makes a locator and looks for nothing yet. */
function isLocator({ file }: RuleContext, { callee }: CallFact): boolean {
  return (
    (file.framework === 'playwright' || callee.startsWith('page.')) && /(?:^|\.)(?:getBy[A-Z]\w*|locator)/.test(callee)
  );
}

/** A value where none is read: `toHaveBeenCalled(1)`, `toBe(1, 2)`, `expect(1, 2)`. */
function* misplacedArgument({ file }: RuleContext, assertion: Assertion): Iterable<Report> {
  if (!/^to[A-Z]/.test(assertion.matcher) || isProvokedError(file, assertion.function)) return;
  const { opening, values } = partsOf(file, assertion);
  const kind = opening && expectKind(file, opening);
  if (!opening || !kind || kind === 'chai') return;
  const { matcher } = assertion;
  const value = values[bareMatchers.has(matcher) ? 0 : 1];
  // Jest and Playwright refuse an argument of these themselves; a text is meant as a message and loses nothing.
  const isCalled = /Called|Returned|Resolved/.test(matcher);
  if (value && bareMatchers.has(matcher) && kind === 'vitest' && (isCalled || !isText(value)))
    yield {
      at: value.span,
      message: `\`${matcher}\` takes no argument: what is given here is never compared. ${isCalled ? 'Use the matcher ending in With or Times.' : 'Use toBe or toEqual.'}`,
    };
  else if (value && unaryMatchers.has(matcher) && !isText(value) && value.kind !== 'spread')
    yield {
      at: value.span,
      message: `\`${matcher}\` reads one argument: this one is never compared. Assert it on its own, or take it away.`,
    };
  const second = opening.arguments[1];
  if (second && isValue(second) && !(second.kind === 'object' && file.framework === 'playwright'))
    yield {
      at: second.span,
      message:
        'The second argument of expect is no value to compare with: it is never compared. Give it to the matcher.',
    };
}

function isText({ kind }: Argument): boolean {
  return kind === 'string' || kind === 'template';
}

function isValue({ kind }: Argument): boolean {
  return kind === 'number' || kind === 'boolean' || kind === 'array' || kind === 'object' || kind === 'null';
}
