import type { Argument, Span, TestFile } from '../facts.ts';
import { defineRule, type Edit, type FixDraft, type RuleContext } from '../rule.ts';
import type { Source } from '../source.ts';
import { type ParameterTable, type Row, tablesOf } from './support/parametrize/tables.ts';

/**
 * The same parameter set twice in one table. Only values that are the same whenever they are written: literals, names,
 * collections of these, and what the standard library makes of them (`Decimal("1")`, `date(2020, 1, 1)`).
 * Source: PT014 of flake8-pytest-style and ruff.
 */
export const duplicateParameters = defineRule({
  id: 'duplicate-parameters',
  title: 'Parameter set given twice',
  cause: 'vacuous',
  topic: 'parametrize',
  severity: 'warning',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'parametrize/tables',
  why: 'The second run of a parameter set checks what the first one checked. Most such rows are a copy whose value was never changed, so the case somebody had in mind is missing from the table.',
  examples: {
    bad: [
      {
        framework: 'pytest',
        code: `import pytest


@pytest.mark.parametrize("text", ["", "a", ""])
def test_reverses_twice(text):
    assert reverse(reverse(text)) == text
`,
        fixed: `import pytest


@pytest.mark.parametrize("text", ["", "a"])
def test_reverses_twice(text):
    assert reverse(reverse(text)) == text
`,
      },
      {
        framework: 'pytest',
        code: `import pytest


@pytest.mark.parametrize(
    ("amount", "error"),
    [
        (-1, ValueError),
        (0, ValueError),
        (-1, ValueError),
        ("x", TypeError),
    ],
)
def test_refuses(amount, error):
    with pytest.raises(error):
        withdraw(amount)
`,
        fixed: `import pytest


@pytest.mark.parametrize(
    ("amount", "error"),
    [
        (-1, ValueError),
        (0, ValueError),
        ("x", TypeError),
    ],
)
def test_refuses(amount, error):
    with pytest.raises(error):
        withdraw(amount)
`,
      },
    ],
    good: [
      {
        framework: 'pytest',
        code: `import pytest


@pytest.mark.parametrize("value", [1, 1.0, True, "1"])
def test_keeps_type(value):
    assert type(load(dump(value))) is type(value)
`,
      },
      {
        framework: 'pytest',
        code: `import pytest


@pytest.mark.parametrize("_", [None, None, None])
def test_again(_):
    assert next_id() != next_id()


@pytest.mark.parametrize("made", [make(), make()])
def test_each(made):
    assert made.open
`,
      },
      {
        framework: 'pytest',
        code: `import pytest


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("a.txt", id="relative"),
        pytest.param("a.txt", id="at-root", marks=pytest.mark.usefixtures("in_root")),
    ],
)
def test_opens(path):
    assert read(path) == "a"
`,
      },
    ],
  },
  *check(context) {
    const { file, source } = context;
    for (const table of tablesOf(file)) {
      const repeats = repeatsIn(context, table);
      const [first] = repeats;
      if (!first) continue;
      const { line } = source.position(first.original.argument.span.start);
      const others = repeats.length > 1 ? ` (${repeats.length - 1} more like it in this table)` : '';
      yield {
        at: first.row.argument.span,
        message: `The same parameter set stands in line ${line}${others}: this run checks nothing new. Change the value that was meant to differ, or remove the set.`,
        fix: fixOf(context, table, repeats),
      };
    }
  },
});

interface Repeat {
  readonly row: Row;
  readonly original: Row;
  readonly index: number;
}

function repeatsIn({ file, source }: RuleContext, { rows = [] }: ParameterTable): readonly Repeat[] {
  const keys = rows.map((row) => keyOfRow(file, source, row));
  const repeats = rows.flatMap((row, index): Repeat[] => {
    const key = keys[index];
    const earlier = key === undefined ? -1 : keys.indexOf(key);
    const original = rows[earlier];
    return original && earlier < index ? [{ row, original, index }] : [];
  });
  // Nothing but one value, or every value twice: the test is to run several times.
  const isRepetition = repeats.length > 0 && repeats.length * 2 >= rows.length;
  return isRepetition ? [] : repeats;
}

/** Sets of different marks or ids are different cases. */
function keyOfRow(file: TestFile, source: Source, { argument, param }: Row): string | undefined {
  if (!param) return keyOf(file, source, argument);
  const parts = param.arguments.map((each) => keyOf(file, source, each));
  return parts.includes(undefined) ? undefined : `param(${parts.join()})`;
}

/** Values that are equal when they are made of equal ones, and never change. */
const makesValue =
  /^(?:uuid\.UUID|fractions\.Fraction|decimal\.Decimal|datetime\.(?:datetime|date|time|timedelta|timezone)|pathlib\.(?:Pure)?Path|re\.compile|int|float|complex|str|bytes|bool|tuple|frozenset|range)$/;

/** The value in one spelling; undefined for what may be another each time: most calls, lambdas, f-strings, computed values. */
function keyOf(file: TestFile, source: Source, argument: Argument): string | undefined {
  const { kind, value, form, name = '' } = argument;
  if (kind === 'string' || kind === 'boolean') return `${name}${prefixOf(source, argument)}${JSON.stringify(value)}`;
  if (kind === 'number' || kind === 'null' || kind === 'name') return name + source.slice(argument.span);
  const call = kind === 'call' && argument.ref !== undefined ? file.calls[argument.ref] : undefined;
  if (call && makesValue.test(call.callee)) {
    const given = call.arguments.map((each) => keyOf(file, source, each));
    return given.includes(undefined) ? undefined : `${name}${call.callee}(${given.join()})`;
  }
  const members =
    kind === 'array' && form !== 'set' && !form?.includes('comprehension')
      ? argument.elements
      : kind === 'object' && form === undefined
        ? argument.properties?.map((property) => property.value)
        : undefined;
  // The reader sees the first hundred.
  if (!members || members.length >= 100) return undefined;
  const keys = members.map((member) => keyOf(file, source, member));
  if (keys.includes(undefined)) return undefined;
  const labels = argument.properties?.map((property) => labelOf(source, property.span, property.value.span)) ?? [];
  return `${name}${form ?? kind}(${keys.map((key, index) => `${labels[index] ?? ''}${key}`).join()})`;
}

/** `b"x"` is not `"x"`. */
function prefixOf(source: Source, { span, kind }: Argument): string {
  return kind === 'string' && /^[rR]?[bB]/.test(source.slice(span)) ? 'b' : '';
}

function labelOf(source: Source, member: Span, value: Span): string {
  return source.slice({ start: member.start, end: Math.max(member.start, value.start) });
}

/** Takes the sets away with their commas; not where ids are given by position, or where a comment says more about one. */
function fixOf({ source }: RuleContext, table: ParameterTable, repeats: readonly Repeat[]): FixDraft | undefined {
  if (table.ids?.kind === 'array') return undefined;
  const edits = repeats.flatMap((repeat) => removal(source, table, repeat) ?? []);
  if (edits.length < repeats.length) return undefined;
  return { title: 'Remove the parameter sets that stand there already', safety: 'suggested', edits };
}

function removal(source: Source, { rows = [] }: ParameterTable, { row, index }: Repeat): Edit | undefined {
  const { start: at, end } = row.argument.span;
  const start = rows[index - 1]?.argument.span.end;
  if (start === undefined || source.text.slice(start, at).replace(/\s/g, '') !== ',') return undefined;
  const behind = source.text.slice(end, source.nextLine(end));
  return /^\s*,?\s*#/.test(behind) ? undefined : { start, end, text: '' };
}
