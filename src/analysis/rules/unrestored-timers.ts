import { hookEdit, importNames, styleOf } from '../edits/typescript.ts';
import type { TestFile, TimerSwitch } from '../facts.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { unrestoredTimersExamples } from './examples/unrestored-timers.ts';
import { encloses, type Place, placeOf, suiteOf, unlessWholeFile } from './support/places.ts';
import { mockObject, runnerModule } from './support/runner.ts';
import { isSwitchedOff } from './support/scope.ts';
import { runsBesideOthers } from './support/state/concurrent.ts';
import { isFollowed } from './support/state/followed.ts';
import { cleansUp, isSwitchedBackInBody, isSwitchedBackInHook } from './support/state/timers-back.ts';
import { switchedTooEarly } from './support/state/timers-order.ts';
import { isTypeTest } from './support/type-tests.ts';

/**
 * Fake timers that stay on: the tests after this one wait for a clock that no longer moves.
 * Source: 26 files of the survey never switch back; preactjs/preact#3458 and three more restore only in the body.
 */
export const unrestoredTimers = defineRule({
  id: 'unrestored-timers',
  title: 'Fake timers that are never switched off',
  cause: 'mock-leak',
  topic: 'mocking',
  severity: 'error',
  languages: ['typescript', 'python'],
  pattern: 'mocking/fake-timers',
  why: 'Faked timers outlive the test that asked for them. A later test that waits, or a clean-up that uses a timer, then hangs until its timeout, and only in some orders.',
  examples: unrestoredTimersExamples,
  *check(context) {
    const { file, project } = context;
    if (
      file.framework === 'playwright' ||
      isTypeTest(file.path) ||
      project.runner.fakesTimers ||
      project.runner.restoresTimers
    )
      return;
    const found = file.timers.flatMap((timer) => {
      if (timer.operation !== 'fake' || timer.scoped) return [];
      return judge(context, timer, placeOf(file, timer.function)) ?? [];
    });
    // One hook cures all switches of a suite, and one habit makes those of a file: they are one finding.
    yield* together(found);
    if (file.language === 'typescript') yield* switchedTooEarly(context);
  },
});

/** Reports that say the same and have the same cure, as one at the first of them. */
function together(reports: readonly Report[]): Report[] {
  const groups = new Map<string, Report[]>();
  for (const report of reports) {
    const key = `${report.message} ${JSON.stringify(report.fix?.edits)}`;
    groups.set(key, [...(groups.get(key) ?? []), report]);
  }
  return [...groups.values()].flatMap(([first, ...more]) => {
    if (!first || more.length === 0) return first ?? [];
    return [{ ...first, message: `${first.message} The same in ${more.length + 1} places here.` }];
  });
}

function judge(context: RuleContext, timer: TimerSwitch, place: Place): Report | undefined {
  const { file, project } = context;
  if (place.kind === 'helper') return undefined;
  const suite = suiteOf(file, place);
  const isolated = !project.runner.sharesProcess;
  const wholeFile = unlessWholeFile(file, suite) === undefined;
  // Faked once for a whole file that has a process of its own: what the author wanted, and nobody else sees it.
  if (isolated && fakesOnce(place) && (place.kind === 'collection' || wholeFile)) return undefined;
  if (isSwitchedBackInHook(file, suite) || cleansUp(file, timer) || isFakedAround(file, timer, place)) return undefined;
  if (place.kind === 'test' && runsBesideOthers(file, project, place.test)) return undefined;
  const fix = afterFix(context, suite, fakesOnce(place) ? 'afterAll' : 'afterEach');
  const isBackInBody = place.kind === 'test' && isSwitchedBackInBody(file, timer);
  if (isolated && ((place.kind === 'hook' && wholeFile) || !isFollowed(file, place) || areAllFaked(file))) {
    // Nobody is left who could wait in vain, unless it is a hook.
    const hasCleanUp = place.kind === 'hook' || file.hooks.some(({ kind }) => /^after/.test(kind));
    if (isBackInBody || !hasCleanUp) return undefined;
    const message =
      'Timers stay faked to the end of the file, also while hooks clean up. Switch real timers back on in afterEach.';
    return { at: timer.span, severity: 'info', message, fix };
  }
  if (isBackInBody) {
    const message =
      file.language === 'python'
        ? 'The clock runs again only at the end of the body, so a failing test leaves it frozen for the next one. Use it as a context manager or decorator.'
        : 'Real timers come back at the end of the body, so a failing test leaves them faked for the next one. Switch back in afterEach.';
    return { at: timer.span, severity: 'warning', message, fix };
  }
  const [what, wayOut] =
    file.language === 'python'
      ? ['The clock stays frozen', 'Use it as a context manager or decorator.']
      : ['Timers stay faked', `Switch real timers back on in ${fakesOnce(place) ? 'afterAll' : 'afterEach'}.`];
  return { at: timer.span, message: `${what} after this test, and a later test that waits will hang. ${wayOut}`, fix };
}

/** Not anew for each test: at file level, in a describe body, in beforeAll. */
function fakesOnce(place: Place): boolean {
  return place.kind === 'collection' || (place.kind === 'hook' && place.hook.kind === 'beforeAll');
}

/** The timers of the file or suite are faked for good, so this switch changes nothing for the tests after it. */
function isFakedAround(file: TestFile, timer: TimerSwitch, place: Place): boolean {
  return file.timers.some((other) => {
    if (other === timer || other.operation !== 'fake') return false;
    const there = placeOf(file, other.function);
    return fakesOnce(there) && !fakesOnce(place) && encloses(file, suiteOf(file, there), suiteOf(file, place));
  });
}

/** Every test fakes the timers itself, so none runs into what another has left. */
function areAllFaked(file: TestFile): boolean {
  const faking = file.timers.flatMap((timer) => {
    const place = timer.operation === 'fake' ? placeOf(file, timer.function) : undefined;
    return place?.kind === 'test' ? [place.test.id] : [];
  });
  return file.tests.every((test) => faking.includes(test.id) || isSwitchedOff(file, test));
}

function afterFix(
  { file, source }: RuleContext,
  suite: number | undefined,
  kind: 'afterEach' | 'afterAll',
): FixDraft | undefined {
  const mock = mockObject(file);
  if (mock === undefined) return undefined;
  const hook = hookEdit(file, source, kind, [`${mock}.useRealTimers()${styleOf(source).semicolon}`], suite);
  if (!hook) return undefined;
  const imports = importNames(file, source, runnerModule(file), [kind]);
  const when = kind === 'afterEach' ? 'after each test' : 'after the last test';
  return { title: `Switch real timers back on ${when}`, safety: 'safe', edits: [...imports, hook] };
}
