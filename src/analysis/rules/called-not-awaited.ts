import type { Argument, Assertion, Span } from '../facts.ts';
import { defineRule, type Edit, type Report, type RuleContext } from '../rule.ts';
import { calledNotAwaitedExamples } from './examples/called-not-awaited.ts';
import { mockAt } from './support/mocks/python-mock-names.ts';
import { keyword, type PythonMock } from './support/mocks/python-mocks.ts';
import { inTest, testAround } from './support/scope.ts';
import { variablesReadIn } from './support/values.ts';

/** The same question of what was awaited. `assert_not_called` has none: it says more than `assert_not_awaited`. */
const awaitedForms: Readonly<Record<string, string>> = {
  assert_called: 'assert_awaited',
  assert_called_once: 'assert_awaited_once',
  assert_called_with: 'assert_awaited_with',
  assert_called_once_with: 'assert_awaited_once_with',
  assert_any_call: 'assert_any_await',
  assert_has_calls: 'assert_has_awaits',
};

interface Weak {
  readonly assertion: Assertion;
  readonly edit: Edit;
  readonly wanted: string;
}

/**
 * `assert_called_once()` on an AsyncMock holds for code that calls the coroutine function and never awaits it.
 * Measured on Python 3.11, 3.13 and 3.14; an awaited call that raises counts as awaited, one that `create_task` has not started does not.
 */
export const calledNotAwaited = defineRule({
  id: 'called-not-awaited',
  title: 'Call of an AsyncMock checked, its await not',
  cause: 'unawaited',
  topic: 'mocking',
  severity: 'info',
  languages: ['python'],
  pattern: 'mocking/async-functions',
  why: 'Calling an AsyncMock only makes a coroutine, and assert_called counts that call. Code that forgets the await passes the test while the real function would never run. The assert_awaited methods tell the two apart.',
  examples: calledNotAwaitedExamples,
  *check(context) {
    const found = context.file.assertions.flatMap((assertion) => weakness(context, assertion) ?? []);
    yield* report(found);
  },
});

function* report(found: readonly Weak[]): Generator<Report> {
  const [first] = found;
  if (!first) return;
  const { assertion, wanted } = first;
  const more = found.length === 1 ? '' : ` The same of ${found.length - 1} more in this file.`;
  yield {
    at: assertion.span,
    message: `\`${assertion.matcher}\` on an AsyncMock also holds when the code calls it and forgets the await. Use \`${wanted}\`.${more}`,
    // A task that nobody waits for has been called, and is awaited later.
    fix: { title: 'Assert what was awaited', safety: 'suggested', edits: found.map(({ edit }) => edit) },
  };
}

function weakness(context: RuleContext, assertion: Assertion): Weak | undefined {
  const { file, source } = context;
  const wanted = assertion.style === 'mock' ? awaitedForms[assertion.matcher] : undefined;
  const call = assertion.call === undefined ? undefined : file.calls[assertion.call];
  if (wanted === undefined || !call || !assertion.actual) return undefined;
  const path = source.slice(assertion.actual);
  const mock = mockAt(context, path, assertion.function, assertion.span.start);
  if (mock?.type !== 'AsyncMock' || isUsedPlainly(mock.members)) return undefined;
  if (isConfigured(context, mock, path) && comparesAwaited(context, assertion)) return undefined;
  const { end } = call.calleeSpan;
  return { assertion, wanted, edit: { start: end - assertion.matcher.length, end, text: wanted } };
}

/** Methods that objects with asynchronous methods have as plain ones; an AsyncMock makes coroutine functions of them all the same. */
const plain =
  /^(?:add|add_all|expunge|expunge_all|info|debug|warning|error|exception|critical|log|cancel|done|write|feed_\w+|is_\w+|has_\w+|set_\w+|register\w*|on|emit)$/;

/** What comes out of the mock or hangs deeper on it is seldom a coroutine function. */
function isUsedPlainly(members: readonly string[]): boolean {
  const [name, ...deeper] = members;
  return name !== undefined && (deeper.length > 0 || name === 'return_value' || plain.test(name));
}

/** The mock gives a value of its own: `AsyncMock(return_value=3)`, `fetch.side_effect = [1, 2]`. */
function isConfigured({ file }: RuleContext, { made, members, file: home }: PythonMock, path: string): boolean {
  const isValue = (value: Argument | undefined) => value !== undefined && value.kind !== 'null';
  if (members.length === 0 && ['return_value', 'side_effect'].some((name) => isValue(keyword(made, name)))) return true;
  if (home !== file) return false;
  const targets = [`${path}.return_value`, `${path}.side_effect`];
  return file.memberWrites.some(({ target, value }) => targets.includes(target) && isValue(value));
}

/** The test compares what an awaited call gave, which is a coroutine, or fails, where the code forgets the await. */
function comparesAwaited(context: RuleContext, assertion: Assertion): boolean {
  const { file, source } = context;
  const test = testAround(file, assertion.function);
  if (!test) return false;
  const isAwaited = (span: Span | undefined) => span !== undefined && /\bawait\b/.test(source.slice(span));
  return file.assertions.some(
    ({ compares, negated, style, function: at, statement }) =>
      /^(?:equal|contains)$/.test(compares) &&
      !negated &&
      style !== 'mock' &&
      inTest(file, test, at) &&
      !/\bis (?:True|False)\b/.test(source.slice(statement)) &&
      (isAwaited(statement) ||
        variablesReadIn(file, statement).some(
          ({ function: owner, initializer }) => inTest(file, test, owner) && isAwaited(initializer),
        )),
  );
}
