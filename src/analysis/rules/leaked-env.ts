import type { EnvironmentWrite, Span, Test, TestFile } from '../facts.ts';
import { isWithin } from '../nesting.ts';
import { defineRule, type Edit, type Report, type RuleContext, type Severity } from '../rule.ts';
import type { Source } from '../source.ts';
import { leakedEnvExamples } from './examples/leaked-env.ts';
import { encloses, type Place, placeOf, runsInHook, suiteOf, unlessWholeFile } from './support/places.ts';
import { inTest } from './support/scope.ts';
import { runsBesideOthers } from './support/state/concurrent.ts';
import { envFix } from './support/state/env-fix.ts';
import { inPatch, isRestoring, isStubbed, putsBackLater, restores, takesBackOwn } from './support/state/env-restore.ts';
import { isFollowed } from './support/state/followed.ts';
import { caseAround } from './support/state/monkeypatch.ts';

/**
 * An environment variable that a test sets and nothing puts back: later tests of the process run with it.
 * Source: 44 such writes in 14 of the JavaScript files surveyed; C29 of falsegreen for Python.
 */
export const leakedEnv = defineRule({
  id: 'leaked-env',
  title: 'Environment variable that is never put back',
  cause: 'environment',
  topic: 'flaky',
  severity: 'error',
  languages: ['typescript', 'python'],
  pattern: 'flaky/environment',
  why: 'The environment belongs to the whole process. A test that changes it and does not put it back decides how later tests behave, so their result depends on the order.',
  examples: leakedEnvExamples,
  *check(context) {
    const { file } = context;
    const found = file.environment.flatMap((write) => {
      if (write.restores || isRestoring(file, write) || takesBackOwn(file, write)) return [];
      return judge(context, write, placeOf(file, write.function)) ?? [];
    });
    // Writes to one variable are one fault, and one fix cures them.
    yield* file.language === 'typescript' ? together(found) : found;
  },
});

function together(reports: readonly Report[]): Report[] {
  const groups = new Map<string, Report[]>();
  for (const report of reports) {
    const key = `${report.severity} ${report.fix?.title} ${report.message.replace(/^Puts \S+/, 'Puts')}`;
    groups.set(key, [...(groups.get(key) ?? []), report]);
  }
  return [...groups.values()].flatMap(([first, ...more]) => {
    if (!first || more.length === 0) return first ?? [];
    const message = `${first.message} The same in ${more.length + 1} places here.`;
    return [{ ...first, message, fix: first.fix && { ...first.fix, edits: allEdits([first, ...more]) } }];
  });
}

/** Hooks and imports that the fixes share are made once. */
function allEdits(reports: readonly Report[]): readonly Edit[] {
  const edits = new Map<string, Edit>();
  for (const { fix } of reports) for (const edit of fix?.edits ?? []) edits.set(JSON.stringify(edit), edit);
  return [...edits.values()];
}

function judge(context: RuleContext, write: EnvironmentWrite, place: Place): Report | undefined {
  const { file, project, source } = context;
  const what = write.name === undefined ? 'the environment' : write.name;
  if (place.kind === 'helper' || inPatch(file, write)) return undefined;
  if (place.kind === 'collection') {
    if (!project.runner.sharesProcess || isConfiguration(file) || source.slice(write.span).includes('.setdefault('))
      return undefined;
    const message = `Changes ${what} while the file is loaded, for every test of the process that comes later. Set it in a fixture or hook that puts it back.`;
    return { at: write.span, severity: 'warning', message };
  }
  if (file.language === 'python' && project.runner.restoresEnvironment) return undefined;
  if (isForTheRun(file, place) || cleansUpAfterCode(context, write, place) || runsElsewhere(file, write))
    return undefined;
  if (isAlreadySo(file, write, source)) return undefined;
  if (place.kind === 'test' && runsBesideOthers(file, project, place.test)) return undefined;
  const isolated = !project.runner.sharesProcess;
  // Where every file has a process of its own, a hook around the whole file makes the file's own setting.
  if (isolated && place.kind === 'hook' && unlessWholeFile(file, place.hook.suite) === undefined) return undefined;
  if (file.environment.some((other) => other !== write && restores(file, other, write, place))) return undefined;
  if (isPutBackByHelper(context, write, place)) return undefined;
  if (isStubbed(file, write, place) || (isolated && isSetByAll(file, write))) return undefined;
  const lasts = isolated && !isFollowed(file, place);
  if (file.environment.some((other) => putsBackLater(file, other, write))) {
    // Playwright throws the worker process of a failing test away, and what it changed with it (measured).
    if (lasts || file.framework === 'playwright') return undefined;
    const message = `Puts ${what} back at the end of the body, so a test that fails leaves it changed for the next one. Put it back in a hook, a fixture or a finally block.`;
    return { at: write.span, severity: 'warning', message };
  }
  const inPython = caseAround(file, place) === 'case' ? 'Use patch.dict(os.environ, …)' : 'Use monkeypatch';
  const after = file.language === 'python' ? inPython : 'Put it back in afterEach';
  const fix = envFix(context, write, place);
  if (lasts) {
    const message = `Changes ${what} and never puts it back. No test follows, but another order or a new test below it runs with it. ${after}.`;
    return { at: write.span, severity: 'info', message, fix };
  }
  const message = `Changes ${what} and never puts it back, so the tests after it run with it. ${after}.`;
  const severity = severityOf(write, place, isolated, source);
  return { at: write.span, severity, message, fix };
}

