import type { CallFact, TestFile } from '../../../facts.ts';
import { isWithin } from '../../../nesting.ts';
import type { RuleContext } from '../../../rule.ts';
import { encloses, type Place, placeOf, runsWith, suiteOf, unlessWholeFile } from '../places.ts';
import { isSwitchedOff } from '../scope.ts';
import { isPutBackAround, isPutBackByProject, restoringCalls } from '../state/restores.ts';
import { variableNamed } from '../values.ts';
import { isMockedModule } from './mocked-modules.ts';
import { isShared, type Spy, spiesOf } from './spies.ts';

/** A spy that stands in for a shared method, and where it is made. */
export interface SpyLeak {
  readonly spy: Spy;
  readonly place: Extract<Place, { readonly kind: 'test' | 'hook' }>;
  readonly suite: number | undefined;
  /** The calls in the test itself that put it back; none: it stays. */
  readonly inBody: readonly CallFact[];
}

/** The replacing spies on shared objects that no configuration, setup file or hook puts back for the tests that come later. */
export function spyLeaks(context: RuleContext): SpyLeak[] {
  const { file } = context;
  if (isPutBackByProject(context, 'spies')) return [];
  return spiesOf(file).flatMap((spy) => {
    const place = placeOf(file, spy.call.function);
    if (!spy.replaces || !isForOthers(context, spy) || (place.kind !== 'test' && place.kind !== 'hook')) return [];
    const suite = suiteOf(file, place);
    if (!mattersToOthers(context, place)) return [];
    if (isPutBackAround(context, 'spies', suite, (call) => isMeant(file, call, spy))) return [];
    if (isWrittenBack(file, spy, suite)) return [];
    return [{ spy, place, suite, inBody: restoredIn(context, spy, place) }];
  });
}

/** On an object that outlives the test, and not handed on to something that may restore it. */
function isForOthers({ file, source }: RuleContext, { object, chain, call }: Spy): boolean {
  if (object === undefined || isShared(file, source, object, call.function) !== 'yes') return false;
  if (isMadeHere(file, object, call) || isOfMockedModule(file, object, call.function)) return false;
  if (chain.handling !== 'dropped' && chain.handling !== 'assigned') return false;
  return !/^(?:await\s+)?using\s/.test(source.slice(chain.statement));
}

/**
 * A spy on what is a mock already is that mock, and `restoreAllMocks` leaves it as it is: measured with vitest 4 and jest 30.
 */
function isOfMockedModule(file: TestFile, path: string, from: number): boolean {
  const root = path.split('.')[0] ?? '';
  const { initial } = variableNamed(file, root, from) ?? {};
  const loading = initial?.ref === undefined ? undefined : file.calls[initial.ref];
  const modules = loading
    ? [loading.arguments[0]?.value]
    : file.imports.filter(({ local }) => local === root).map(({ module }) => module);
  return modules.some((module) => isMockedModule(file, module));
}

/** The function around has put an object of its own there: `db.query = { find }; vi.spyOn(db.query, 'find')`. */
function isMadeHere(file: TestFile, object: string, { function: id, span }: CallFact): boolean {
  return file.memberWrites.some(
    ({ target, operator, function: from, span: at }) =>
      operator === '=' &&
      at.end <= span.start &&
      isWithin(file, id, from) &&
      from !== 0 &&
      `${object}.`.startsWith(`${target}.`),
  );
}

/** Some other test can come after it while it is in place. */
function mattersToOthers({ file, project }: RuleContext, place: SpyLeak['place']): boolean {
  // Vitest and Jest put every test file into a process, or at least a module registry, of its own.
  const isAlone = !project.runner.sharesProcess || file.framework === 'vitest';
  if (place.kind === 'test') return !isSwitchedOff(file, place.test) && (!isAlone || file.tests.length > 1);
  if (!place.hook.kind.startsWith('before')) return false;
  // Made for the whole file: nobody outside sees it.
  return unlessWholeFile(file, place.hook.suite) !== undefined || (!isAlone && place.hook.kind === 'beforeAll');
}

/** Does `x.mockRestore()` restore this spy? Where the file does not tell otherwise, yes. */
export function isMeant(file: TestFile, call: CallFact, spy: Spy): boolean {
  const path = call.callee.replace(/(?:\.mock)?\.(?:mockRestore|restore)$/, '');
  if (path === `${spy.object}.${spy.member}`) return true;
  const variable = variableNamed(file, path, call.function);
  const others = spiesOf(file).filter(
    (other) => (variable !== undefined && other.variable === variable) || `${other.object}.${other.member}` === path,
  );
  return others.length === 0 || others.some((other) => other.object === spy.object && other.member === spy.member);
}

/** The calls after the spy, in its test and the helpers that the test calls, that put it back. */
function restoredIn(context: RuleContext, spy: Spy, place: SpyLeak['place']): CallFact[] {
  const { file, helpers } = context;
  const root = place.kind === 'test' ? place.test.function : place.hook.function;
  const run = runsWith(file, root);
  const found = restoringCalls(context, 'spies').filter(
    ({ call, what }) =>
      (run.has(call.function) || isWithin(file, call.function, root)) && (what === 'all' || isMeant(file, call, spy)),
  );
  const direct = found.map(({ call }) => call);
  const own = file.calls.filter((call) => isWithin(file, call.function, root) && call.span.start > spy.call.span.end);
  const helped = own.filter((call) =>
    helpers.reached(call)?.some(({ callee }) => /RestoreAll|\.mockRestore$|restoreAllMocks$|\.restore$/.test(callee)),
  );
  // One that stands before the spy speaks of the test before.
  return [
    ...direct.filter((call) => !isWithin(file, call.function, root) || call.span.start > spy.call.span.end),
    ...helped,
  ];
}

/** A hook writes the member itself: `console.log = original`. */
function isWrittenBack(file: TestFile, spy: Spy, suite: number | undefined): boolean {
  return file.memberWrites.some((write) => {
    if (write.target !== `${spy.object}.${spy.member}`) return false;
    const place = placeOf(file, write.function);
    return place.kind === 'hook' && encloses(file, place.hook.suite, suite);
  });
}
