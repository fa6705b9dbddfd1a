import type { Access, Assertion, CallFact, Hook, Test, TestFile, Variable } from '../../../facts.ts';
import { isWithin } from '../../../nesting.ts';
import { contains, type Source } from '../../../source.ts';
import { wholeName } from '../../../words.ts';
import { alwaysRuns, encloses, fixturesOf, runsInHook, runsWith } from '../places.ts';
import { climb, inTest, isSwitchedOff } from '../scope.ts';
import { isOrdered } from './serial.ts';

/** One test's dealings with a variable, in the order of the source. */
interface Usage {
  readonly test: Test;
  readonly accesses: readonly Access[];
}

/** `writer` leaves `variable` changed, and `reader` sees it. `certain`: an assertion of the reader looks at it. */
export interface Leak {
  readonly write: Access;
  readonly writer: Test;
  readonly reader: Test;
  readonly certain: boolean;
}

/** Mutations that give the same contents whatever was there before. */
const emptying = new Set(['clear', '.length=', 'fill', 'mockClear', 'mockReset']);

/** A call on or with the variable in a hook that is named after starting anew. */
const startingAnew =
  /reset|clear|restore|flush|init|clean|tear|destroy|dispose|empty|truncate|drain|rollback|fresh|close|unmount|delete/i;

/** Additions that show when they are made twice. */
const accumulating = new Set(['push', 'append', 'unshift', 'insert', 'extend', '+=', 'appendleft', '++']);

/** The first leak of a variable from one test into another, or from a test into its own next run. */
export function findLeak(file: TestFile, source: Source, declared: Variable): Leak | undefined {
  const variable = withSureMutations(file, source, declared);
  if (variable.accesses.every((access) => access.kind === 'read')) return undefined;
  const usages = usagesOf(file, source, variable);
  const readers = usages.map((usage) => readerOf(file, source, variable, usage));
  let first: Leak | undefined;
  for (const [index, writer] of usages.entries()) {
    const write = leftBehind(file, source, writer);
    if (!write || isCleanedAfter(file, source, variable, writer.test)) continue;
    // Later tests first: they see the change in the order of the file, earlier ones only when shuffled.
    const others = [...readers.slice(index + 1), ...readers.slice(0, index)];
    const leaks = others.flatMap((reader) => leakInto(file, source, writer, reader));
    if (leaks.length === 0) leaks.push(...leakIntoItself(file, source, variable, writer, write));
    const certain = leaks.find((leak) => leak.certain);
    if (certain) return certain;
    first ??= leaks[0];
  }
  return first;
}

/** What a test sees of a variable, worked out once for all the tests that may have changed it. */
interface Reader extends Usage {
  /** The reads that may see what another test left behind. */
  readonly exposed: () => readonly Access[];
  /** Does a hook or fixture give it a fresh value, whatever a test of this suite did? */
  readonly isRebuiltAfter: (suite: number | undefined) => boolean;
}

function readerOf(file: TestFile, source: Source, variable: Variable, usage: Usage): Reader {
  let exposed: readonly Access[] | undefined;
  const rebuilt = new Map<number | undefined, boolean>();
  return {
    ...usage,
    exposed() {
      exposed ??= makesItAnew(file, source, variable, usage) ? [] : exposedReads(file, source, variable, usage);
      return exposed;
    },
    isRebuiltAfter(suite) {
      const known = rebuilt.get(suite) ?? isRebuiltBefore(file, source, variable, usage.test, suite);
      rebuilt.set(suite, known);
      return known;
    },
  };
}