/** A hook around the place calls a helper of another file that writes the variable: `teardown(ctx)` beside `setup()`. */
function isPutBackByHelper({ file, helpers }: RuleContext, { name }: EnvironmentWrite, place: Place): boolean {
  const hooks = file.hooks.filter(
    (hook) => /^after|^beforeEach$/.test(hook.kind) && encloses(file, hook.suite, suiteOf(file, place)),
  );
  return hooks.some((hook) => {
    const run = runsInHook(file, hook);
    return file.calls.some(
      (call) =>
        call.origin !== undefined &&
        run.has(call.function) &&
        helpers
          .environment(call)
          .some((other) => name === undefined || other.name === undefined || other.name === name),
    );
  });
}

/** conftest.py and set-up files: what they set while loading is meant for the whole run. */
function isConfiguration(file: TestFile): boolean {
  return /(?:^|\/)(?:conftest\.py|[^/]*setup[^/]*)$/i.test(file.path) || file.tests.length === 0;
}

/** A fixture of conftest.py that forces itself on every test, or lasts as long as the run, sets the run up on purpose. */
function isForTheRun(file: TestFile, place: Place): boolean {
  if (place.kind !== 'fixture' || !/(?:^|\/)conftest\.py$/.test(file.path)) return false;
  return place.fixture.autouse || place.fixture.scope === 'session';
}

/** A deletion behind the last assertion, or behind one on the variable: it removes what the tested code has set. */
function cleansUpAfterCode({ file, source }: RuleContext, write: EnvironmentWrite, place: Place): boolean {
  if (place.kind !== 'test' || write.operation !== 'delete') return false;
  const asserted = file.assertions.filter((assertion) => isWithin(file, assertion.function, place.test.function));
  const isBefore = ({ span }: { readonly span: Span }) => span.end <= write.span.start;
  if (asserted.length > 0 && asserted.every(isBefore)) return true;
  const { name } = write;
  return (
    file.language === 'python' &&
    name !== undefined &&
    asserted.some((assertion) => isBefore(assertion) && source.slice(assertion.statement).includes(name))
  );
}

/** In a named function that is only handed on, perhaps to another process, and never called here. */
function runsElsewhere(file: TestFile, { function: id }: EnvironmentWrite): boolean {
  const fn = file.functions[id];
  if (fn?.role !== 'function' || fn.name === '' || fn.className !== undefined) return false;
  return !file.calls.some((call) => call.callee === fn.name || call.callee === `${fn.name}()`);
}

/** vitest and jest have set NODE_ENV to `test` before any file is loaded. */
function isAlreadySo(file: TestFile, write: EnvironmentWrite, source: Source): boolean {
  const value = write.value ? source.slice(write.value) : '';
  return /^(?:vitest|jest)$/.test(file.framework) && write.name === 'NODE_ENV' && /^['"`]test['"`]$/.test(value);
}

/** Every test of the file sets it before it runs on, so none runs with the value of another. */
function isSetByAll(file: TestFile, { name }: EnvironmentWrite): boolean {
  const writes = file.environment.filter((write) => write.name === name && write.operation === 'set');
  const isWriting = (test: Test) => writes.some((write) => inTest(file, test, write.function));
  const [only, another] = file.tests;
  const runsOnce = only && !another && !only.parametrized && !only.registeredConditionally;
  return file.language === 'typescript' && !runsOnce && file.tests.every(isWriting);
}

function severityOf(write: EnvironmentWrite, place: Place, isolated: boolean, source: Source): Severity {
  const isNothing = write.value !== undefined && /^(?:undefined|''|"")$/.test(source.slice(write.value));
  // A deletion most often only makes sure of what holds anyway.
  if (write.operation === 'delete' || (place.kind === 'hook' && isNothing)) return isolated ? 'info' : 'warning';
  return isolated && place.kind === 'hook' ? 'warning' : 'error';
}
