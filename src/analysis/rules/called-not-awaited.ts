import type { Assertion } from '../facts.ts';
import { defineRule, type Edit, type Report, type RuleContext } from '../rule.ts';
import { calledNotAwaitedExamples } from './examples/called-not-awaited.ts';
import { mockAt } from './support/mocks/python-mock-names.ts';

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
