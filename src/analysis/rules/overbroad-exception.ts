import type { Assertion } from '../facts.ts';
import { defineRule, type Report, type RuleContext } from '../rule.ts';
import { contains } from '../source.ts';
import { literally, wholeName } from '../words.ts';
import { showsRefusal } from './support/assertions/refusals.ts';
import { inTest, testAround } from './support/scope.ts';
import { isTypeTest } from './support/type-tests.ts';
import { variablesReadIn } from './support/values.ts';

const anyPythonException = /^(?:builtins\.)?(?:Exception|BaseException)$/;
const throwMatchers = /^(?:toThrow|toThrowError|throws?|throw|Throw|rejects|rejected|rejectedWith)$/;

/** An expected error so wide that a misspelt name satisfies it. */
export const overbroadException = defineRule({
  id: 'overbroad-exception',
  title: 'Expected exception is too broad',
  cause: 'overbroad-assertion',
  topic: 'flaky',
  severity: 'warning',
  languages: ['typescript', 'python'],
  pattern: 'flaky/identify',
  why: 'A check that accepts any exception also accepts the TypeError of a misspelt argument or the failure of the set-up. The test passes without reaching the error it is about.',
  examples: {
    bad: [
      {
        framework: 'pytest',
        code: `import pytest


def test_rejects(account):
    with pytest.raises(Exception):
        account.withdraw(-1)
`,
      },
      {
        framework: 'unittest',
        code: `import unittest


class AccountTest(unittest.TestCase):
    def test_rejects(self):
        with self.assertRaises(Exception):
            withdraw(-1)
`,
      },
      {
        framework: 'vitest',
        code: `import { expect, it } from 'vitest';

it('rejects', () => {
  expect(() => withdraw(-1)).toThrow();
});
`,
      },
      {
        framework: 'jest',
        code: `it('rejects', async () => {
  await expect(withdraw(-1)).rejects.toThrow(Error);
});
`,
      },
    ],
    good: [
      {
        framework: 'pytest',
        code: `import pytest


def test_type(account):
    with pytest.raises(ValueError):
        account.withdraw(-1)


def test_match(account):
    with pytest.raises(Exception, match="negative"):
        account.withdraw(-1)


def test_looks_at_it(account):
    with pytest.raises(Exception) as caught:
        account.withdraw(-1)
    assert "negative" in str(caught.value)
`,
      },
      {
        framework: 'unittest',
        code: `import unittest


class AccountTest(unittest.TestCase):
    def test_rejects(self):
        with self.assertRaises(Exception) as caught:
            withdraw(-1)
        self.assertIn("negative", str(caught.exception))

    def test_message(self):
        with self.assertRaisesRegex(Exception, "negative"):
            withdraw(-1)
`,
      },
      {
        framework: 'vitest',
        code: `import { expect, it } from 'vitest';

it('rejects', () => {
  expect(() => withdraw(-1)).toThrow('negative');
  expect(() => withdraw(-1)).toThrow(RangeError);
  expect(() => expect(balance()).toBeEven()).toThrow();
});
it('removes the file', async () => {
  await expect(fs.access('account.json')).rejects.toThrow();
});
it('accepts', () => {
  expect(() => withdraw(1)).not.toThrow();
});
`,
      },
      {
        framework: 'node:test',
        code: `import assert from 'node:assert/strict';
import { test } from 'node:test';

test('rejects', async () => {
  assert.throws(() => withdraw(-1), /negative/);
  await assert.rejects(withdrawLater(-1), { code: 'NEGATIVE' });
});
`,
      },
    ],
  },
  *check(context) {
    const { file } = context;
    if (file.language === 'python') yield* anyException(context);
    else yield* anyError(context);
  },
});

function* anyException(context: RuleContext): Iterable<Report> {
  const { file, source } = context;
  for (const assertion of file.assertions) {
    if (assertion.compares !== 'throws' || assertion.negated) continue;
    const expected = assertion.expected && source.slice(assertion.expected).trim();
    if (expected === undefined || !anyPythonException.test(expected) || isNarrowed(context, assertion)) continue;
    if (isToldSo(context, assertion)) continue;
    yield {
      at: assertion.span,
      ...((raisesItself(context, assertion) || isMeant(context, assertion) || isRefusedWrite(context, assertion)) && {
        severity: 'info' as const,
      }),
      message: `Any exception passes here, a misspelt name or a broken set-up too, because ${expected} is the parent of them all. Name the type that is meant, or add match=.`,
    };
  }
}

