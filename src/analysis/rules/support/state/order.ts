import type { Access, Test, TestFile, Variable } from '../../../facts.ts';
import { contains, type Source } from '../../../source.ts';
import { runsElsewhere } from '../mocks/elsewhere.ts';
import { placeOf } from '../places.ts';
import { inTest, isSwitchedOff } from '../scope.ts';
import { contradicts } from './initial-values.ts';
import { asGlobal, isOfInstance, isTolerant as isTolerantInPython, startsUnset } from './order-python.ts';
import { isOrdered } from './serial.ts';

/** `reader` needs what only `writer`, which stands above it, has put into `variable`. */
export interface OrderDependence {
  readonly variable: Variable;
  /** `id`, or `state.id` for a member of an object that starts empty. */
  readonly name: string;
  readonly writer: Test;
  readonly write: Access;
  readonly reader: Test;
  readonly read: Access;
  /** Every test that needs it. */
  readonly readers: readonly Test[];
}

const known = new WeakMap<TestFile, readonly OrderDependence[]>();

/** The values of a file that one test makes and a later one needs; at most one for a variable. */
export function orderDependences(file: TestFile, source: Source): readonly OrderDependence[] {
  const found =
    known.get(file) ??
    file.variables.flatMap((declared) => {
      const variable = asGlobal(file, declared);
      const dependence = isCandidate(file, variable) ? find(file, source, variable) : undefined;
      return dependence ? [{ ...dependence, variable: declared }] : [];
    });
  known.set(file, found);
  return found;
}

/** Outlives a test, is no mock, and is written somewhere. */
function isCandidate(file: TestFile, variable: Variable): boolean {
  const { level, value, accesses } = variable;
  if (file.language === 'python' ? !startsUnset(file, variable) : level !== 'module' && level !== 'suite') return false;
  return value !== 'mock' && value !== 'function' && accesses.some((access) => access.kind !== 'read');
}

function find(file: TestFile, source: Source, variable: Variable): OrderDependence | undefined {
  const { inTests, outside } = split(file, source, variable);
  const kind = startOf(variable);
  if (kind === 'unset') {
    if (outside.some((access) => access.kind !== 'read')) return undefined;
    return pair(source, variable, variable.name, inTests, neededUnset(file, source));
  }
  // What else can reach the value may fill it: hooks, helpers, something built from it while the file loads.
  if (kind === undefined || outside.length > 0) return undefined;
  return (
    pair(source, variable, variable.name, inTests, neededFilled(file, source, variable)) ??
    (kind === 'empty object' ? findMember(file, source, variable, inTests) : undefined)
  );
}

/** How a variable starts: without a value, with one that is written down, or as `{}`, whose members start without one. */
function startOf({ initial, value, initializer }: Variable): 'unset' | 'set' | 'empty object' | undefined {
  if (!initializer || value === 'none') return 'unset';
  if (initial?.kind === 'string' && initial.value === '') return 'unset';
  if (value === 'object' && initial?.properties?.length === 0) return 'empty object';
  return ['primitive', 'array', 'object', 'map', 'set'].includes(value) ? 'set' : undefined;
}

interface Use {
  readonly test: Test;
  readonly accesses: readonly Access[];
}

function split(
  file: TestFile,
  source: Source,
  variable: Variable,
): { readonly inTests: readonly Use[]; readonly outside: Access[] } {
  const rest = new Set(variable.accesses);
  const inTests = file.tests.flatMap((test) => {
    const own = variable.accesses.filter((access) => inTest(file, test, access.function));
    for (const access of own) rest.delete(access);
    const accesses = own.filter((access) => !runsElsewhere(file, access.function));
    if (accesses.some((access) => isOfInstance(source, variable, access))) return [];
    if (accesses.length === 0 || isSwitchedOff(file, test) || isOrdered(file, test)) return [];
    return [{ test, accesses }];
  });
  // After the last test it makes no difference any more.
  const outside = [...rest].filter((access) => {
    const place = placeOf(file, access.function);
    return place.kind !== 'hook' || place.hook.kind !== 'afterAll';
  });
  return { inTests, outside };
}

/** The first test that needs the value, with the nearest test above it that sets it. */
function pair(
  source: Source,
  variable: Variable,
  name: string,
  uses: readonly Use[],
  needed: (use: Use) => Access | undefined,
): OrderDependence | undefined {
  const needing = uses.flatMap((use) => {
    const read = needed(use);
    const writing = uses.findLast((other) => precedes(other.test, use.test) && leaves(source, other));
    const write = writing?.accesses.find((access) => access.kind !== 'read');
    if (!read || !writing || !write) return [];
    return [{ variable, name, writer: writing.test, write, reader: use.test, read }];
  });
  const [first] = needing;
  return first && { ...first, readers: needing.map(({ reader }) => reader) };
}

