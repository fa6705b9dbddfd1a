import type { CallFact, EnvironmentWrite, TestFile } from '../../../facts.ts';
import { functionsAround, isWithin } from '../../../nesting.ts';
import {
  cleanUpNames,
  encloses,
  fixturesOf,
  inFinally,
  isCleanUp,
  type Place,
  placeOf,
  runsInHook,
  runsWith,
  suiteOf,
} from '../places.ts';
import { climb } from '../scope.ts';

/** `delete process.env.X` at the end of the test that set X: speaks for the first write, not for itself. */
export function takesBackOwn(file: TestFile, write: EnvironmentWrite): boolean {
  const isEarlier = (other: EnvironmentWrite) =>
    other.function !== 0 && other.span.end <= write.span.start && other.operation !== 'delete';
  return (
    write.operation === 'delete' &&
    file.environment.some(
      (other) => isEarlier(other) && isSame(other, write) && isWithin(file, write.function, other.function),
    )
  );
}

/** The write itself is a clean-up: in a teardown hook, behind a fixture's yield, in a finally block, in a clean-up callback. */
export function isRestoring(file: TestFile, write: EnvironmentWrite): boolean {
  if (inFinally(file, write.block) || isCleanUp(file, write.function)) return true;
  if (file.hooks.some((hook) => /^after/.test(hook.kind) && runsInHook(file, hook).has(write.function))) return true;
  return [...functionsAround(file, write.function)].some(
    (fn) => fn.yieldEnd !== undefined && write.span.start >= fn.yieldEnd,
  );
}

/** Does `other` clean up what `write` did? */
export function restores(file: TestFile, other: EnvironmentWrite, write: EnvironmentWrite, place: Place): boolean {
  if (!isSame(other, write)) return false;
  const there = placeOf(file, other.function);
  if (isRestoring(file, other)) {
    switch (there.kind) {
      case 'test':
        return place.kind === 'test' && place.test === there.test;
      case 'hook':
        return encloses(file, there.hook.suite, suiteOf(file, place));
      case 'fixture':
        return place.kind === 'test' ? fixturesOf(file, place.test).includes(there.fixture) : there.kind === place.kind;
      default:
        return true;
    }
  }
  // A hook that sets the variable anew before every test, itself or through a helper, undoes what the test before it did.
  return place.kind === 'test' && hooksBefore(file, place.test.suite).some((run) => run.has(other.function));
}

/** What runs before every test of a suite. */
function hooksBefore(file: TestFile, suite: number | undefined): ReadonlySet<number>[] {
  return file.hooks
    .filter((hook) => hook.kind === 'beforeEach' && encloses(file, hook.suite, suite))
    .map((hook) => runsInHook(file, hook));
}

function isSame(other: EnvironmentWrite, write: EnvironmentWrite): boolean {
  return other.name === undefined || write.name === undefined || other.name === write.name;
}

/** A later write of the same test that deletes the variable or gives it its old value, but only if nothing fails before. */
export function putsBackLater(file: TestFile, other: EnvironmentWrite, write: EnvironmentWrite): boolean {
  const puts = other.restores || (other.operation === 'delete' && write.operation !== 'delete');
  return (
    puts && other.span.start > write.span.end && isSame(other, write) && isWithin(file, other.function, write.function)
  );
}

/** In a `with patch.dict(os.environ)` block, or in a function or class under that decorator. */
export function inPatch(file: TestFile, write: EnvironmentWrite): boolean {
  const restoring = (name: string) =>
    /(?:^|\.)(?:patch\.dict|modified_environ|override_env\w*|set_env|temp_env\w*)$/.test(name);
  return (
    [...climb(file, write.block)].some((block) => block.kind === 'with' && block.names.some(restoring)) ||
    [...functionsAround(file, write.function)].some((fn) => fn.decorators.some(({ callee }) => restoring(callee)))
  );
}

/** Something that restores by itself has changed the same variable before, or restoring code is handed to a clean-up call. */
export function isStubbed(file: TestFile, write: EnvironmentWrite, place: Place): boolean {
  const root = place.kind === 'test' ? place.test.function : write.function;
  const names = (call: CallFact) => call.arguments[0]?.value === write.name;
  const before = place.kind === 'test' ? hooksBefore(file, place.test.suite) : [];
  const running = new Set([
    root,
    ...(place.kind === 'test' ? fixturesOf(file, place.test).map((fixture) => fixture.function) : []),
  ]);
  return (
    file.calls.some(
      (call) =>
        /(?:^|\.)(?:monkeypatch\.(?:setenv|delenv)|vi\.stubEnv)$/.test(call.callee) &&
        names(call) &&
        (running.has(call.function) ||
          isWithin(file, call.function, root) ||
          before.some((run) => run.has(call.function))),
    ) ||
    cleanUpNames(file, root).some((name) => /environ|restore|reset/i.test(name)) ||
    (place.kind === 'test' && restoringHelper(file, place.test.suite))
  );
}

/** An afterEach or afterAll that calls something named after restoring the environment (`restoreEnv()`). */
function restoringHelper(file: TestFile, suite: number | undefined): boolean {
  const hooks = file.hooks.filter((hook) => /^after/.test(hook.kind) && encloses(file, hook.suite, suite));
  return hooks.some((hook) => {
    const run = hook.function === 0 ? new Set<number>() : runsWith(file, hook.function);
    return file.calls.some(
      (call) =>
        (run.has(call.function) || (hook.span.start <= call.span.start && call.span.end <= hook.span.end)) &&
        /(?:restore|reset|clean|unset|undo)\w*env|env\w*(?:restore|reset)|mockedEnv|restoreEnv/i.test(
          [call.callee, ...call.arguments.map((argument) => (argument.kind === 'name' ? argument.value : ''))].join(
            ' ',
          ),
        ),
    );
  });
}