/** `# noqa: B017`: another tool says the same, and was answered. */
function isToldSo({ source }: RuleContext, { span }: Assertion): boolean {
  const line = source.text.slice(source.lineStart(span.start), source.nextLine(span.end));
  return /#\s*noqa(?:\s*$|:[^#\n]*\b(?:B017|PT011|PT012|E722)\b)/m.test(line);
}

/**
 * The test, or a function beside the tests of this file (a view, a callback), makes a plain exception itself: there is no
 * narrower type, only its message.
 */
function raisesItself({ file, source }: RuleContext, { function: from }: Assertion): boolean {
  const beside = file.exits.some(
    ({ kind, span, function: id }) =>
      kind === 'throw' && !testAround(file, id) && /^raise\s+(?:Base)?Exception\b/.test(source.slice(span)),
  );
  if (beside) return true;
  const fn = file.functions[testAround(file, from)?.function ?? from];
  const makes = /(?<![\w.])(?:Base)?Exception\(|\b(?:raise|side_effect\s*=)\s*(?:Base)?Exception\b/;
  return fn !== undefined && fn.role !== 'module' && makes.test(source.slice(fn.body));
}

/** `with pytest.raises(Exception): decision.verdict = other`, and nothing else: only the object can refuse that. */
function isRefusedWrite({ file, source }: RuleContext, { span }: Assertion): boolean {
  const body = file.blocks.find(({ kind, construct }) => kind === 'with' && contains(construct, span));
  const [only, another] = body?.statements ?? [];
  return only !== undefined && !another && /^[\w.]+\.\w+\s*=(?!=)[^()]*$/.test(source.slice(only.span));
}

const anyIsMeant =
  /\b(?:unspecified|var(?:y|ies)|whatever|any (?:exception|error)|(?:does(?:n't| not)|don't) (?:matter|care))\b/i;

/** A comment at the check says that the type is open, or the test goes on to see by its doubles how far the code came. */
function isMeant(context: RuleContext, assertion: Assertion): boolean {
  const { file, source } = context;
  const { span, function: from } = assertion;
  const near = source.text.slice(source.lineStart(source.lineStart(span.start) - 1), span.end + 400);
  const [above = '', ...below] = near.split('\n');
  const comments = [above, ...below.slice(0, 3)].map((line) => /#.*$/.exec(line)?.[0] ?? '').join(' ');
  if (anyIsMeant.test(comments)) return true;
  return file.assertions.some(
    ({ style, function: other, span: place, statement }) =>
      other === from &&
      place.start > span.end &&
      (style === 'mock' || /\.(?:await|call)(?:_count|_args|ed|_args_list)\b/.test(source.slice(statement))),
  );
}

/** One report a test: its other checks of the kind are for the same reason. */
function* anyError(context: RuleContext): Iterable<Report> {
  const { file, source } = context;
  if (isTypeTest(file.path)) return;
  const byTest = new Map<number | undefined, Assertion[]>();
  for (const assertion of file.assertions) {
    if (assertion.compares !== 'throws' || assertion.negated || !throwMatchers.test(assertion.matcher)) continue;
    const expected = assertion.expected && source.slice(assertion.expected).trim();
    if (expected !== undefined && expected !== 'Error') continue;
    if (provokesAssertion(context, assertion) || probesFile(context, assertion) || isOwnThrow(context, assertion))
      continue;
    const test = testAround(file, assertion.function)?.id;
    byTest.set(test, [...(byTest.get(test) ?? []), assertion]);
  }
  for (const group of byTest.values()) {
    const [first] = group;
    const others =
      group.length > 1 ? ` (and in ${group.length - 1} more ${group.length > 2 ? 'checks' : 'check'} like it)` : '';
    if (first)
      yield {
        at: first.span,
        severity: 'info',
        message: `Any error passes here${others}, the TypeError of a misspelt name too. Name the error class or a part of its message.`,
      };
  }
}

/** `expect(fs.access(path)).rejects.toThrow()`: that a file is not there has no better wording. */
function probesFile({ file }: RuleContext, assertion: Assertion): boolean {
  const { actual } = assertion;
  return (
    actual !== undefined &&
    file.calls.some(
      ({ callee, span }) =>
        contains(actual, span) &&
        /^(?:fs(?:\.promises)?|fsp|fse|promises)\.(?:access|l?stat|readFile)(?:Sync)?$|^(?:access|l?stat)(?:Sync)?$/.test(
          callee,
        ),
    )
  );
}

/**
 * `expect(() => expect(1).toBe(2)).toThrow()`: the error can only be that of the inner assertion. The inner one, also in a
 * function that another assertion calls, is there to fail.
 */
function provokesAssertion({ file }: RuleContext, assertion: Assertion): boolean {
  const { actual } = assertion;
  if (showsRefusal(file, assertion)) return true;
  const around = file.functions[assertion.function];
  const isSubject = ({ id, actual: subject }: Assertion) =>
    id !== assertion.id &&
    subject !== undefined &&
    (contains(subject, assertion.span) ||
      (around?.role === 'function' &&
        around.name !== '' &&
        file.variables.some(
          ({ name, accesses }) => name === around.name && accesses.some(({ span }) => contains(subject, span)),
        )));
  return (
    file.assertions.some(isSubject) ||
    (actual !== undefined && file.assertions.some(({ span, id }) => id !== assertion.id && contains(actual, span)))
  );
}

/** The test throws the error itself, in a stand-in or a callback, or does what only the language can refuse: it writes to a member. */
function isOwnThrow({ file, source }: RuleContext, { actual, function: from }: Assertion): boolean {
  if (actual === undefined) return false;
  const test = testAround(file, from);
  const body = test && file.functions[test.function]?.body;
  if (body && /\bthrow\b|\.throws\(\)/.test(source.slice(body))) return true;
  const settled = /\bPromise\.(?:reject|resolve)\(/;
  const made = variablesReadIn(file, actual).filter((variable) => test && inTest(file, test, variable.function));
  const isSettled = made.some(({ initializer }) => initializer && settled.test(source.slice(initializer)));
  return isSettled || settled.test(source.slice(actual)) || isMemberWrite(source.slice(actual));
}

/** `() => { delete mock.calls }`, `() => (point.x = 1)`. */
function isMemberWrite(subject: string): boolean {
  const code = subject.replace(/\/\/[^\n]*/g, '').trim();
  return /^\(\)\s*=>\s*[{(]?\s*(?:delete\s+[\w.[\]'"]+|[\w.[\]'"]+\s*=(?![=>])[^;\n]*?);?\s*[})]?$/.test(code);
}

/** `match=`/`check=` given, or the caught exception is looked at afterwards. */
function isNarrowed(context: RuleContext, assertion: Assertion): boolean {
  const { file, source } = context;
  if (/Regex/.test(assertion.matcher)) return true;
  // `with pytest.raises(Exception): raise Exception(value)`: the test raises it itself.
  if (/^\s*(?:as\s+\w+\s*)?:\s*raise\s+(?:Base)?Exception\b/.test(source.text.slice(assertion.span.end))) return true;
  const call = assertion.call === undefined ? undefined : file.calls[assertion.call];
  if (call?.arguments.some((argument) => argument.name === 'match' || argument.name === 'check')) return true;
  const caught = /^\s*as\s+(\w+)/.exec(source.text.slice(assertion.span.end, assertion.span.end + 200))?.[1];
  const test = testAround(file, assertion.function);
  if (caught === undefined || !test) return false;
  const named = new RegExp(wholeName(caught));
  const looksAtIt = file.assertions.some(
    (other) =>
      other.id !== assertion.id && inTest(file, test, other.function) && named.test(source.slice(other.statement)),
  );
  // `error = caught.value`, and `error` is looked at; a helper is given what was caught.
  return (
    looksAtIt ||
    new RegExp(`\\b${literally(caught)}\\.(?:value|exception|type|match)\\b`).test(textBehind(context, assertion))
  );
}

function textBehind({ file, source }: RuleContext, { span, function: from }: Assertion): string {
  return source.text.slice(span.end, file.functions[from]?.body.end);
}