function precedes(first: Test, second: Test): boolean {
  return first.span.end <= second.span.start;
}

/** A test that sets the value and does not take it away again. */
function leaves(source: Source, { accesses }: Use): boolean {
  const last = accesses.findLast((access) => access.kind !== 'read');
  return last !== undefined && !/^\s*=\s*(?:undefined|null|None\b|''|"")/.test(behind(source, last));
}

/** A read without a value of the test's own, of something that starts without any; not one that asks whether there is any. */
function neededUnset(file: TestFile, source: Source) {
  return ({ accesses }: Use): Access | undefined => {
    if (accesses.some((access) => access.kind !== 'read' || isTolerant(file, source, access))) return undefined;
    return accesses[0];
  };
}

/** `x?.y`, `x ?? y`, `!x`, `typeof x`, `if (x)`, `expect(x).toBeUndefined()`. */
function isTolerant(file: TestFile, source: Source, access: Access): boolean {
  if (file.language === 'python') return isTolerantInPython(file, source, access);
  const { span, block } = access;
  if (
    /^\s*(?:\?\.|\?\?|&&|\|\||\?(?!\.)|[!=]==?\s*(?:undefined|null))/.test(source.text.slice(span.end, span.end + 40))
  )
    return true;
  if (
    /(?:!|typeof\s+|void\s+|[=&|(]\s*\(?\s*if\s*\(\s*)$/.test(
      source.text.slice(Math.max(0, span.start - 20), span.start),
    )
  )
    return true;
  const tested = file.blocks.some(({ condition }) => condition && contains(condition, span));
  if (tested) return true;
  const assertion = file.assertions.find((each) => each.actual && contains(each.actual, span));
  if (
    assertion &&
    /^(?:toBe(?:Undefined|Null|Nullish|Falsy)|isUndefined|isNull|notExists|undefined|null)$/.test(assertion.matcher)
  )
    return true;
  // The starting value itself is what is expected.
  const expected = assertion?.expected ? source.slice(assertion.expected).trim() : '';
  return (
    /^(?:undefined|null|''|"")$/.test(expected) || (file.blocks[block]?.kind === 'branch' && assertion === undefined)
  );
}

function behind(source: Source, { span }: Access): string {
  return source.text.slice(span.end, span.end + 80);
}

/** An assertion on the value that its starting value would fail, in a test that does nothing else with it. */
function neededFilled(file: TestFile, source: Source, variable: Variable) {
  return ({ accesses }: Use): Access | undefined => {
    const looks = accesses.map((access) =>
      access.kind === 'read'
        ? file.assertions.find((each) => each.actual !== undefined && contains(each.actual, access.span))
        : undefined,
    );
    if (looks.some((assertion) => assertion === undefined)) return undefined;
    return accesses.find((_access, index) => {
      const assertion = looks[index];
      return assertion !== undefined && contradicts(file, source, variable, assertion);
    });
  };
}

/** The same for `state.id` of a `state` that starts as `{}`. */
function findMember(
  file: TestFile,
  source: Source,
  variable: Variable,
  uses: readonly Use[],
): OrderDependence | undefined {
  const members = uses.map(({ accesses }) => accesses.map((access) => memberAt(source, access)));
  // Handed on as a whole, or replaced: anybody may fill it.
  if (members.flat().includes(undefined)) return undefined;
  for (const member of new Set(members.flat())) {
    const own = uses.flatMap(({ test }, index) => {
      const accesses = uses[index]?.accesses.filter((_access, at) => members[index]?.[at] === member) ?? [];
      return accesses.length > 0 ? [{ test, accesses: accesses.map((access) => withMember(source, access)) }] : [];
    });
    const found = pair(source, variable, `${variable.name}.${member}`, own, neededUnset(file, source));
    if (found) return found;
  }
  return undefined;
}

function memberAt(source: Source, access: Access): string | undefined {
  return /^[?!]?\.(\w+)\b(?!\s*\()/.exec(behind(source, access))?.[1];
}

/** The access, its span stretched over the member. */
function withMember(source: Source, access: Access): Access {
  const length = /^[?!]?\.\w+/.exec(behind(source, access))?.[0].length ?? 0;
  return { ...access, span: { start: access.span.start, end: access.span.end + length } };
}
