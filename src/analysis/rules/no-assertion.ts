import type { CallFact, Test, TestFile } from '../facts.ts';
import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import { contains, type Source } from '../source.ts';
import { examples } from './examples/no-assertion.ts';
import { callAsserts } from './support/assertions/asserting.ts';
import { isCheckedElsewhere } from './support/assertions/checked-elsewhere.ts';
import { isAlwaysSkipped, onlyCallsFixture, runsOtherTest } from './support/assertions/delegated-python.ts';
import { impliedCheck } from './support/assertions/implied-check.ts';
import {
  checkingFixtures,
  isForgottenAssert,
  skipEmpty,
  swallowsAll,
  waitsForState,
} from './support/assertions/unchecked-python.ts';
import { climb, functionsNamed, hooksFor, inTest, isSwitchedOff, modifierNames } from './support/scope.ts';

/** Fails on its own: a raise or throw in the body, a type check, a comment that expects a compile error. */
const failsByItself =
  /\braise\b|\bthrow\b|@ts-expect-error|\bassert\b|\bsatisfies\b|\bPromise\.reject\(|\bdone\(\s*(?:new |err)/;

/** Fails the test when what it waits for does not come. */
const timeLimit =
  /^(?:asyncio\.(?:wait_for|timeout|timeout_at)|async_timeout\.timeout|(?:anyio|trio)\.fail_(?:after|at))$/;

/** A test in which nothing can be found that could fail: it passes whatever the code returns. */
export const noAssertion = defineRule({
  id: 'no-assertion',
  title: 'Test without assertion',
  cause: 'vacuous',
  topic: 'flaky',
  severity: 'error',
  languages: ['typescript', 'python'],
  pattern: 'flaky/identify',
  why: 'A test that checks nothing passes as long as nothing is raised or thrown. It counts as coverage and as a green light, yet the code may return anything.',
  examples,
  *check(context) {
    const { file } = context;
    for (const test of file.tests) {
      if (test.function === 0 || isSwitchedOff(file, test) || isNoTest(context, test)) continue;
      if (isAlwaysSkipped(context, test) || runsOtherTest(context, test)) continue;
      if (isPlaceholder(context, test) || asserts(context, test) || waitsForState(context, test)) continue;
      if (isForgottenAssert(context, test)) continue;
      yield { at: test.nameSpan, test: test.id, ...wording(context, test) };
    }
  },
});

function wording(context: RuleContext, test: Test): { message: string; severity?: 'info'; fix?: FixDraft | undefined } {
  const { file, source } = context;
  const body = file.functions[test.function]?.body ?? test.span;
  if (isEmpty(source.slice(body))) {
    const message =
      file.language === 'python'
        ? 'The test is empty: it is reported as passed without running anything. Write it, or mark it as skipped, so that the report shows it.'
        : 'The test is empty: it passes without running anything. Write it, or mark it as todo or skipped.';
    // What a page of the documentation shows.
    if (/(?:^|\/)(?:docs?|examples?)\//.test(file.path)) return { message, severity: 'info' };
    return { message, fix: skipEmpty(context, test) };
  }
  if (swallowsAll(context, test))
    return {
      message:
        'Nothing is checked, and what the code raises is swallowed as well: the test cannot fail. Assert on the result or on what changed, and let only the exception pass that is expected.',
    };
  const implied = impliedCheck(file, source, test);
  if (implied !== undefined) return { severity: 'info', message: implied };
  if (onlyCallsFixture(context, test))
    return {
      severity: 'info',
      message:
        'All that the test does is to call what a fixture gives, and that fixture stands where it cannot be read: unless it asserts, nothing is checked here.',
    };
  const unless = file.language === 'python' ? 'it raises' : 'it throws';
  return {
    message: `Nothing is checked: the test passes whatever the code returns or does, unless ${unless}. Assert on the result or on what changed.`,
  };
}

/** A route, flow or task that happens to be called `test_…`: its decorator turns it into something else. */
function isNoTest({ file }: RuleContext, test: Test): boolean {
  const makers = /^(?:\w+\.)*(?:flow|task|route|app|router|blueprint|bp|celery|shared_task|command|\w*tool)(?:\.|$)/;
  return file.functions[test.function]?.decorators.some((decorator) => makers.test(decorator.callee)) === true;
}

/** `test('seed', …)` in Playwright's `seed.spec.ts` is where its agents start to record; other titles say what the test stands in for. */
function isPlaceholder({ file }: RuleContext, { title }: Test): boolean {
  if (file.language !== 'typescript') return false;
  if (/(?:^|\/)seed\.(?:spec|test)\.[cm]?[jt]s$/.test(file.path) && title === 'seed') return true;
  return /\bskipping\b.*\b(?:on|because|for)\b|\b(?:zero|no) tests\b/i.test(title);
}

function isEmpty(body: string): boolean {
  const code = body
    .replace(/^\s*(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"[^"\n]*"|'[^'\n]*')/, '')
    .replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\/|#[^\n]*/g, '')
    .replace(/^\s*(?:pass|\.\.\.)\s*$/gm, '');
  return code.trim() === '';
}

function asserts(context: RuleContext, test: Test): boolean {
  const { file, source, helpers } = context;
  if (modifierNames(file, test).some((name) => /^(?:fails|failing|fail|xfail|expectedFailure|benchmark)$/.test(name)))
    return true;
  const hooks = hooksFor(file, test).map((hook) => hook.function);
  const counts = (fn: number) =>
    inTest(file, test, fn) || hooks.some((hook) => inTest(file, { ...test, function: hook }, fn));
  if (file.assertions.some((assertion) => counts(assertion.function) || contains(test.span, assertion.span)))
    return true;
  if (file.calls.some((call) => counts(call.function) && (callAsserts(context, call) || skips(call.callee))))
    return true;
  if (
    test.fixtures.some(
      (name) => name === 'benchmark' || checkingFixtures.has(name) || helpers.fixtureAsserts(name) === 'yes',
    )
  )
    return true;
  if (helpers.autouseAsserts() || callsWhatThrows(context, test) || isCheckedByDecorator(context, test)) return true;
  const body = file.functions[test.function]?.body;
  if (body && failsByItself.test(withoutText(source.slice(body)))) return true;
  if (isRefusedElsewhere(context, test) || isCheckedElsewhere(file, source, test)) return true;
  if (namesWhatChecks(context, test)) return true;
  return file.blocks.some(
    (block) =>
      counts(block.function) && block.names.some((name) => /raises|warns|assert|expect|fail|throws|verify/i.test(name)),
  );
}

/**
 * The test calls, for nothing but its silence, what another test of the file expects to raise or warn: `validate(good)`
 * beside `with pytest.raises(…): validate(bad)`. That it accepts is then the very thing that is checked.
 */
function isRefusedElsewhere({ file, source }: RuleContext, test: Test): boolean {
  const refusals = file.assertions.filter(({ compares }) => compares === 'throws');
  if (refusals.length === 0) return false;
  const expectsRefusal = (block: number) =>
    [...climb(file, block)].some(
      ({ kind, names }) => kind === 'with' && names.some((name) => /raises|warns|assertRaises|assertWarns/i.test(name)),
    );
  const isRefused = (call: CallFact) =>
    expectsRefusal(call.block) ||
    refusals.some((refusal) => refusal.call !== call.id && contains(refusal.span, call.span));
  const refused = new Set(
    file.calls.filter((call) => !inTest(file, test, call.function) && isRefused(call)).map((call) => call.callee),
  );
  return file.calls.some(
    (call) =>
      inTest(file, test, call.function) &&
      refused.has(call.callee) &&
      source.slice(call.statement).replace(/^await\s+|;$/g, '') === source.slice(call.span),
  );
}

/**
 * `@call_count(12)`, a decorator of the tests' own that asserts, and `@suite.run_all` over a test that returns what is to be
 * checked: pytest itself throws away what a test returns.
 */
function isCheckedByDecorator({ file, helpers }: RuleContext, { function: id }: Test): boolean {
  if (file.language !== 'python') return false;
  const gives = file.exits.some(({ kind, value, function: from }) => kind === 'return' && value && from === id);
  const own = (file.functions[id]?.decorators ?? []).filter(
    ({ callee }) => !/^(?:pytest|unittest|hypothesis|functools|mock)\b/.test(callee),
  );
  return own.some(({ call }) => {
    const fact = call === undefined ? undefined : file.calls[call];
    return gives || (fact !== undefined && helpers.asserts(fact) === 'yes');
  });
}

/** `@override_settings(MIDDLEWARE=["tests.test_shop.Checking"])`: a class of the file, which asserts, is run by its name. */
function namesWhatChecks({ file, source }: RuleContext, test: Test): boolean {
  const fn = file.functions[test.function];
  if (file.language !== 'python' || !fn) return false;
  const named = [...source.slice(fn.span).matchAll(/["'](?:\w+\.)+([A-Z]\w*)["']/g)].map(([, name]) => name);
  return file.assertions.some(({ function: id }) => {
    const owner = file.functions[id]?.className;
    return owner !== undefined && named.includes(owner);
  });
}

/** The test calls a function of its file that always throws or rejects. */
function callsWhatThrows({ file, source }: RuleContext, test: Test): boolean {
  return (
    file.language === 'typescript' &&
    file.calls.some((call) => inTest(file, test, call.function) && alwaysThrows(file, source, call.callee, 0))
  );
}

/** On every way, or in the handler of what always throws. */
function alwaysThrows(file: TestFile, source: Source, name: string, depth: number): boolean {
  return functionsNamed(file, name).some((fn) =>
    file.exits.some((exit) => {
      const throws = exit.kind === 'throw' || (exit.value && /^Promise\.reject\(/.test(source.slice(exit.value.span)));
      if (exit.function !== fn.id || !throws) return false;
      const around = [...climb(file, exit.block)].filter((block) => block.function === fn.id && block.id !== fn.block);
      if (around.length === 0) return true;
      const [handler] = around;
      return (
        around.length === 1 &&
        handler?.kind === 'catch' &&
        depth < 3 &&
        file.calls.some(
          (call) => contains(handler.construct, call.span) && alwaysThrows(file, source, call.callee, depth + 1),
        )
      );
    }),
  );
}

/** `pytest.skip(…)` or `ctx.skip()` in the body: it does not run to its end. */
function skips(callee: string): boolean {
  if (timeLimit.test(callee)) return true;
  return /(?:^|\.)(?:skip|skipTest|importorskip|xfail|pending)$/.test(callee);
}

function withoutText(code: string): string {
  return code.replace(
    /\/\/(?!.*@ts-expect-error)[^\n]*|#[^\n]*|"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g,
    '',
  );
}
