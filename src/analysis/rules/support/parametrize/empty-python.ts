import type { Argument, CallFact, TestFile } from '../../../facts.ts';
import type { Report, RuleContext } from '../../../rule.ts';
import { wholeName } from '../../../words.ts';
import { isSwitchedOff } from '../scope.ts';
import { variableNamed } from '../values.ts';
import { tablesOf, testsOf } from './tables.ts';

/** `parametrize("x", [])` and `params=[]`: measured, pytest reports the test as skipped ("got empty parameter set"). */
export function* emptyInPython(context: RuleContext): Iterable<Report> {
  const { file } = context;
  for (const table of tablesOf(file)) {
    const tests = testsOf(file, table);
    const [first] = tests;
    if (!first || !table.values || tests.every((test) => isSwitchedOff(file, test))) continue;
    if (!isEmpty(context, table.call, table.values)) continue;
    const what = tests.length === 1 ? 'this test' : `all ${tests.length} tests of this class`;
    yield {
      at: table.values.span,
      test: first.id,
      message: `The table has no row: pytest skips ${what} ("got empty parameter set") and the run stays green. Give it its rows.`,
    };
  }
  for (const fixture of file.fixtures) {
    const call = fixture.decorator?.call === undefined ? undefined : file.calls[fixture.decorator.call];
    const params = call?.arguments.find(({ name }) => name === 'params');
    if (!call || !params || !isEmpty(context, call, params)) continue;
    yield {
      at: params.span,
      message: `The fixture "${fixture.name}" has no parameter: pytest skips every test that uses it, and the run stays green. Give it its values.`,
    };
  }
}

/** Written out empty, or a variable that is bound to an empty list and only read here. */
function isEmpty({ file, source }: RuleContext, call: CallFact, values: Argument): boolean {
  if (values.kind === 'array') return isEmptyList(values);
  if (values.kind !== 'name' || typeof values.value !== 'string') return false;
  const variable = variableNamed(file, values.value, call.function);
  return (
    variable?.level === 'module' &&
    variable.initial !== undefined &&
    isEmptyList(variable.initial) &&
    variable.accesses.length === 1 &&
    declaredOnce(file, variable.name) &&
    new RegExp(`\\bglobal\\s[^\\n]*${wholeName(variable.name)}`).exec(source.text) === null
  );
}

function isEmptyList({ kind, form, elements }: Argument): boolean {
  return kind === 'array' && (form === undefined || form === 'tuple') && elements?.length === 0;
}

function declaredOnce(file: TestFile, name: string): boolean {
  return file.variables.filter((variable) => variable.level === 'module' && variable.name === name).length === 1;
}
