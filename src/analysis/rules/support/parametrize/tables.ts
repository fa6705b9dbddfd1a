import type { Argument, CallFact, FunctionFact, Span, Test, TestFile } from '../../../facts.ts';
import { suitesAround } from '../scope.ts';

/** `@pytest.mark.parametrize(names, values, …)` on a test, a class, or a whole module. */
export interface ParameterTable {
  readonly call: CallFact;
  /** The test's function or the class it stands on; absent for `pytestmark`. */
  readonly owner?: FunctionFact;
  /** The parameters; undefined when they are computed. */
  readonly names?: readonly ParameterName[];
  /** Values are taken as they are, not unpacked: one name, written as a string. */
  readonly single: boolean;
  readonly values?: Argument;
  /** The parameter sets, when all of them are written out. */
  readonly rows?: readonly Row[];
  readonly ids?: Argument;
  readonly indirect?: Argument;
}

export interface ParameterName {
  readonly name: string;
  readonly span: Span;
}

/** One parameter set: a value, a tuple of values, or `pytest.param(…)`. */
export interface Row {
  readonly argument: Argument;
  /** `pytest.param(…)`. */
  readonly param?: CallFact;
  /** A value for each name; undefined when they cannot be seen. */
  readonly values?: readonly Argument[];
}

/** The reader keeps no more elements of a list. */
const mostElements = 100;

/** Every table of a file, in the order of the source. */
export function tablesOf(file: TestFile): readonly ParameterTable[] {
  const known = tables.get(file);
  if (known) return known;
  const found = file.calls.flatMap((call) => (call.callee === 'pytest.mark.parametrize' ? [tableOf(file, call)] : []));
  tables.set(file, found);
  return found;
}

const tables = new WeakMap<TestFile, readonly ParameterTable[]>();

/** The tables that hold for a test: its own, and those of the classes around it. */
export function tablesFor(file: TestFile, test: Test): readonly ParameterTable[] {
  const functions = new Set([test.function, ...suitesAround(file, test).map((suite) => suite.function)]);
  return tablesOf(file).filter(({ owner }) => owner !== undefined && functions.has(owner.id));
}

/** The tests that a table on a test or a class holds for. */
export function testsOf(file: TestFile, { owner }: ParameterTable): readonly Test[] {
  if (owner === undefined) return [];
  return file.tests.filter(
    (test) => test.function === owner.id || suitesAround(file, test).some((suite) => suite.function === owner.id),
  );
}

function tableOf(file: TestFile, call: CallFact): ParameterTable {
  const owner = file.functions.find(({ decorators }) => decorators.some((decorator) => decorator.call === call.id));
  const positional = call.arguments.filter(({ name }) => name === undefined);
  const given = (name: string, index: number) =>
    call.arguments.find((argument) => argument.name === name) ?? positional[index];
  // `parametrize(*case)` and `parametrize(**case)` hide what is given.
  const isPlain = call.arguments.every(({ kind }) => kind !== 'spread');
  const [names, values, indirect, ids] = isPlain
    ? [given('argnames', 0), given('argvalues', 1), given('indirect', 2), given('ids', 3)]
    : [];
  const known = names && namesIn(names);
  const single = names?.kind === 'string' && known?.length === 1;
  const rows = values && rowsIn(file, values, single);
  return {
    call,
    single,
    ...(owner && { owner }),
    ...(known && { names: known }),
    ...(values && { values }),
    ...(rows && { rows }),
    ...(ids && { ids }),
    ...(indirect && { indirect }),
  };
}

/** `"a, b"`, `("a", "b")`, `["a", "b"]`. A comma behind the only name means something else from pytest 9.1 on: left alone. */
function namesIn(argument: Argument): readonly ParameterName[] | undefined {
  if (argument.kind === 'string' && typeof argument.value === 'string') {
    if (/,\s*$/.test(argument.value)) return undefined;
    const names = argument.value.split(',').map((name) => name.trim());
    return names.filter((name) => name !== '').map((name) => ({ name, span: argument.span }));
  }
  if (argument.kind !== 'array' || !argument.elements || argument.elements.length >= mostElements) return undefined;
  const names = argument.elements.flatMap(({ kind, value, span }) =>
    kind === 'string' && typeof value === 'string' ? [{ name: value, span }] : [],
  );
  return names.length === argument.elements.length ? names : undefined;
}

function rowsIn(file: TestFile, values: Argument, single: boolean): readonly Row[] | undefined {
  const list = writtenOut(values);
  return list?.map((argument) => {
    const call = argument.kind === 'call' && argument.ref !== undefined ? file.calls[argument.ref] : undefined;
    if (call?.callee === 'pytest.param') {
      const given = call.arguments.filter(({ name }) => name === undefined);
      const hidden = call.arguments.some(({ kind }) => kind === 'spread');
      return { argument, param: call, ...(!hidden && { values: given }) };
    }
    if (single) return { argument, values: [argument] };
    const elements = argument.form === 'set' ? undefined : writtenOut(argument);
    return { argument, ...(elements && { values: elements }) };
  });
}

/** The elements of a list, tuple or set literal of which all are seen. */
function writtenOut({ kind, elements }: Argument): readonly Argument[] | undefined {
  if (kind !== 'array' || !elements || elements.length >= mostElements) return undefined;
  return elements.some((element) => element.kind === 'spread') ? undefined : elements;
}
