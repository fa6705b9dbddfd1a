import type { FunctionFact, Span, Suite, TestFile } from '../facts.ts';
import { defineRule } from '../rule.ts';

/** A test function or test class: what a later one of the same name replaces. */
interface Definition {
  readonly name: string;
  /** The class it stands in, or the module. */
  readonly scope: number | undefined;
  readonly nameSpan: Span;
  readonly span: Span;
  readonly function: number;
  readonly test?: number;
  /** How many tests are lost with it. */
  readonly tests: number;
}

/**
 * Two tests of one name in one scope: Python binds the name anew, and the earlier test never runs.
 * Source: two classes of one name in the corpus this project was built on had hidden three tests for months.
 */
export const shadowedTest = defineRule({
  id: 'shadowed-test',
  title: 'Test that a later one of the same name replaces',
  cause: 'vacuous',
  topic: 'structure',
  severity: 'error',
  languages: ['python'],
  pattern: 'structure/collected-tests',
  why: 'A second `def` or `class` of the same name replaces the first before pytest looks. The earlier test is never collected: it cannot fail, and no report says that it is missing.',
  examples: {
    bad: [
      {
        framework: 'pytest',
        code: `def test_total():
    assert total([1, 2]) == 3


def test_total():
    assert total([]) == 0
`,
        fixed: `def test_total_2():
    assert total([1, 2]) == 3


def test_total():
    assert total([]) == 0
`,
      },
      {
        framework: 'pytest',
        code: `class TestCart:
    def test_adds(self):
        assert add(1) == 2


class TestCart:
    def test_removes(self):
        assert remove(1) == 0
`,
        fixed: `class TestCart2:
    def test_adds(self):
        assert add(1) == 2


class TestCart:
    def test_removes(self):
        assert remove(1) == 0
`,
      },
      {
        framework: 'unittest',
        code: `import unittest


class CartTest(unittest.TestCase):
    def test_adds(self):
        self.assertEqual(add(1), 2)

    def test_adds(self):
        self.assertEqual(add(2), 3)
`,
        fixed: `import unittest


class CartTest(unittest.TestCase):
    def test_adds_2(self):
        self.assertEqual(add(1), 2)

    def test_adds(self):
        self.assertEqual(add(2), 3)
`,
      },
    ],
    good: [
      {
        framework: 'pytest',
        code: `import sys

if sys.version_info >= (3, 12):
    def test_total():
        assert total([1]) == 1
else:
    def test_total():
        assert total([1]) == 1.0
`,
      },
      {
        framework: 'pytest',
        code: `class TestCart:
    def test_total(self):
        assert cart().total == 0


class TestOrder:
    def test_total(self):
        assert order().total == 0
`,
      },
      {
        framework: 'pytest',
        code: `try:
    import numpy
except ImportError:
    def test_sum():
        assert plain_sum([1]) == 1
else:
    def test_sum():
        assert numpy_sum([1]) == 1
`,
      },
      {
        framework: 'pytest',
        code: `def test_outer():
    def test_inner():
        return 1
    assert test_inner() == 1


def test_inner():
    assert inner() == 2
`,
      },
    ],
  },
  *check({ file, source }) {
    const definitions = definitionsOf(file);
    const last = new Map<string, Definition>();
    for (const definition of definitions) last.set(keyOf(definition), definition);
    const taken = new Set([
      ...file.functions.map((fn) => fn.name),
      ...file.suites.map((suite) => suite.className ?? ''),
    ]);
    for (const earlier of definitions) {
      const later = last.get(keyOf(earlier));
      if (!later || later === earlier) continue;
      const { line } = source.position(later.nameSpan.start);
      const name = freeName(earlier.name, taken);
      yield {
        at: earlier.nameSpan,
        ...(earlier.test === undefined ? {} : { test: earlier.test }),
        message: `${lossOf(earlier)}: line ${line} defines "${earlier.name}" again and replaces ${earlier.test === undefined ? 'this class' : 'this test'}. Give one of them another name.`,
        fix: {
          title: `Rename the earlier one to ${name}, so that it runs`,
          safety: 'suggested',
          edits: [{ ...earlier.nameSpan, text: name }],
        },
      };
    }
  },
});

function keyOf({ scope, name }: Definition): string {
  return `${scope ?? 'module'}:${name}`;
}

function lossOf({ test, tests }: Definition): string {
  if (test !== undefined) return 'This test never runs';
  return tests === 1 ? 'The test of this class never runs' : `The ${tests} tests of this class never run`;
}

/** In the order of the source; only those that are always defined, directly in the module or in a class. */
function definitionsOf(file: TestFile): readonly Definition[] {
  const tests = file.tests.map((test) => ({
    name: test.title,
    scope: test.suite,
    nameSpan: test.nameSpan,
    span: test.span,
    function: test.function,
    test: test.id,
    tests: 1,
  }));
  const classes = file.suites.map((suite) => ({
    name: suite.className ?? suite.title,
    scope: suite.parent,
    nameSpan: suite.nameSpan,
    span: suite.span,
    function: suite.function,
    tests: testsIn(file, suite),
  }));
  return [...tests, ...classes]
    .filter((definition) => definition.tests > 0 && isPlain(file, file.functions[definition.function]))
    .sort((a, b) => a.span.start - b.span.start);
}

function testsIn(file: TestFile, suite: Suite): number {
  return file.tests.filter((test) => suite.span.start <= test.span.start && test.span.end <= suite.span.end).length;
}

/** Not one of several variants: no branch or `try` around it, no decorator that keeps earlier definitions alive. */
function isPlain(file: TestFile, fn: FunctionFact | undefined): boolean {
  if (
    !fn ||
    fn.decorators.some(({ callee }) => /(?:^|\.)(?:overload|setter|getter|deleter|register|dispatch)$/.test(callee))
  ) {
    return false;
  }
  const parent = file.functions[fn.parent];
  if (parent && parent.role !== 'module' && parent.role !== 'suite') return false;
  const around = file.blocks[file.blocks[fn.block]?.parent ?? 0];
  return around?.kind === 'module' || around?.kind === 'function';
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  const joint = /^[A-Z]/.test(name) ? '' : '_';
  let number = 2;
  while (taken.has(`${name}${joint}${number}`)) number += 1;
  return `${name}${joint}${number}`;
}
