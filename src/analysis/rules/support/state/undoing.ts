import type { Fixture, Span, Test, TestFile } from '../../../facts.ts';
import { functionsAround, isWithin } from '../../../nesting.ts';
import type { RuleContext } from '../../../rule.ts';
import { encloses, inFinally, isCleanUp, type Place, runsInHook, runsWith, suiteOf } from '../places.ts';
import { climb } from '../scope.ts';

/** Something that Python code does at a place: changes what outlives the test, or takes a change back. */
export interface Act {
  readonly span: Span;
  readonly function: number;
  readonly block: number;
  /** It sees to it wherever it stands: `addCleanup(…)`, `monkeypatch.setattr(…)`. */
  readonly lasting?: true;
}

/** How a change ends: whatever happens, in the body with or without an assertion above that, or not at all. */
export type Ending = 'sure' | 'at once' | 'behind assertions' | 'never';

/** `undo` finds what takes the change back, in this file and in those that its fixtures stand in. */
export function endingOf(
  context: RuleContext,
  change: Act,
  place: Place,
  undo: (file: TestFile) => readonly Act[],
): Ending {
  const { file } = context;
  if (isScoped(file, change)) return 'sure';
  const root = rootOf(place);
  const acts = undo(file).filter(({ span }) => span.start !== change.span.start);
  const own = acts.filter((act) => isWithin(file, act.function, root) || isWithin(file, act.function, change.function));
  if (own.some((act) => isSure(file, act)) || isUndoneInHook(file, place, acts)) return 'sure';
  if (fixturesAround(context, place).some((site) => undoesIn(site.file, site.fixture, undo))) return 'sure';
  const later = own.filter(({ span, function: id }) => span.start > change.span.end || id !== change.function);
  const last = later.at(-1);
  if (!last) return 'never';
  const isBetween = file.assertions.some(
    ({ span, function: id }) =>
      span.end <= last.span.start &&
      isWithin(file, id, root) &&
      (id !== change.function || span.start > change.span.end),
  );
  return isBetween ? 'behind assertions' : 'at once';
}

/** A context manager, or a decorator, that is named after putting back what it holds; a plain `patch` only knows its own target. */
const scoping =
  /overrid|restor|preserv|swap|isolat|sandbox|temporary_|tmp_|chdir|cwd|catch_warnings|fresh|modif|save_|set_|environ/i;

function restores(callee: string): boolean {
  return scoping.test(callee.split('.').at(-1) ?? '') || /(?:^|\.)patch\.dict$/.test(callee);
}

function isScoped(file: TestFile, { block, function: id }: Act): boolean {
  const inWith = [...climb(file, block)].some(({ kind, names }) => kind === 'with' && names.some(restores));
  return inWith || [...functionsAround(file, id)].some((fn) => fn.decorators.some(({ callee }) => restores(callee)));
}

/** The function that a place stands for; a helper's own. */
export function rootOf(place: Place): number {
  switch (place.kind) {
    case 'test':
      return place.test.function;
    case 'hook':
      return place.hook.function;
    case 'fixture':
      return place.fixture.function;
    case 'helper':
      return place.function.id;
    case 'collection':
      return 0;
  }
}

/** In `finally`, in a clean-up callback, behind a `yield`, in a tear-down hook. */
export function isSure(file: TestFile, { span, function: id, block, lasting }: Act): boolean {
  if (lasting || inFinally(file, block) || isCleanUp(file, id)) return true;
  return [...functionsAround(file, id)].some(
    (fn) =>
      (fn.yieldEnd !== undefined && span.start >= fn.yieldEnd) ||
      file.hooks.some(({ kind, function: hook }) => /^after/.test(kind) && hook === fn.id),
  );
}

/** A tear-down of the place's suite, or a set-up that gives each test a state of its own. */
function isUndoneInHook(file: TestFile, place: Place, acts: readonly Act[]): boolean {
  const suite = suiteOf(file, place);
  return file.hooks.some((hook) => {
    if (place.kind === 'hook' && hook === place.hook) return false;
    if (!encloses(file, hook.suite, suite) || hook.kind === 'beforeAll') return false;
    const run = runsInHook(file, hook);
    return acts.some((act) => run.has(act.function));
  });
}

interface Site {
  readonly file: TestFile;
  readonly fixture: Fixture;
}

function undoesIn(file: TestFile, fixture: Fixture, undo: (file: TestFile) => readonly Act[]): boolean {
  const run = runsWith(file, fixture.function);
  return undo(file).some((act) => run.has(act.function));
}

/** The fixtures that run with a place, besides itself: a test's, or those a fixture asks for and those of the tests that ask for it. */
export function fixturesAround({ file, fixtures }: RuleContext, place: Place): readonly Site[] {
  const usedBy = (tests: readonly Test[]) => tests.flatMap((test) => fixtures.used(test));
  switch (place.kind) {
    case 'test':
      return usedBy([place.test]);
    case 'hook':
      return usedBy(file.tests.filter((test) => encloses(file, place.hook.suite, test.suite)).slice(0, 1));
    case 'fixture': {
      const fn = file.functions[place.fixture.function];
      const asked = fn ? place.fixture.requests.flatMap((name) => fixtures.find(name, fn) ?? []) : [];
      const own = file.fixtures.filter(({ autouse }) => autouse).map((fixture) => ({ file, fixture }));
      const isUsed = (test: Test) =>
        fixtures.used(test).some((site) => site.file === file && site.fixture === place.fixture);
      const around = usedBy(file.tests.filter(isUsed).slice(0, 1));
      return [...asked, ...own, ...around].filter(({ fixture }) => fixture !== place.fixture);
    }
    default:
      return [];
  }
}
