import type { TestFile } from '../facts.ts';
import { defineRule, type Report, type RuleContext } from '../rule.ts';
import type { Source } from '../source.ts';
import { leakedGlobalExamples } from './examples/leaked-global.ts';
import { unlessWholeFile } from './support/places.ts';
import { climb, isSwitchedOff } from './support/scope.ts';
import { runsBesideOthers } from './support/state/concurrent.ts';
import { isFollowed } from './support/state/followed.ts';
import { globalFix } from './support/state/global-fix.ts';
import {
  backInBody,
  type GlobalWrite,
  globalWrites,
  hasRestoringHelper,
  isCleaning,
  isOnOwnDocument,
  putsBack,
  takesBackOwn,
  undoes,
} from './support/state/global-writes.ts';
import { leakedGlobals } from './support/state/leaked-global-python.ts';
import { isTypeTest } from './support/type-tests.ts';

/**
 * A test that replaces something global, or a method of a prototype, and leaves it: the tests after it run with the replacement.
 * What sets the scene for a whole file is left alone where every file has globals of its own (measured: Vitest, Jest).
 * Source: threads of the survey on `global.fetch` and `window.matchMedia`; `vi.unstubAllGlobals` undoes stubs only.
 */
export const leakedGlobal = defineRule({
  id: 'leaked-global',
  title: 'Global that is never put back',
  cause: 'shared-state',
  topic: 'flaky',
  severity: 'error',
  languages: ['typescript', 'python'],
  pattern: 'mocking/restore',
  why: 'A global belongs to every test that runs after this one, and so does an attribute of a Python module, the working directory or sys.path. A test that replaces it and does not put it back decides how the others behave, so they pass or fail by the order, and the failure points at the wrong test.',
  examples: leakedGlobalExamples,
  *check(context) {
    const { file } = context;
    if (file.language === 'python') yield* leakedGlobals(context);
    if (file.language === 'python' || isTypeTest(file.path)) return;
    const all = globalWrites(file);
    const left = all.filter((one) => isLeft(context, all, one));
    const leaks = left.filter((one) => !isSetByAll(file, left, one.name));
    const isInBody = (one: GlobalWrite) => backInBody(file, all, one) === 'after assertions';
    const never = leaks.filter((one) => !isInBody(one));
    // Playwright throws the worker process of a failing test away, and what it changed with it (measured).
    const inBody = file.framework === 'playwright' ? [] : leaks.filter((one) => isInBody(one) && isSeen(context, one));
    const worst = never.find((one) => isSeen(context, one)) ?? never[0];
    if (worst) yield neverPutBack(context, worst, never);
    if (inBody[0]) yield putBackInBody(context, inBody[0], inBody);
  },
});

/** Changed for other tests, and put back by nothing that runs whatever happens. */
function isLeft({ file, project, source }: RuleContext, all: readonly GlobalWrite[], one: GlobalWrite): boolean {
  const { place } = one;
  if (place.kind !== 'test' && (place.kind !== 'hook' || !place.hook.kind.startsWith('before'))) return false;
  if (place.kind === 'test' && isSwitchedOff(file, place.test)) return false;
  if (place.kind === 'test' && runsBesideOthers(file, project, place.test)) return false;
  const isAlone = !project.runner.sharesProcess;
  if (isAlone && place.kind === 'hook' && unlessWholeFile(file, place.hook.suite) === undefined) return false;
  if (isAlone && file.tests.length < 2) return false;
  if (one.name.endsWith('?') || putsBack(file, one) || takesBackOwn(file, all, one)) return false;
  if (isCleaning(file, one) || hasRestoringHelper(file, one)) return false;
  // A spy's name: `mock-assign` has the better cure for it.
  if (isMockOfPlatform(file, one) || fillsGap(file, source, one) || isOnOwnDocument(file, one)) return false;
  return !all.some((other) => undoes(file, other, one)) && backInBody(file, all, one) !== 'at once';
}

/** Another test comes after it, in this file or, where files share a process, in the next one. */
function isSeen({ file, project }: RuleContext, { place }: GlobalWrite): boolean {
  return project.runner.sharesProcess || isFollowed(file, place);
}

/** `if (!window.matchMedia) window.matchMedia = …`: gives what the environment lacks. */
function fillsGap(file: TestFile, source: Source, { name, write }: GlobalWrite): boolean {
  const last = name.split('.').at(-1) ?? name;
  return [...climb(file, write.block)].some(({ kind, condition }) => {
    const text = kind === 'branch' && condition ? source.slice(condition) : '';
    return text.includes(last) && /^!|undefined/.test(text);
  });
}

/** `console.error = vi.fn()`, `Math.random = jest.fn()`: a method of an object that a spy can take over. */
function isMockOfPlatform({ calls }: TestFile, { name, write }: GlobalWrite): boolean {
  const made =
    write.value?.kind === 'call' && write.value.ref !== undefined ? calls[write.value.ref]?.callee : undefined;
  return /^(?:console|Math|Date|JSON|process|Object|Reflect|Promise|performance)\.\w+$/.test(name) && isMock(made);
}

function isMock(callee: string | undefined): boolean {
  return callee !== undefined && /^(?:vi|jest)\.fn\b/.test(callee);
}

/** Every test gives it a value of its own, so none sees that of another. */
function isSetByAll(file: TestFile, left: readonly GlobalWrite[], name: string): boolean {
  const writers = new Set(
    left.flatMap((one) => (one.name === name && one.place.kind === 'test' ? [one.place.test.id] : [])),
  );
  return writers.size > 1 && file.tests.every((test) => writers.has(test.id) || isSwitchedOff(file, test));
}

function neverPutBack(context: RuleContext, first: GlobalWrite, leaks: readonly GlobalWrite[]): Report {
  const at = first.write.span;
  const fix = globalFix(context, leaks);
  const what = `Replaces ${first.name}${others(leaks)} and never puts it back`;
  if (!leaks.some((one) => isSeen(context, one))) {
    const message = `${what}. No test follows, but another order or a new test below it runs with the replacement. ${cure(context, first)}.`;
    return { at, severity: 'info', message, fix };
  }
  const message = `${what}, so the tests after it run with the replacement. ${cure(context, first)}.`;
  const severity = leaks.some(({ place }) => place.kind === 'test') ? 'error' : 'warning';
  return { at, severity, message, fix };
}

function putBackInBody(context: RuleContext, first: GlobalWrite, leaks: readonly GlobalWrite[]): Report {
  const message = `${first.name} is put back at the end of the body${others(leaks)}, so a test that fails leaves it replaced for the next one. Put it back in ${wayOut(context)}.`;
  return { at: first.write.span, severity: 'warning', message };
}

function others(leaks: readonly GlobalWrite[]): string {
  if (leaks.length === 1) return '';
  const names = new Set(leaks.map(({ name }) => name));
  const more = names.size > 1 ? `${names.size - 1} more ${names.size === 2 ? 'global' : 'globals'}` : '';
  return ` (${more === '' ? `${leaks.length} times` : `and ${more}`} in this file)`;
}

function cure(context: RuleContext, { name }: GlobalWrite): string {
  if (context.file.framework === 'vitest' && /^[\w$]+$/.test(name)) {
    return `Use vi.stubGlobal, and vi.unstubAllGlobals in afterEach`;
  }
  return `Save it and put it back in ${wayOut(context)}`;
}

function wayOut({ file }: RuleContext): string {
  if (file.framework === 'vitest') return 'afterEach or onTestFinished';
  return file.framework === 'node:test' ? 'afterEach or t.after' : 'afterEach';
}
