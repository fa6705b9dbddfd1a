import type { Argument, CallFact, TestFile } from '../facts.ts';
import { defineRule, type RuleContext } from '../rule.ts';
import { emptyInPython } from './support/parametrize/empty-python.ts';
import { isTypeTest } from './support/type-tests.ts';
import { variableNamed } from './support/values.ts';

const tables =
  /^(?:it|test|specify|describe|suite|bench|fit|fdescribe)(?:\.(?:only|concurrent|sequential|shuffle|fails|failing))*\.(?:each|for)$/;

/**
 * `.each([])`: a parametrized test with no row.
 * Measured: Vitest 4 and 5 register nothing and pass, unless the file or suite is left with no test at all; Jest 29 and 30 fail
 * such a test; pytest 7.2 skips it. Source: S8998 of SonarJS, C45 of falsegreen.
 */
export const emptyTable = defineRule({
  id: 'empty-table',
  title: 'Parametrized test without a row',
  cause: 'vacuous',
  topic: 'parametrize',
  severity: 'error',
  languages: ['typescript', 'python'],
  frameworks: ['vitest', 'jest', 'pytest'],
  pattern: 'structure/tests-that-can-fail',
  why: 'A table test runs once a row, so with an empty table it never runs. Vitest registers nothing and the run stays green; Jest fails the test; pytest counts it as skipped. Somebody emptied the table and the checks went with it.',
  examples: {
    bad: [
      {
        framework: 'vitest',
        code: `import { expect, it } from 'vitest';

it.each([])('adds %i', (n) => {
  expect(next(n)).toBe(n + 1);
});
`,
      },
      {
        framework: 'vitest',
        code: `import { describe, expect, it } from 'vitest';

const cases: [number, number][] = [];

describe.for(cases)('next of %i', ([n, expected]) => {
  it('is right', () => {
    expect(next(n)).toBe(expected);
  });
});
`,
      },
      {
        framework: 'jest',
        code: `const rows = [];
test.concurrent.each(rows)('loads %s', async (row) => {
  expect(await load(row)).toBe(row);
});
`,
      },
      {
        framework: 'pytest',
        code: `import pytest

CASES = []


@pytest.mark.parametrize("amount, sum", CASES)
def test_adds(amount, sum):
    assert add(amount) == sum


@pytest.fixture(params=())
def shop(request):
    return Shop(request.param)
`,
      },
    ],
    good: [
      {
        framework: 'pytest',
        code: `import pytest

CASES = []
for name in read():
    CASES.append(name)


@pytest.mark.parametrize("items", [[], ()])
@pytest.mark.parametrize("name", CASES)
def test_adds(items, name):
    assert sum(items) == 0


@pytest.mark.skip(reason="no service yet, #12")
@pytest.mark.parametrize("url", [])
def test_later(url):
    assert load(url)
`,
      },
      {
        framework: 'vitest',
        code: `import { expect, it } from 'vitest';

it.each([[]])('takes an empty list', (list) => {
  expect(sum(list)).toBe(0);
});
it.for([1, 2])('adds %i', (n) => {
  expect(next(n)).toBe(n + 1);
});
`,
      },
      {
        framework: 'jest',
        code: `const rows = [];
for (const name of read()) rows.push([name]);
test.each(rows)('loads %s', async (row) => {
  expect(await load(row)).toBe(row);
});
`,
      },
      {
        framework: 'vitest',
        code: `import { expect, it } from 'vitest';

it.skip.each([])('adds %i', (n) => {
  expect(next(n)).toBe(n + 1);
});
it('draws', () => {
  const chart = { test: { each: (rows: number[]) => rows.length } };
  expect(chart.test.each([])).toBe(0);
});
`,
      },
    ],
  },
  *check(context) {
    const { file } = context;
    if (file.language === 'python') {
      yield* emptyInPython(context);
      return;
    }
    if (isTypeTest(file.path)) return;
    for (const call of file.calls) {
      const [table] = call.arguments;
      if (!table || !tables.test(call.callee) || call.handling !== 'chained') continue;
      if (isEmpty(context, call, table)) yield { at: call.span, message: consequence(file, call) };
    }
  },
});

function consequence({ framework }: TestFile, { callee }: CallFact): string {
  const what = /^(?:describe|suite|fdescribe)\b/.test(callee) ? 'suite' : 'test';
  return framework === 'jest'
    ? `The table has no row: Jest fails this ${what} instead of running it. Give it its rows, or delete it.`
    : `The table has no row, so this ${what} never runs and the run stays green. Give it its rows, or delete it.`;
}

/** Written out empty, or a constant that is bound to an empty list and used nowhere else. */
function isEmpty({ file }: RuleContext, call: CallFact, table: Argument): boolean {
  if (table.kind === 'array') return table.elements?.length === 0;
  if (table.kind !== 'name' || typeof table.value !== 'string') return false;
  const variable = variableNamed(file, table.value, call.function);
  return (
    variable?.initial?.kind === 'array' &&
    variable.initial.elements?.length === 0 &&
    variable.accesses.length === 1 &&
    !file.reexports.some(({ name }) => name === variable.name)
  );
}