/** A Python test that declares `global x` and gives it a value before it looks, in whatever branch, or that runs code on `globals()`. */
function makesItAnew(file: TestFile, source: Source, { level, name }: Variable, { test, accesses }: Usage): boolean {
  const [first] = accesses;
  const body = file.functions[test.function]?.body;
  if (file.language !== 'python' || level !== 'module' || !first || !body) return false;
  const runsCode = file.calls.some(
    ({ callee, span, function: at }) =>
      /^(?:exec|eval)$/.test(callee) && inTest(file, test, at) && /\bglobals\(\)/.test(source.slice(span)),
  );
  const before = source.text.slice(body.start, first.span.start);
  const declares = new RegExp(`^[ \\t]*global\\b[^\\n#]*${wholeName(name)}`, 'm').test(before);
  return runsCode || (declares && (first.kind === 'assign' || new RegExp(`\\bclass ${wholeName(name)}`).test(before)));
}

/** What `append`, `set` or `add` does is only known of built-in containers; of other things only assignments to properties count. */
function withSureMutations(file: TestFile, source: Source, variable: Variable): Variable {
  // What starts as Python's None may become anything, and `insert` and `update` are no names of containers only.
  const isOpen = file.language === 'python' && variable.value === 'none';
  const isBuiltIn = !isOpen && ['array', 'object', 'map', 'set', 'none', 'primitive'].includes(variable.value);
  const isSure = (access: Access) => {
    const { kind, via = '' } = access;
    if (kind !== 'read' && isRefused(file, access)) return false;
    // `leaked-override` looks after those.
    if (propertyAt(source, access)?.name === 'dependency_overrides') return false;
    // `await redis.set(…)` writes to what a client speaks to, not into a container.
    if (
      kind === 'mutate' &&
      !/=$/.test(via) &&
      /\bawait\s+$/.test(source.text.slice(access.span.start - 12, access.span.start))
    )
      return false;
    // Sorted or not, it holds the same.
    if (via === 'sort') return false;
    if (kind !== 'mutate' || isBuiltIn || /=$/.test(via) || via === 'Object.assign') return true;
    // `delete x.y`, not `client.delete('/x')`.
    return via === 'delete' && propertyAt(source, access)?.called !== true;
  };
  return {
    ...variable,
    accesses: [...declaringAccess(file, variable), ...variable.accesses]
      .map((access) => (isSure(access) ? access : { ...access, kind: 'read' as const }))
      .sort((a, b) => a.span.start - b.span.start),
  };
}

/** Python's `global x; x = 1` in a function declares the variable and gives it a value each time that the function runs. */
function declaringAccess(file: TestFile, { level, declaration, nameSpan, initializer }: Variable): readonly Access[] {
  if (file.language !== 'python' || level !== 'module' || !initializer) return [];
  const around = file.functions.filter(
    ({ id, role, body }) => id !== 0 && role !== 'suite' && contains(body, declaration),
  );
  const inner = around.at(-1);
  return inner ? [{ kind: 'assign', span: nameSpan, function: inner.id, block: inner.block }] : [];
}

/** `with pytest.raises(FrozenInstanceError): ORIGIN.host = 1` changes nothing. */
function isRefused(file: TestFile, { block }: Access): boolean {
  return [...climb(file, block)].some(
    ({ kind, names }) => kind === 'with' && names.some((name) => /(?:^|\.)(?:raises|assertRaises\w*)$/.test(name)),
  );
}

function usagesOf(file: TestFile, source: Source, variable: Variable): readonly Usage[] {
  return file.tests.flatMap((test) => {
    if (isSwitchedOff(file, test) || isOrdered(file, test)) return [];
    const known = new Set(variable.accesses.map((access) => access.function));
    const inside = new Set([...known].filter((id) => inTest(file, test, id)));
    const accesses = variable.accesses.filter((access) => inside.has(access.function));
    const own = accesses.findIndex((access) => makesInstanceAttribute(source, variable, access));
    const shared = own === -1 ? accesses : accesses.slice(0, own);
    return shared.length > 0 ? [{ test, accesses: shared }] : [];
  });
}

/** `self.items = []` makes an attribute of the instance, and what follows is no longer shared. */
export function makesInstanceAttribute(source: Source, variable: Variable, access: Access): boolean {
  const replaces = access.kind === 'assign' || access.kind === 'update';
  return variable.level === 'class' && replaces && /^self\b(?!\s*\.\s*__class__)/.test(source.slice(access.span));
}

