import type { Argument, Assertion, CallFact, Test, TestFile, Variable } from '../facts.ts';
import { isWithin } from '../nesting.ts';
import { defineRule, type Edit, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { contains, type Source } from '../source.ts';
import { clearNotResetExamples } from './examples/clear-not-reset.ts';
import { encloses, placeOf } from './support/places.ts';
import { mockObject } from './support/runner.ts';
import { isSwitchedOff, modifierNames } from './support/scope.ts';
import { callsIn } from './support/state/restores.ts';
import { isTypeTest } from './support/type-tests.ts';
import { variableNamed } from './support/values.ts';

/** An implementation given to a mock that several tests share. */
interface Install {
  readonly call: CallFact;
  /** The mock as written: `load`, `api.load`. */
  readonly mock: string;
  /** The variable that its first name is; none for imports. */
  readonly variable: Variable | undefined;
  readonly once: boolean;
}

/**
 * Calls are cleared between tests, implementations are not: what one test installs on a shared mock stays for the next.
 * Measured with vitest 4 and 5 and jest 30: after `clearAllMocks` a mock still returns what `mockReturnValue` gave it.
 * Source: alexey-pelykh/lhremote#928, music-assistant/frontend#2298.
 */
export const clearNotReset = defineRule({
  id: 'clear-not-reset',
  title: 'Mocks are cleared, their implementations are not',
  cause: 'mock-leak',
  topic: 'mocking',
  severity: 'warning',
  languages: ['typescript'],
  frameworks: ['vitest', 'jest'],
  pattern: 'mocking/restore',
  why: 'clearAllMocks forgets the calls of a mock, not what mockReturnValue or mockRejectedValue installed. A later test that uses the same mock without installing its own answer gets the one of the test before it, and depends on the order.',
  examples: clearNotResetExamples,
  *check(context) {
    const { file, project } = context;
    if (isTypeTest(file.path) || project.runner.resetsMocks || isReset(context)) return;
    const clear = clearing(context);
    if (clear === undefined) return;
    const installs = file.calls.flatMap((call) => installOf(context, call) ?? []);
    for (const install of installs) {
      const found = installerAndHeir(context, installs, install);
      if (!found) continue;
      yield report(context, install, found, clear);
      return;
    }
  },
});

interface Pair {
  readonly installer: Test;
  /** Uses the mock and installs nothing. */
  readonly heir: Test;
}

/** The hook call that clears; `configured` when configuration or a setup file does. */
function clearing({ file, project, helpers }: RuleContext): CallFact | 'configured' | undefined {
  const hooks = file.hooks.filter((hook) => /Each$/.test(hook.kind));
  const call = hooks
    .flatMap((hook) => callsIn(file, hook, helpers))
    .find(({ callee }) => /^(?:vi|jest)\.clearAllMocks$/.test(callee));
  if (call) return call;
  return project.runner.clearsMocks === true ? 'configured' : undefined;
}

/** Some hook puts implementations back: all, or single ones in a way that this rule need not know. */
function isReset({ file, project, helpers }: RuleContext): boolean {
  const restoresAll = file.framework === 'vitest' && (project.runner.major ?? 4) < 4;
  const resets = restoresAll
    ? /\.(?:resetAllMocks|restoreAllMocks|resetModules)$|\.mock(?:Reset|Restore)$/
    : /\.(?:resetAllMocks|resetModules)$|\.mock(?:Reset|Restore)$/;
  return file.hooks.some((hook) => callsIn(file, hook, helpers).some(({ callee }) => resets.test(callee)));
}

/** `load.mockReturnValue(1)`, `vi.mocked(load).mockReturnValue(1)` on a mock that outlives the test. */
function installOf({ file, source }: RuleContext, call: CallFact): Install | undefined {
  const found = /^(.+)\.mock(?:Implementation|ReturnValue|ResolvedValue|RejectedValue)(Once)?$/.exec(call.callee);
  const [, chain = '', once] = found ?? [];
  const path = chain.replace(/(?:\.mock[A-Z]\w*\(\))+$/, '');
  if (!found) return undefined;
  const mocked = /^(?:vi|jest)\.mocked\(\)$/.test(path)
    ? file.calls.find((other) => /\.mocked$/.test(other.callee) && other.span.start === call.span.start)?.arguments[0]
    : undefined;
  const mock = mocked ? (mocked.kind === 'name' ? String(mocked.value ?? '') : '') : path;
  if (!isSharedMock(file, source, mock, call.function)) return undefined;
  return { call, mock, variable: variableOf(file, mock, call.function), once: once !== undefined };
}

function variableOf(file: TestFile, mock: string, from: number): Variable | undefined {
  return variableNamed(file, mock.split('.')[0] ?? '', from);
}

/** A mock made once at file level, or an export of a mocked module. */
function isSharedMock(file: TestFile, source: Source, path: string, from: number): boolean {
  if (!/^[\w$]+(?:\.[\w$]+)*$/.test(path)) return false;
  const root = path.split('.')[0] ?? '';
  const variable = variableNamed(file, root, from);
  if (!variable) {
    const entry = file.imports.find(({ local, function: at }) => local === root && at === 0);
    return file.interceptions.some(({ via, target }) => /^(?:vi|jest)\.mock$/.test(via) && target === entry?.module);
  }
  if (variable.level === 'function' || !variable.constant) return false;
  // `const { load } = vi.hoisted(…)`, `const mocks = vi.hoisted(…)`.
  if (/=\s*vi\.hoisted\(/.test(source.slice(variable.declaration)))
    return !file.memberWrites.some((write) => write.target === path);
  const call = variable.initial?.ref === undefined ? undefined : file.calls[variable.initial.ref];
  if (path === root) return call !== undefined && /^(?:vi|jest)\.fn\b/.test(call.callee);
  const member = path.split('.').slice(1).join('.');
  const isFn = variable.initial?.properties?.some(
    ({ name, value }) =>
      name === member && value.ref !== undefined && /^(?:vi|jest)\.fn\b/.test(file.calls[value.ref]?.callee ?? ''),
  );
  return isFn === true && !file.memberWrites.some((write) => write.target === path);
}

/** A test that installs, and another that uses the same mock with nothing of its own and no hook that installs for it. */
function installerAndHeir({ file }: RuleContext, installs: readonly Install[], install: Install): Pair | undefined {
  const place = placeOf(file, install.call.function);
  if (install.once || isEmpty(file, install.call) || place.kind !== 'test' || isUnusual(file, place.test))
    return undefined;
  const installer = place.test;
  const same = installs.filter(({ mock, variable }) => mock === install.mock && variable === install.variable);
  const isInstalledBy = (test: Test) =>
    same.some(({ call }) => {
      const there = placeOf(file, call.function);
      if (there.kind === 'test') return there.test === test;
      if (there.kind === 'hook') return encloses(file, there.hook.suite, test.suite);
      return there.kind === 'helper';
    });
  if (isResetIn(file, installer, install.mock)) return undefined;
  const heir = file.tests.find(
    (test) =>
      test.id > installer.id &&
      !isUnusual(file, test) &&
      !isInstalledBy(test) &&
      variableOf(file, install.mock, test.function) === install.variable &&
      relies(file, install.mock, test),
  );
  return heir && { installer, heir };
}

function isUnusual(file: TestFile, test: Test): boolean {
  return isSwitchedOff(file, test) || modifierNames(file, test).includes('concurrent');
}

function isResetIn(file: TestFile, test: Test, mock: string): boolean {
  return file.calls.some(
    ({ callee, function: id }) =>
      isWithin(file, id, test.function) &&
      (callee === `${mock}.mockReset` ||
        callee === `${mock}.mockRestore` ||
        /\.(?:resetAllMocks|restoreAllMocks|mocked\(\)\.mockReset)$/.test(callee)),
  );
}

/** `mockReturnValue(undefined)`, `mockImplementation(() => {})`: what a mock does anyway. */
function isEmpty(file: TestFile, { arguments: [given] }: CallFact): boolean {
  if (!given || (given.kind === 'name' && given.value === 'undefined')) return true;
  const fn = given.kind === 'function' && given.ref !== undefined ? file.functions[given.ref] : undefined;
  return fn !== undefined && fn.body.start >= fn.body.end;
}

/**
 * The test calls the mock, hands it to what it tests, or expects calls of it. Where it expects none, the answer does not
 * matter; a mock among the properties of a component or an object may never be called.
 */
function relies(file: TestFile, mock: string, test: Test): boolean {
  const own = file.calls.filter((call) => isWithin(file, call.function, test.function));
  const names = (call: CallFact) => call.arguments.some(({ kind, value }) => kind === 'name' && value === mock);
  const wrapped = own.filter((call) => names(call) && /^(?:expect|(?:vi|jest)\.mocked)$/.test(call.callee));
  const checks = file.assertions.filter(
    ({ span, compares }) => compares === 'called' && wrapped.some((call) => contains(span, call.span)),
  );
  if (checks.some((check) => saysUnused(file, check))) return false;
  return checks.length > 0 || own.some((call) => call.callee === mock || (names(call) && !wrapped.includes(call)));
}

function saysUnused(file: TestFile, { negated, matcher, expected }: Assertion): boolean {
  const isZero = ({ span, value }: Argument) => span.start === expected?.start && value === 0;
  return negated || (/Times$|^callCount$/.test(matcher) && file.calls.some((call) => call.arguments.some(isZero)));
}

function report(context: RuleContext, { call, mock }: Install, { heir }: Pair, clear: CallFact | 'configured'): Report {
  const object = mockObject(context.file) ?? 'vi';
  const what = call.callee.slice(call.callee.lastIndexOf('.') + 1);
  const message = `${object}.clearAllMocks keeps what ${what} installs on ${mock}, so "${heir.title}", which uses it as it is, gets the answer of this test when it runs after it. Use ${object}.resetAllMocks, or install the default in beforeEach.`;
  return { at: call.span, message, fix: clear === 'configured' ? undefined : resetFix(context, clear) };
}

/** Only where no mock of the file has a default that a reset would take away. */
function resetFix({ file, source, project }: RuleContext, clear: CallFact): FixDraft | undefined {
  const isOwn = file.calls.includes(clear);
  const keepsDefaults = file.framework === 'vitest' && (project.runner.major ?? 4) >= 3;
  const isDefault = ({ callee, arguments: args, function: id }: CallFact) => {
    const place = placeOf(file, id);
    const isEarly =
      place.kind === 'collection' ||
      (place.kind === 'hook' && place.hook.kind === 'beforeAll') ||
      place.kind === 'helper';
    if (/^(?:vi|jest)\.fn$/.test(callee)) return !keepsDefaults && isEarly && args.length > 0;
    return isEarly && /\.mock(?:Implementation|ReturnValue|ResolvedValue|RejectedValue)(?:Once)?$/.test(callee);
  };
  const mocksModules = file.interceptions.some(({ via }) => /^(?:vi|jest)\.mock$/.test(via));
  if (!isOwn || file.calls.some(isDefault) || (mocksModules && !keepsDefaults)) return undefined;
  const edit: Edit = {
    start: clear.calleeSpan.end - 'clearAllMocks'.length,
    end: clear.calleeSpan.end,
    text: 'resetAllMocks',
  };
  return source.slice(edit) === 'clearAllMocks'
    ? { title: 'Reset mocks between tests', safety: 'suggested', edits: [edit] }
    : undefined;
}
