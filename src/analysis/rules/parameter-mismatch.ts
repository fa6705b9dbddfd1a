import type { FunctionFact, Span, Test } from '../facts.ts';
import { defineRule, type Report, type RuleContext } from '../rule.ts';
import { wholeName } from '../words.ts';
import { examples } from './examples/parameter-mismatch.ts';
import { type ParameterTable, type Row, tablesFor, tablesOf, testsOf } from './support/parametrize/tables.ts';
import { closureOf } from './support/pytest/closure.ts';
import { isInTestCase } from './support/pytest/test-cases.ts';

/**
 * A table that does not fit its names or its test: pytest stops the collection, and with it every test of the file.
 * Measured on pytest 7.2; messages from _pytest/python.py (Metafunc.parametrize) and _pytest/mark/structures.py.
 */
export const parameterMismatch = defineRule({
  id: 'parameter-mismatch',
  title: 'Parametrize table that does not fit its test',
  cause: 'genuine-failure',
  topic: 'parametrize',
  severity: 'error',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'parametrize/basic',
  why: 'pytest compares the names, the values and the test function while it collects. One row with a value too few, or a name that the test does not take, is a collection error: no test of the whole file runs.',
  examples,
  *check(context) {
    for (const table of tablesOf(context.file)) {
      const tests = testsOf(context.file, table);
      if (table.owner ? tests.length === 0 : table.call.function !== 0) continue;
      const report =
        inTestCase(context, table, tests) ??
        wrongCount(context, table) ??
        wrongIds(table) ??
        twice(context, table, tests) ??
        notTaken(context, table, tests);
      if (report) yield report;
    }
  },
});

function inTestCase({ file }: RuleContext, { call }: ParameterTable, tests: readonly Test[]): Report | undefined {
  const test = tests.find((each) => isInTestCase(file, each));
  return (
    test && {
      at: call.calleeSpan,
      test: test.id,
      message: `pytest does not parametrize methods of unittest.TestCase: "${test.title}" is called without its arguments and fails. Use self.subTest in a loop, or make the class a plain one.`,
    }
  );
}

function wrongCount({ source }: RuleContext, { names = [], single, rows = [] }: ParameterTable): Report | undefined {
  for (const row of rows) {
    const count = countOf(row, single);
    if (names.length === 0 || count === undefined || count === names.length) continue;
    const line = source.slice(row.argument.span).replace(/\s+/g, ' ');
    const shown = line.length > 60 ? `${line.slice(0, 57)}…` : line;
    return {
      at: row.argument.span,
      message: `${describeCount(count, names)}: ${shown}. pytest stops with a collection error.`,
    };
  }
  return undefined;
}

function describeCount(count: number | 'none', names: readonly { readonly name: string }[]): string {
  const wanted = `${names.length} ${names.length === 1 ? 'name' : 'names'} (${names.map(({ name }) => name).join(', ')})`;
  if (count === 'none')
    return names.length === 1
      ? 'Names given as a list want a tuple for each parameter set, and this value is none'
      : `The table has ${wanted}, and this value cannot be taken apart`;
  return `The table has ${wanted}, and this parameter set has ${count} ${count === 1 ? 'value' : 'values'}`;
}

/** How many values pytest makes of a row: a text is taken apart letter by letter. */
function countOf({ argument, param, values }: Row, single: boolean): number | 'none' | undefined {
  if (values) return values.length;
  if (param || single) return undefined;
  if (argument.kind === 'string' && typeof argument.value === 'string') return argument.value.length;
  return /^(?:number|boolean|null)$/.test(argument.kind) ? 'none' : undefined;
}

/** An empty list of ids counts as none. */
function wrongIds({ rows, ids }: ParameterTable): Report | undefined {
  const given = ids?.kind === 'array' && ids.form === undefined ? ids.elements : undefined;
  if (!rows || !ids || !given || given.length === 0 || given.length >= 100 || given.length === rows.length)
    return undefined;
  if (given.some(({ kind }) => kind === 'spread')) return undefined;
  return {
    at: ids.span,
    message: `The table has ${rows.length} parameter sets and ${given.length} ids: pytest stops with "different number of ids".`,
  };
}

/** One name in two tables that meet at a test, or twice in one. */
function twice({ file }: RuleContext, table: ParameterTable, tests: readonly Test[]): Report | undefined {
  const { names = [], owner } = table;
  const own = names.find(({ name }, index) => names.findIndex((other) => other.name === name) < index);
  if (own)
    return {
      at: own.span,
      message: `"${own.name}" stands twice among the names: pytest stops with "duplicate '${own.name}'".`,
    };
  if (!owner) return undefined;
  for (const test of tests) {
    const others = tablesFor(file, test).filter(({ call }) => call.span.start < table.call.span.start);
    const met = names.find(({ name }) => others.some((other) => other.names?.some((entry) => entry.name === name)));
    if (met)
      return {
        at: met.span,
        test: test.id,
        message: `Two tables give "${met.name}" to "${test.title}": pytest stops with "duplicate '${met.name}'". Join them, or rename one of the parameters.`,
      };
  }
  return undefined;
}

const harmless = /^(?:pytest\.mark\.\w+|(?:unittest\.)?mock\.patch(?:\.\w+)?|freezegun\.freeze_time|staticmethod)$/;

/** A name that neither the test nor a fixture it uses asks for. */
function notTaken(context: RuleContext, table: ParameterTable, tests: readonly Test[]): Report | undefined {
  for (const test of tests) {
    const fn = context.file.functions[test.function];
    if (!fn?.decorators.every(({ callee }) => harmless.test(callee))) continue;
    const missing = table.names?.find(({ name }) => !takes(context, fn, name));
    const closure = missing && closureOf(context, test);
    if (!missing || !closure || closure.has(missing.name) || context.fixtures.plugin(missing.name)) continue;
    return {
      at: spanOfName(context, missing),
      test: test.id,
      message: `"${test.title}" has no parameter "${missing.name}": pytest stops with "function uses no argument '${missing.name}'". Add the parameter, or take the name out of the table.`,
    };
  }
  return undefined;
}

/** Defaults are a matter of their own: parameter-default. */
function takes({ source }: RuleContext, { parameters }: FunctionFact, name: string): boolean {
  return parameters.some((parameter) => parameter.name === name && !source.slice(parameter.span).startsWith('*'));
}

/** The name itself inside `"a, b"`. */
function spanOfName({ source }: RuleContext, { name, span }: { readonly name: string; readonly span: Span }): Span {
  const at = new RegExp(wholeName(name)).exec(source.slice(span));
  return at ? { start: span.start + at.index, end: span.start + at.index + name.length } : span;
}
