import type { Argument, CallFact, Span, Suite, Test, TestFile } from '../facts.ts';
import { defineRule, type RuleContext } from '../rule.ts';
import { contains } from '../source.ts';
import { examples } from './examples/retry-mask.ts';
import { numberOf } from './support/assertions/numbers.ts';
import { memberOf } from './support/assertions/parts.ts';
import { registrationOf } from './support/registering.ts';
import { inTest } from './support/scope.ts';
import { retriesInPython } from './support/time/retries-python.ts';
import { isTypeTest } from './support/type-tests.ts';

/** Tests that look at how often they were tried are about retrying. */
const looksAtTries = /\b(?:retryCount|currentRetry|_currentRetry|testInfo\.retry|info\(\)\.retry)\b|\btask\.retry\b/;

/** So are those in a file or a test that is called so. */
const namesTries = /retr(?:y|ies)/i;

/**
 * A test that may fail and still passes.
 * Source: 67 uses in 41 files of the survey; jestjs/jest 74fc5eb534 adds `retryTimes(3)` beside the real fix. Retries that the
 * configuration sets for every test are one decision about the project, not a fault of its files: they are not reported.
 */
export const retryMask = defineRule({
  id: 'retry-mask',
  title: 'Retries that hide a flaky test',
  cause: 'async-wait',
  topic: 'flaky',
  severity: 'warning',
  languages: ['typescript', 'python'],
  frameworks: ['vitest', 'jest', 'mocha', 'playwright', 'pytest', 'unittest'],
  pattern: 'flaky/retries',
  why: 'A retried test passes when one of several tries does. The fault stays, in the test or in the code, and the report no longer shows it.',
  examples,
  *check(context) {
    if (namesTries.test(context.file.path) || isTypeTest(context.file.path)) return;
    const found = [...retries(context)].sort((a, b) => a.at.start - b.at.start);
    const [first] = found;
    if (!first) return;
    const more = found.length > 1 ? ` (${found.length} places in this file)` : '';
    const tries = first.times === undefined ? 'several failures in a row' : failures(first.times);
    // Playwright names a test that passed late "flaky" in its report; the others say nothing.
    const effect =
      context.file.framework === 'playwright'
        ? 'so the run is green although the test is flaky'
        : 'so nobody hears that the test is flaky';
    yield {
      at: first.at,
      message: `Retries make ${tries} count as a pass, ${effect}${more}. Run it many times with retries off, mend what makes it fail, and take the retries out.`,
    };
  },
});

interface Retry {
  readonly at: Span;
  readonly times?: number | undefined;
}

function failures(times: number): string {
  return times === 1 ? 'a failure' : `${times} failures in a row`;
}

function* retries(context: RuleContext): Iterable<Retry> {
  const { file } = context;
  if (file.language === 'python') {
    for (const retry of retriesInPython(context)) {
      const test = file.tests.find(({ span }) => contains(span, retry.at));
      if (!(test && isAboutTries(context, test))) yield retry;
    }
    return;
  }
  for (const call of file.calls) {
    const times = timesOf(file, call);
    if (!times || !isAsked(file, times.value, call.function)) continue;
    const test = file.tests.find((candidate) => inTest(file, candidate, call.function));
    if (!(test && isAboutTries(context, test)))
      yield { at: call.span, times: numberOf(file, times.value, call.function) };
  }
  if (file.framework !== 'vitest') return;
  for (const registered of [...file.tests, ...file.suites]) {
    const retry = optionOf(file, registered);
    if (!retry || isAboutTries(context, registered) || registered.modifiers.some(({ name }) => name === 'fails'))
      continue;
    const times = numberOf(file, retry.kind === 'object' ? memberOf(retry, 'count') : retry, 0);
    if (times !== 0 && (times !== undefined || retry.kind !== 'object')) yield { at: retry.span, times };
  }
}

/** `jest.retryTimes(3)`, Mocha's `this.retries(3)`, `it(…).retries(3)`, Playwright's `describe.configure({ retries: 3 })`. */
function timesOf(file: TestFile, { callee, arguments: given }: CallFact): { readonly value: Argument } | undefined {
  const [first] = given;
  if (!first) return undefined;
  switch (file.framework) {
    case 'jest':
      return /^jest\.(?:.*\.)?retryTimes$/.test(callee) ? { value: first } : undefined;
    case 'mocha':
      return /^(?:this|(?:it|test|specify|describe|context|suite)(?:\.\w+)*\(\)(?:\.\w+\(\))*)\.retries$/.test(callee)
        ? { value: first }
        : undefined;
    case 'playwright': {
      const value = /(?:^|\.)describe\.configure$/.test(callee) ? memberOf(first, 'retries') : undefined;
      return value && { value };
    }
    default:
      return undefined;
  }
}

function isAsked(file: TestFile, value: Argument, from: number): boolean {
  const times = numberOf(file, value, from);
  return times === undefined || times > 0;
}

/** Vitest: `it('x', { retry: 3 }, …)`, `describe('x', { retry: { count: 3 } }, …)`. */
function optionOf(file: TestFile, registered: Test | Suite): Argument | undefined {
  return memberOf(registrationOf(file, registered)?.options, 'retry');
}

function isAboutTries({ source }: RuleContext, { span, title }: Test | Suite): boolean {
  return namesTries.test(title) || looksAtTries.test(source.slice(span));
}
