import type { CallFact, Hook, TestFile } from '../../../facts.ts';
import { functionsAround, isWithin } from '../../../nesting.ts';
import type { HelperIndex, RuleContext } from '../../../rule.ts';
import { contains } from '../../../source.ts';
import { encloses, inFinally, isCleanUp, placeOf, runsInHook } from '../places.ts';

/** What tests leave changed and calls can put back. */
export type Left = 'spies' | 'globals' | 'environment' | 'timers';

/** A call that puts something back. */
export interface Restoring {
  readonly call: CallFact;
  /** Everything of its kind, or the one thing that it is called on. */
  readonly what: 'all' | 'one';
}

interface Vocabulary {
  readonly all: RegExp;
  readonly one?: RegExp;
}

/** Sinon's default sandbox is restored by `sinon.restore()`. */
const restoresSpies =
  /^(?:vi|jest)\.restoreAllMocks$|^mock\.(?:restoreAll|reset)$|(?:^|\.)verifyAndRestore$|^[\w$]*(?:sinon|sandbox)[\w$]*\.restore$/i;

/** Measured: vitest's `resetAllMocks` puts the originals of spies back since version 3; Jest's leaves empty mocks. */
const restoresOrResetsSpies = new RegExp(`${restoresSpies.source}|^vi\\.resetAllMocks$`, 'i');

function vocabulary(left: Left, { name, major }: RuleContext['project']['runner']): Vocabulary {
  switch (left) {
    case 'spies':
      return {
        all: name === 'vitest' && (major ?? 4) >= 3 ? restoresOrResetsSpies : restoresSpies,
        one: /\.(?:mockRestore|restore)$|\.mock\.restore$/,
      };
    case 'globals':
      return { all: /^vi\.unstubAllGlobals$/ };
    case 'environment':
      return { all: /^vi\.unstubAllEnvs$/ };
    case 'timers':
      return {
        all: /^(?:vi|jest)\.useRealTimers$|^mock\.timers\.reset$/,
        one: /(?:clock|timers?)\w*\.(?:restore|uninstall)$/i,
      };
  }
}

/** The calls of the file that put this back, wherever they stand. */
export function restoringCalls({ file, project }: RuleContext, left: Left): Restoring[] {
  const { all, one } = vocabulary(left, project.runner);
  return file.calls.flatMap((call): Restoring[] => {
    if (all.test(call.callee)) return [{ call, what: 'all' }];
    return one?.test(call.callee) ? [{ call, what: 'one' }] : [];
  });
}

/** Configuration or a setup file puts it back around every test. */
export function isPutBackByProject({ project }: RuleContext, left: Left): boolean {
  const { runner } = project;
  switch (left) {
    case 'spies':
      return runner.restoresMocks;
    case 'globals':
      return runner.restoresGlobals === true;
    case 'environment':
      return runner.restoresEnvironment;
    case 'timers':
      return runner.restoresTimers;
  }
}

/**
 * The hooks for tests of `suite` that put this back: directly, through a helper of the file, or through one of another file.
 * A hook that restores single things only counts when `isMeant` says so of the call.
 */
export function restoringHooks(
  context: RuleContext,
  left: Left,
  suite: number | undefined,
  isMeant: (call: CallFact) => boolean = () => true,
): Hook[] {
  const { file, project, helpers } = context;
  const words = vocabulary(left, project.runner);
  const restores = (call: CallFact) =>
    words.all.test(call.callee) || (words.one?.test(call.callee) === true && isMeant(call));
  return file.hooks.filter((hook) => {
    if (hook.kind === 'beforeAll' || !encloses(file, hook.suite, suite) || isOfOneTest(file, hook)) return false;
    return callsIn(file, hook, helpers).some(restores);
  });
}

/**
 * Configuration, a setup file, a hook, or a helper that registers such a hook (`useFakes()` in a describe body, defined in
 * another file) puts it back around the tests of `suite`.
 */
export function isPutBackAround(
  context: RuleContext,
  left: Left,
  suite: number | undefined,
  isMeant?: (call: CallFact) => boolean,
): boolean {
  if (isPutBackByProject(context, left) || restoringHooks(context, left, suite, isMeant).length > 0) return true;
  const { file, project, helpers } = context;
  const { all } = vocabulary(left, project.runner);
  return file.calls.some((call) => {
    const place = file.functions[call.function]?.role;
    if ((place !== 'module' && place !== 'suite') || call.origin === undefined) return false;
    const there = placeOf(file, call.function);
    if (there.kind !== 'collection' || !encloses(file, there.suite, suite)) return false;
    const reached = helpers.reached(call) ?? [];
    return (
      reached.some(({ callee }) => /^(?:after|before)Each$/.test(callee)) &&
      reached.some(({ callee }) => all.test(callee))
    );
  });
}

/** `onTestFinished` in a test's body counts as a hook, too, but holds for that test only. */
export function isOfOneTest(file: TestFile, hook: Hook): boolean {
  return file.tests.some((test) => contains(test.span, hook.span));
}

/**
 * Everything that a hook calls, helpers of other files followed. Not to be kept by hook: facts live as long as their file stays
 * the same, and the helpers may change before that.
 */
export function callsIn(file: TestFile, hook: Hook, helpers: HelperIndex): readonly CallFact[] {
  const run = runsInHook(file, hook);
  const own = file.calls.filter((call) => run.has(call.function) || (call.span !== hook.span && isInside(hook, call)));
  return own.flatMap((call) => [call, ...(helpers.reached(call) ?? [])]);
}

function isInside(hook: Hook, call: CallFact): boolean {
  return contains(hook.span, call.span) && call.span.end - call.span.start < hook.span.end - hook.span.start;
}

/** The call runs whatever happens in the test: in `finally`, in `onTestFinished`, `t.after` or a hook. */
export function runsWhateverHappens(file: TestFile, { block, function: id, span }: CallFact): boolean {
  return (
    inFinally(file, block) ||
    isCleanUp(file, id) ||
    file.hooks.some((hook) => contains(hook.span, span)) ||
    [...functionsAround(file, id)].some((fn) => fn.role === 'hook' || fn.role === 'fixture')
  );
}

/** Calls in function `root`, what is nested in it included, after `offset`. */
export function callsAfter(file: TestFile, root: number, offset: number): CallFact[] {
  return file.calls.filter((call) => call.span.start >= offset && isWithin(file, call.function, root));
}
