import type { TestFile } from '../../../facts.ts';
import { functionsAround, isWithin } from '../../../nesting.ts';
import type { RuleContext } from '../../../rule.ts';
import { runsElsewhere } from '../mocks/elsewhere.ts';
import { type Place, placeOf } from '../places.ts';
import { climb, isSwitchedOff } from '../scope.ts';
import { type GlobalChange, globalChanges } from './python-globals.ts';
import { isSavedArgument, undoOf } from './python-globals-back.ts';
import { type Ending, endingOf, isSure, rootOf } from './undoing.ts';

export interface PlacedChange {
  readonly change: GlobalChange;
  readonly place: Place;
  readonly ending: Ending;
}

const known = new WeakMap<TestFile, readonly PlacedChange[]>();

/** Every change of a file to what tests share, and how it ends. */
export function placedChanges(context: RuleContext): readonly PlacedChange[] {
  const { file, source } = context;
  const found = known.get(file) ?? all(context, globalChanges(file, source));
  known.set(file, found);
  return found;
}

function all(context: RuleContext, changes: readonly GlobalChange[]): readonly PlacedChange[] {
  const { file } = context;
  const inTests = new Set(changes.flatMap(({ key, function: id }) => (placeOf(file, id).kind === 'test' ? [key] : [])));
  const found = changes.flatMap((change) => placed(context, change));
  return found.filter(({ change, place }) => {
    // What a hook sets anew for tests that change it gives each of them a fresh start.
    if (place.kind !== 'test' && inTests.has(change.key)) return false;
    if (change.call && isSavedArgument(file, change.call.arguments.at(-1), change.function)) return false;
    return !found.some((other) => other.change !== change && isTakenBackBy(file, other, change));
  });
}

/** The second of two changes in one body puts the thing back and is no change of its own. */
function isTakenBackBy(file: TestFile, { change: first, place }: PlacedChange, change: GlobalChange): boolean {
  if (first.key !== change.key || first.span.start >= change.span.start) return false;
  const root = rootOf(place);
  return (
    isWithin(file, change.function, root) &&
    undoOf(first, root, file)(file).some(({ span }) => span.start === change.span.start)
  );
}

function placed(context: RuleContext, change: GlobalChange): PlacedChange[] {
  const { file } = context;
  const place = placeOf(file, change.function);
  if (!isOfTests(context, change, place) || isSure(file, change) || isRefused(file, change)) return [];
  if (startsAnew(context, place) || isEmptied(change, place)) return [];
  if (place.kind === 'collection') {
    const undo = undoOf(change, 0, file)(file);
    return undo.some((act) => isSure(file, act) || placeOf(file, act.function).kind === 'fixture')
      ? []
      : [{ change, place, ending: 'never' }];
  }
  if (isPatchedHere(file, change) || hasPytester(file, change)) return [];
  return [{ change, place, ending: endingOf(context, change, place, undoOf(change, rootOf(place), file)) }];
}

/** `reset_state`, `clean_registry`: a hook or fixture that gives every test a fresh start. */
function startsAnew({ file }: RuleContext, place: Place): boolean {
  const name = place.kind === 'test' ? '' : (file.functions[rootOf(place)]?.name ?? '');
  return /(?:^|_)(?:reset|restor|clean|clear|fresh|isolat|preserv|undo|init)/i.test(name);
}

/** A hook that empties something makes sure of a clean state rather than leaving one. */
function isEmptied({ write, kind, key }: GlobalChange, place: Place): boolean {
  const value = write?.value;
  if (place.kind === 'test' || kind !== 'attribute' || !value) return false;
  const isFlagDown = place.kind === 'hook' && value.value === false && /\._\w+$/.test(key);
  return isFlagDown || value.kind === 'null' || (value.properties ?? value.elements)?.length === 0;
}

function isOfTests({ file }: RuleContext, change: GlobalChange, place: Place): boolean {
  const isConftest = /(?:^|\/)conftest\.py$/.test(file.path);
  switch (place.kind) {
    case 'test':
      return !isSwitchedOff(file, place.test) && !isHandedOn(file, change);
    case 'hook':
      return place.hook.kind.startsWith('before') && !isHandedOn(file, change);
    case 'fixture':
      // What conftest.py sets for everybody is meant for the run.
      return (
        place.fixture.scope !== 'session' && place.fixture.scope !== 'package' && !(isConftest && place.fixture.autouse)
      );
    case 'collection':
      return (
        change.key.startsWith('sys.modules[') &&
        file.tests.length > 0 &&
        !isConftest &&
        [...climb(file, change.block)].length === 0
      );
    default:
      return false;
  }
}

/** In a named function that is only handed on, perhaps to another process, or in code that runs elsewhere. */
function isHandedOn(file: TestFile, { function: id }: GlobalChange): boolean {
  const fn = file.functions[id];
  if (fn?.role !== 'function') return false;
  if (runsElsewhere(file, id) || fn.className !== undefined) return true;
  return fn.name === '' || !file.calls.some(({ callee }) => callee === fn.name || callee === `${fn.name}()`);
}

/** A patch of the same name in the file saves the original and brings it back. */
function isPatchedHere(file: TestFile, { key, kind }: GlobalChange): boolean {
  if (kind !== 'attribute' && kind !== 'item') return false;
  const path = key.replace(/\[[\s\S]*$/, '');
  const hasStandIns = file.calls.some(
    (call) =>
      /(?:^|\.)(?:patching\.modules|(?:mock|stub|fake)_modules?)$/.test(call.callee) ||
      (/(?:^|\.)patch\.dict$/.test(call.callee) && /^sys\.modules$/.test(String(call.arguments[0]?.value ?? ''))),
  );
  if (hasStandIns && file.imports.some((entry) => entry.function !== 0 && path.startsWith(entry.module))) return true;
  const isReloaded = file.calls.some(({ callee }) => /^importlib\.(?:reload|util\.)/.test(callee));
  if (isReloaded && !path.startsWith('sys.')) return true;
  return file.interceptions.some(
    ({ target }) => target !== undefined && (path === target || path.startsWith(`${target}.`)),
  );
}

/** `with pytest.raises(AttributeError): FROZEN.x = 1`. */
function isRefused(file: TestFile, { block }: GlobalChange): boolean {
  return [...climb(file, block)].some(
    ({ kind, names }) => kind === 'with' && names.some((name) => /(?:^|\.)(?:raises|assertRaises\w*)$/.test(name)),
  );
}

/** pytester puts the working directory, sys.path and sys.modules back (read in pytest 7.2: `_pytest/pytester.py`). */
function hasPytester(file: TestFile, { kind, key, function: id }: GlobalChange): boolean {
  if (kind !== 'directory' && !/^sys\.(?:path|modules)\b/.test(key)) return false;
  return [...functionsAround(file, id)].some(({ parameters }) =>
    parameters.some(({ name }) => /^(?:pytester|testdir)$/.test(name)),
  );
}
