import type { Argument, Assertion, CallFact, Test, TestFile } from '../facts.ts';
import { isWithin } from '../nesting.ts';
import { defineRule, type Report, type RuleContext } from '../rule.ts';
import { literally } from '../words.ts';
import { mockEchoExamples } from './examples/mock-echo.ts';
import { partsOf } from './support/assertions/parts.ts';
import { linksOf, mockAt } from './support/mocks/python-mock-names.ts';
import { keyword } from './support/mocks/python-mocks.ts';
import { inTest } from './support/scope.ts';
import { variableNamed } from './support/values.ts';

/** A test that configures a mock, calls the mock itself and checks that it gives what it was told to. */
export const mockEcho = defineRule({
  id: 'mock-echo',
  title: 'Test of its own mock',
  cause: 'vacuous',
  topic: 'mocking',
  severity: 'warning',
  languages: ['python'],
  pattern: 'structure/tests-that-can-fail',
  why: 'A mock returns what it was told to. A test that calls the mock itself and compares the answer with that value checks unittest.mock, and passes whatever the code under test does.',
  examples: mockEchoExamples,
  *check(context) {
    const { file } = context;
    for (const test of file.tests) {
      const own = file.assertions.filter((assertion) => inTest(file, test, assertion.function));
      const [first, ...more] = own.map((assertion) => echoed(context, assertion, test));
      // One real assertion makes a real test.
      const isEcho = [first, ...more].every((each) => each !== undefined);
      const answered = own.find(({ style }) => style !== 'mock');
      if (first && isEcho && answered) yield report({ ...first, assertion: answered });
    }
  },
});

interface Echo {
  readonly assertion: Assertion;
  readonly path: string;
}

function report({ assertion, path }: Echo): Report {
  return {
    at: assertion.span,
    message: `The test calls its own mock \`${path}\` and gets what it was told to return, so it passes whatever the code does. Call the code under test instead.`,
  };
}

function echoed(context: RuleContext, assertion: Assertion, test: Test): Echo | undefined {
  const { file, source } = context;
  if (assertion.style === 'mock') return callOfOwn(context, assertion, test);
  if (assertion.style !== 'assert' || assertion.negated || assertion.compares !== 'equal') return undefined;
  const { subject, values } = partsOf(file, assertion);
  const [value] = values;
  const call = subject && calledMock(file, subject, assertion, test);
  // A nested function may be what the code under test calls.
  if (!call || !value || call.origin || call.function !== test.function) return undefined;
  const mock = mockAt(context, call.callee, call.function, call.span.start);
  if (!mock || mock.file !== file || !isWithin(file, mock.made.function, test.function) || mock.type === 'unknown')
    return undefined;
  const told =
    toldValue(file, call, test) ?? (mock.members.length === 0 ? keyword(mock.made, 'return_value') : undefined);
  const isSame = told !== undefined && source.slice(told.span) === source.slice(value.span);
  return isSame ? { assertion, path: call.callee } : undefined;
}

/** `m()`, `await m.load()`, or a variable that holds what such a call gave. */
function calledMock(
  file: TestFile,
  { kind, ref, value }: Argument,
  { function: from }: Assertion,
  test: Test,
): CallFact | undefined {
  if (kind === 'call') return ref === undefined ? undefined : file.calls[ref];
  const variable = kind === 'name' ? variableNamed(file, String(value), from) : undefined;
  const { initial } = variable ?? {};
  if (
    !variable?.constant ||
    initial?.ref === undefined ||
    initial.kind !== 'call' ||
    !isWithin(file, variable.function, test.function)
  )
    return undefined;
  return file.calls[initial.ref];
}

/** The only `m.return_value = …` of the test. */
function toldValue(file: TestFile, call: CallFact, test: Test): Argument | undefined {
  const path = linksOf(call.callee)?.join('.') ?? call.callee;
  const written = file.memberWrites.filter(
    ({ target, function: id }) =>
      inTest(file, test, id) && new RegExp(`^${literally(path)}\\.(?:return_value|side_effect)$`).test(target),
  );
  const [only, another] = written;
  return another || !only?.target.endsWith('.return_value') || only.span.start > call.span.start
    ? undefined
    : only.value;
}

/** `m.assert_called_once()` of a mock that the test alone has called: nothing else of the test gets hold of it. */
function callOfOwn(context: RuleContext, assertion: Assertion, test: Test): Echo | undefined {
  const { file } = context;
  const call = assertion.call === undefined ? undefined : file.calls[assertion.call];
  const path = call?.callee.replace(/\.\w+$/, '');
  const name = path?.split('.')[0];
  const variable = name === undefined ? undefined : variableNamed(file, name, assertion.function);
  if (path === undefined || !variable || !isWithin(file, variable.function, test.function)) return undefined;
  const isOwn = variable.accesses.every(
    ({ span }) =>
      file.calls.some(({ calleeSpan }) => calleeSpan.start === span.start) ||
      file.memberWrites.some(({ targetSpan }) => targetSpan.start === span.start),
  );
  const isCalled = file.calls.some(({ callee, function: id }) => callee === path && id === test.function);
  return isOwn && isCalled ? { assertion, path } : undefined;
}