/** The change that a test does not take back; undefined when it changes nothing or puts things right at its end. */
function leftBehind(file: TestFile, source: Source, { test, accesses }: Usage): Access | undefined {
  const writes = accesses.filter((access) => access.kind !== 'read');
  const last = writes.at(-1);
  const putBack = last && writes.length > 1 && isReset(source, last) && alwaysRuns(file, last.block, test.function);
  return putBack ? undefined : writes.find((access) => !isEmptying(access));
}

function leakInto(file: TestFile, source: Source, writer: Usage, reader: Reader): readonly Leak[] {
  if (reader.isRebuiltAfter(writer.test.suite)) return [];
  const writes = writer.accesses.filter((access) => access.kind !== 'read' && !isEmptying(access));
  for (const read of reader.exposed()) {
    const write = writes.find((candidate) => reaches(source, candidate, read, reader));
    if (!write) continue;
    const certain = isAsserted(file, reader.test, read) && alwaysRuns(file, write.block, writer.test.function);
    return [{ write, writer: writer.test, reader: reader.test, certain }];
  }
  return [];
}

/** A test that adds to the variable and then checks how much is there fails when it runs a second time. */
function leakIntoItself(
  file: TestFile,
  source: Source,
  variable: Variable,
  usage: Usage,
  write: Access,
): readonly Leak[] {
  const { test, accesses } = usage;
  const adds = write.kind === 'update' || accumulating.has(write.via ?? '');
  // A file about retries counts its runs on purpose.
  if (/\bretryTimes\(|\bretries\b|\bretry:/.test(source.text)) return [];
  if (!adds || isRebuiltBefore(file, source, variable, test, test.suite)) return [];
  if (exposedReads(file, source, variable, usage).length === 0 || rebuildsFirst(file, source, usage)) return [];
  const checked = accesses.some((access) => {
    if (access.kind !== 'read' || access.span.start < write.span.end) return false;
    return assertionsAround(file, test, access).some(({ compares, negated }) => compares === 'equal' && !negated);
  });
  return checked ? [{ write, writer: test, reader: test, certain: test.parametrized }] : [];
}

function rebuildsFirst(file: TestFile, source: Source, { test, accesses }: Usage): boolean {
  const first = accesses[0];
  return first !== undefined && isReset(source, first) && alwaysRuns(file, first.block, test.function);
}

/** The reads before the test gives the variable a value of its own, itself or by a helper of the file (`boot()`). */
function exposedReads(
  file: TestFile,
  source: Source,
  variable: Variable,
  { test, accesses }: Usage,
): readonly Access[] {
  const own = accesses.find((access) => isReset(source, access) && alwaysRuns(file, access.block, test.function));
  const reads = accesses.filter((access) => access.kind === 'read' && (!own || access.span.start < own.span.start));
  const writers = new Set(
    variable.accesses
      .filter((access) => access.kind !== 'read' && !inTest(file, test, access.function))
      .map((access) => access.function),
  );
  if (reads.length === 0 || writers.size === 0) return reads;
  const helped = file.calls.find((call) => inTest(file, test, call.function) && callsWriter(file, call, writers));
  return helped ? reads.filter((access) => access.span.start < helped.span.start) : reads;
}

function callsWriter(file: TestFile, { callee }: CallFact, writers: ReadonlySet<number>): boolean {
  const name = callee.replace(/^(?:self|this|cls)\./, '');
  return file.functions.some(
    (fn) => fn.name === name && fn.role === 'function' && [...runsWith(file, fn.id)].some((id) => writers.has(id)),
  );
}

/** Can what `write` changed be what `read` sees? Another property, or a key the reader has set itself, cannot. */
function reaches(source: Source, write: Access, read: Access, reader: Usage): boolean {
  const changed = changedProperty(source, write);
  const seen = propertyAt(source, read)?.name;
  const before = reader.accesses.filter((access) => access.kind !== 'read' && access.span.start < read.span.start);
  if (changed !== undefined) {
    if (seen !== undefined && seen !== changed) return false;
    return !before.some((access) => changedProperty(source, access) === changed);
  }
  const keyed = ({ via }: Access) => via === 'set' || via === '[]=' || via === 'add';
  const counts = seen === 'size' || seen === 'length' || source.text.slice(0, read.span.start).endsWith('len(');
  return !(keyed(write) && !counts && (before.some(keyed) || seen === 'delete'));
}

/** The property of the variable that a mutation changes (`state.list.push(1)`: `list`); undefined when it is the whole of it. */
function changedProperty(source: Source, access: Access): string | undefined {
  const property = access.kind === 'mutate' ? propertyAt(source, access) : undefined;
  return property?.called ? undefined : property?.name;
}

function propertyAt(source: Source, { span }: Pick<Access, 'span'>): { name: string; called: boolean } | undefined {
  const match = /^[?!]?\.(\w+)\s*(\()?/.exec(source.text.slice(span.end, span.end + 80));
  return match?.[1] === undefined ? undefined : { name: match[1], called: match[2] !== undefined };
}

function isEmptying({ kind, via }: Access): boolean {
  return kind === 'mutate' && emptying.has(via ?? '');
}

function isReset(source: Source, access: Access): boolean {
  return access.kind === 'assign' || isEmptying(access) || callsAnew(source, access);
}

/** `store.reset()`, `cache.clear_all()`. */
function callsAnew(source: Source, { span }: Pick<Access, 'span'>): boolean {
  const property = propertyAt(source, { span });
  return property?.called === true && startingAnew.test(property.name);
}

/** Does a hook or fixture give `reader` a fresh value, whatever a test of the suite `writing` did? */
function isRebuiltBefore(
  file: TestFile,
  source: Source,
  variable: Variable,
  reader: Test,
  writing: number | undefined,
): boolean {
  const hooks = file.hooks.filter((hook) => {
    if (!encloses(file, hook.suite, reader.suite)) return false;
    // beforeAll runs between two suites, not between two tests of its own suite.
    return /Each$/.test(hook.kind) || !encloses(file, hook.suite, writing);
  });
  return (
    hooks.some((hook) => touchesInHook(file, source, variable, hook)) ||
    touchesInFixture(file, source, variable, reader)
  );
}

function isCleanedAfter(file: TestFile, source: Source, variable: Variable, writer: Test): boolean {
  const hooks = file.hooks.filter((hook) => hook.kind === 'afterEach' && encloses(file, hook.suite, writer.suite));
  return (
    hooks.some((hook) => touchesInHook(file, source, variable, hook)) ||
    touchesInFixture(file, source, variable, writer)
  );
}

function touchesInHook(file: TestFile, source: Source, variable: Variable, hook: Hook): boolean {
  return touches(file, source, variable, runsInHook(file, hook));
}

function touchesInFixture(file: TestFile, source: Source, variable: Variable, test: Test): boolean {
  return fixturesOf(file, test).some(
    (fixture) => fixture.scope === 'function' && touches(file, source, variable, runsWith(file, fixture.function)),
  );
}

/** Code that changes the variable, or hands it to something named after starting anew, is taken to rebuild it. */
function touches(file: TestFile, source: Source, variable: Variable, running: ReadonlySet<number>): boolean {
  return variable.accesses.some((access) => {
    if (!running.has(access.function)) return false;
    if (access.kind !== 'read' || callsAnew(source, access)) return true;
    return file.calls.some(
      (call) =>
        call.arguments.some((argument) => contains(argument.span, access.span)) && startingAnew.test(call.callee),
    );
  });
}

function isAsserted(file: TestFile, test: Test, access: Access): boolean {
  return assertionsAround(file, test, access).length > 0;
}

function assertionsAround(file: TestFile, test: Test, access: Access): readonly Assertion[] {
  return file.assertions.filter(
    (assertion) => isWithin(file, assertion.function, test.function) && contains(assertion.statement, access.span),
  );
}
