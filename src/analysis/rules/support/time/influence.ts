import type { FunctionFact, RandomUse, Span, Test, TestFile, Variable } from '../../../facts.ts';
import { functionsAround } from '../../../nesting.ts';
import type { Source } from '../../../source.ts';
import { contains } from '../../../source.ts';
import { climb, inTest } from '../scope.ts';

type Use = Pick<RandomUse, 'span' | 'block' | 'function'>;

/** A value that has gone through more hands than this is no longer the same value. */
const longestWay = 8;

/**
 * Does what is computed at `use` reach an assertion of the test: written into it, through variables, or by deciding which
 * way the test goes? What the tested code keeps for itself is not followed.
 */
export function reachesAssertion(file: TestFile, source: Source, test: Test, use: Use): boolean {
  if ([...climb(file, use.block)].some(({ condition }) => condition && contains(condition, use.span))) return true;
  if (file.blocks.some(({ condition, kind }) => kind === 'branch' && condition && contains(condition, use.span)))
    return true;
  const local = file.variables.filter((variable) => inTest(file, test, variable.function));
  const carriers = new Set<Variable>();
  const spread = (from: Span): boolean => {
    if (isAsserted(file, test, from)) return true;
    const statement = statementAround(file, source, from);
    for (const variable of local) {
      if (!carriers.has(variable) && isChangedIn(variable, statement)) carriers.add(variable);
    }
    return false;
  };
  if (spread(use.span)) return true;
  const done = new Set<Variable>();
  for (let step = 0; step < longestWay && done.size < carriers.size; step += 1) {
    for (const variable of [...carriers]) {
      if (done.has(variable)) continue;
      done.add(variable);
      if (variable.accesses.some((access) => access.kind !== 'assign' && spread(access.span))) return true;
    }
  }
  return false;
}

/** Standing in a named function of the test that gives it back: the value belongs to a stand-in, whose caller decides what of it counts. */
export function isGivenByStandIn(file: TestFile, source: Source, test: Test, use: Use): boolean {
  const named = [...functionsAround(file, use.function)].find((fn: FunctionFact) => fn.name !== '');
  if (!named || named.id === test.function || named.role !== 'function') return false;
  return /^\s*return\b/.test(source.text.slice(source.lineStart(use.span.start), use.span.start));
}

function isAsserted(file: TestFile, test: Test, span: Span): boolean {
  return file.assertions.some(
    (assertion) => inTest(file, test, assertion.function) && contains(assertion.statement, span),
  );
}

/** The innermost statement known to hold the place; its line where no call or assertion tells. */
function statementAround(file: TestFile, source: Source, place: Span): Span {
  const line = { start: source.lineStart(place.start), end: source.nextLine(place.end) };
  return file.calls
    .map((call) => call.statement)
    .filter((statement) => contains(statement, place))
    .reduce((best, each) => (contains(best, each) || best === line ? each : best), line);
}

function isChangedIn({ declaration, initializer, accesses }: Variable, statement: Span): boolean {
  return (
    (initializer !== undefined && (contains(statement, initializer) || contains(initializer, statement))) ||
    contains(statement, declaration) ||
    accesses.some(({ kind, span }) => kind !== 'read' && contains(statement, span))
  );
}
