import { importFrom } from '../edits/python.ts';
import type { CallFact, TestFile } from '../facts.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { contains } from '../source.ts';
import { literally } from '../words.ts';
import { syncMockAwaitedExamples } from './examples/sync-mock-awaited.ts';
import { linksOf, mockAt } from './support/mocks/python-mock-names.ts';
import { keyword, type PythonMock } from './support/mocks/python-mocks.ts';
import { climb } from './support/scope.ts';

/**
 * `await` on what a Mock or MagicMock gives.
 * Measured on Python 3.11: TypeError "object MagicMock can't be used in 'await' expression". `async with` and `async for` on a MagicMock
 * work since 3.8, and so does a mock with the specification of an async function.
 */
export const syncMockAwaited = defineRule({
  id: 'sync-mock-awaited',
  title: 'Await on a plain mock',
  cause: 'unawaited',
  topic: 'mocking',
  severity: 'error',
  languages: ['python'],
  pattern: 'mocking/async-functions',
  why: 'A Mock or MagicMock returns another mock, which cannot be awaited: the line raises a TypeError, and code that catches errors hides it. An AsyncMock returns a coroutine.',
  examples: syncMockAwaitedExamples,
  *check(context) {
    const seen = new Set<string>();
    for (const call of context.file.calls) {
      const report = isAwaitedHere(context, call) ? judge(context, call) : undefined;
      const key = `${call.function} ${call.callee}`;
      if (report && !seen.has(key)) yield report;
      if (report) seen.add(key);
    }
  },
});

/** By the word itself: `async with` awaits what entering gives. */
function isAwaitedHere({ source }: RuleContext, { handling, span }: CallFact): boolean {
  return (
    handling === 'awaited' && /\bawait\s*\(?\s*$/.test(source.text.slice(Math.max(0, span.start - 40), span.start))
  );
}

function judge(context: RuleContext, call: CallFact): Report | undefined {
  const { file } = context;
  // The canonical name of an import may begin like a variable here.
  if (call.origin) return undefined;
  const mock = mockAt(context, call.callee, call.function, call.span.start);
  if (!mock || mock.spec || (mock.type !== 'Mock' && mock.type !== 'MagicMock')) return undefined;
  if (isGivenSomething(file, call, mock) || isMeantToFail(file, call)) return undefined;
  return {
    at: call.span,
    message: `\`${call.callee}\` is a ${mock.type}, and what it returns cannot be awaited: this raises TypeError. Make it an AsyncMock.`,
    fix: fixOf(context, call, mock),
  };
}

/** Somebody says what a call gives, and that may be something to await. */
function isGivenSomething(file: TestFile, call: CallFact, { made, members }: PythonMock): boolean {
  const path = linksOf(call.callee)?.join('.') ?? call.callee;
  const isTold = file.memberWrites.some(({ target }) => {
    const written = linksOf(target)?.join('.') ?? target;
    return (
      written.startsWith(`${path}.`) ||
      new RegExp(`(?:^|\\.)${literally(path.split('.').at(-1) ?? path)}\\.(?:return_value|side_effect)$`).test(written)
    );
  });
  if (isTold || file.calls.some(({ callee }) => callee.endsWith('.configure_mock') || callee.endsWith('.attach_mock')))
    return true;
  const first = members[0];
  return (
    keyword(made, 'return_value', 'side_effect', 'wraps', 'unsafe') !== undefined ||
    (first !== undefined && keyword(made, first) !== undefined)
  );
}

/** `with pytest.raises(TypeError)`, or a `try` around it. */
function isMeantToFail(file: TestFile, { block }: CallFact): boolean {
  return [...climb(file, block)].some(
    ({ kind, names }) =>
      kind === 'try' || (kind === 'with' && names.some((name) => /raises|assertRaises|suppress/.test(name))),
  );
}

/** Another class for the mock itself, when the file makes it here and only awaits it. */
function fixOf(
  { file, source }: RuleContext,
  call: CallFact,
  { made, members, file: home }: PythonMock,
): FixDraft | undefined {
  const written = source.slice(made.calleeSpan);
  const isHere = home === file && /(?:^|\.)(?:Magic)?Mock$/.test(written) && members.length <= 1;
  const root = call.callee
    .split('.')
    .slice(0, call.callee.startsWith('self.') ? 2 : 1)
    .join('.');
  const others = file.calls.filter(
    ({ callee, handling }) =>
      (callee === root || callee.startsWith(`${root}.`)) && handling !== 'awaited' && !/\.assert_\w+$/.test(callee),
  );
  if (!isHere || others.length > 0 || !contains(made.span, made.calleeSpan)) return undefined;
  const prefix = /^(.*\.)(?:Magic)?Mock$/.exec(written)?.[1];
  const { local, edits } =
    prefix === undefined
      ? importFrom(file, source, made.origin?.module ?? 'unittest.mock', 'AsyncMock')
      : { local: `${prefix}AsyncMock`, edits: [] };
  return {
    title: 'Make it an AsyncMock',
    safety: 'suggested',
    edits: [...edits, { ...made.calleeSpan, text: local }],
  };
}
