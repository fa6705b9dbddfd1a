import type { FunctionFact, Parameter, Test, TestFile } from '../facts.ts';
import { defineRule, type Edit, type FixDraft, type RuleContext } from '../rule.ts';
import type { Source } from '../source.ts';
import { tablesFor } from './support/parametrize/tables.ts';

/**
 * A default on a parameter that a fixture or a table should fill.
 * Measured on pytest 7.2: parameters with a default are no requests, of a test or of a fixture; parametrize on that name stops
 * the collection. Source: getfuncargnames in _pytest/compat.py, the same in pytest 9.1; PT028 of ruff.
 */
export const parameterDefault = defineRule({
  id: 'parameter-default',
  title: 'Default value that keeps a fixture out',
  cause: 'vacuous',
  topic: 'parametrize',
  severity: 'error',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'fixtures/scoping',
  why: 'pytest fills only parameters without a default. A test that writes `db=None` never gets the fixture `db`: it runs with None and checks something else than it says. With a table for that name pytest refuses to collect the test.',
  examples: {
    bad: [
      {
        framework: 'pytest',
        code: `import pytest


@pytest.fixture
def cart():
    return Cart(items=3)


def test_counts(cart=None):
    assert count(cart) == 0
`,
        fixed: `import pytest


@pytest.fixture
def cart():
    return Cart(items=3)


def test_counts(cart):
    assert count(cart) == 0
`,
      },
      {
        framework: 'pytest',
        code: `import pytest


@pytest.mark.parametrize("amount", [1, 2])
def test_adds(amount: int = 1):
    assert add(amount) == amount
`,
        fixed: `import pytest


@pytest.mark.parametrize("amount", [1, 2])
def test_adds(amount: int):
    assert add(amount) == amount
`,
      },
      {
        framework: 'pytest',
        files: { 'tests/conftest.py': 'import pytest\n\n\n@pytest.fixture\ndef user():\n    return "Ada"\n' },
        code: `def test_greets(greeting="Hi", user=""):
    assert greet(user) == greeting
`,
      },
    ],
    good: [
      {
        framework: 'pytest',
        code: `import pytest


@pytest.fixture
def cart():
    return Cart(items=3)


def test_counts(cart, expected=3):
    assert count(cart) == expected
`,
      },
      {
        framework: 'pytest',
        code: `import pytest


@pytest.fixture
def cart():
    return Cart(items=3)


def make(cart=None):
    return cart or Cart()


def test_counts(cart):
    assert count(make(cart)) == 3
`,
      },
      {
        framework: 'pytest',
        code: `import pytest


@pytest.fixture
def page():
    return 3


@app.get("/test")
def test_endpoint(page=1):
    return page


@pytest.mark.parametrize("amount", [1, 2])
def test_adds(amount, *, precision=2):
    assert round(add(amount), precision) == amount
`,
      },
    ],
  },
  *check(context) {
    const { file } = context;
    for (const { fn, test } of candidates(file)) {
      const wanted = fn.parameters.flatMap((parameter) => {
        const filler = parameter.defaultValue && fillerOf(context, fn, test, parameter);
        return filler ? [{ parameter, filler }] : [];
      });
      const parameters = wanted.map((each) => each.parameter);
      for (const { parameter, filler } of wanted) {
        yield {
          at: parameter.span,
          ...(test && { test: test.id }),
          message: messageFor(parameter, filler, fn),
          fix: fixOf(context, fn, parameter, parameters),
        };
      }
    }
  },
});

type Filler = 'table' | 'fixture';

function candidates(file: TestFile): { readonly fn: FunctionFact; readonly test?: Test }[] {
  const tests = file.tests.flatMap((test) => {
    const fn = file.functions[test.function];
    return fn ? [{ fn, test }] : [];
  });
  const fixtures = file.fixtures.flatMap((fixture) => {
    const fn = file.functions[fixture.function];
    return fn ? [{ fn }] : [];
  });
  return [...tests, ...fixtures];
}

function fillerOf(
  { file, fixtures }: RuleContext,
  fn: FunctionFact,
  test: Test | undefined,
  { name }: Parameter,
): Filler | undefined {
  if (test && tablesFor(file, test).some(({ names = [] }) => names.some((entry) => entry.name === name)))
    return 'table';
  // Hypothesis fills its parameters itself; the routes of an application are called by it.
  if (!fn.decorators.every(({ callee }) => /^(?:pytest\w*|unittest|mock|freezegun)\./.test(callee))) return undefined;
  return fixtures.find(name, fn) || fixtures.plugin(name) ? 'fixture' : undefined;
}

function messageFor({ name }: Parameter, filler: Filler, { role }: FunctionFact): string {
  return filler === 'table'
    ? `pytest stops here: "function already takes an argument '${name}' with a default value". Remove the default.`
    : `The fixture "${name}" is not injected, because pytest leaves parameters with a default alone: this ${role} always runs with the default. Remove the default, or rename the parameter.`;
}

/** Takes away the defaults in front of it too; not where one of these has to stay. */
function fixOf(
  { source }: RuleContext,
  fn: FunctionFact,
  parameter: Parameter,
  wanted: readonly Parameter[],
): FixDraft | undefined {
  const starred = fn.parameters.findIndex(({ span }) => source.slice(span).startsWith('*'));
  const at = fn.parameters.indexOf(parameter);
  const isPositional = starred < 0 || at < starred;
  const before = isPositional ? fn.parameters.slice(0, at).filter(({ defaultValue }) => defaultValue) : [];
  if (!before.every((each) => wanted.includes(each))) return undefined;
  return {
    title: `Remove the default of ${parameter.name}`,
    safety: 'suggested',
    edits: [...before, parameter].flatMap((each) => removal(source, each)),
  };
}

function removal(source: Source, { span, defaultValue }: Parameter): readonly Edit[] {
  if (!defaultValue) return [];
  const head = source.text.slice(span.start, defaultValue.start).replace(/\s*=\s*$/, '');
  return [{ start: span.start + head.length, end: defaultValue.end, text: '' }];
}
