import type { Block, Exit, FunctionFact, Test, TestFile } from '../facts.ts';
import { isWithin } from '../nesting.ts';
import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import { contains } from '../source.ts';
import { examples } from './examples/early-return-skip.ts';
import { pythonExamples } from './examples/early-return-skip-python.ts';
import { callAsserts } from './support/assertions/asserting.ts';
import { skipInPython } from './support/assertions/skip-in-python.ts';
import { skipInstead } from './support/assertions/skip-instead.ts';
import { inTest, isSwitchedOff, modifierNames } from './support/scope.ts';
import { commentAbove } from './support/state/runs.ts';
import { isTypeTest } from './support/type-tests.ts';
import { variablesReadIn } from './support/values.ts';

/** The comment above says that either outcome of a race will do. */
const saysRace = /\b(?:rac(?:e|es|y|ing)|accident\w*|tim(?:e|ing)|either)\b/i;

/** `if (!cond) return` before anything is checked: the test counts as passed. */
export const earlyReturnSkip = defineRule({
  id: 'early-return-skip',
  title: 'Early return that passes the test',
  cause: 'vacuous',
  topic: 'flaky',
  severity: 'warning',
  languages: ['typescript', 'python'],
  pattern: 'structure/tests-that-can-fail',
  why: 'A test that returns before its first assertion is reported as passed. Nobody sees that it checked nothing, on the one machine or in the one case where it mattered. A skip is counted and shown.',
  examples: {
    bad: [...examples.bad, ...pythonExamples.bad],
    good: [...examples.good, ...pythonExamples.good],
  },
  *check(context) {
    const { file, source } = context;
    if (isTypeTest(file.path)) return;
    for (const test of file.tests) {
      const fn = file.functions[test.function];
      if (!fn || fn.id === 0 || isSwitchedOff(file, test) || isPropertyTest(file, test)) continue;
      const found = earlyReturn(context, test, fn);
      if (!found) continue;
      const condition = shorten(source.slice(found.branch.condition ?? found.branch.span));
      const isResult = dependsOnTest(context, fn, found.branch);
      yield {
        at: found.exit.span,
        test: test.id,
        severity:
          isResult && saysRace.test(commentAbove(source, found.branch.construct, file.language)) ? 'info' : 'warning',
        message: isResult
          ? `When \`${condition}\`, the test returns before its first assertion and passes without checking anything. Assert that it is not so, instead of returning.`
          : `When \`${condition}\`, the test returns before its first assertion and is reported as passed. Skip it, so that the report says so: ${ownSkip(file)}.`,
        fix: isResult ? undefined : fixFor(context, test, fn, found),
      };
    }
  },
});

/** Calls that leave word and do nothing else. */
const onlySpeaks = /^(?:console\.\w+|print|warnings\.warn|(?:\w+\.)*_?log(?:ger|ging)?\.\w+)$/;

/** Runs many times with other values: one of them may be none of its cases. */
function isPropertyTest(file: TestFile, test: Test): boolean {
  return (
    modifierNames(file, test).includes('prop') ||
    (file.language === 'python' && modifierNames(file, test).includes('given'))
  );
}

interface EarlyReturn {
  readonly exit: Exit;
  /** The arm of the `if` that returns. */
  readonly branch: Block;
}

function earlyReturn(context: RuleContext, test: Test, fn: FunctionFact): EarlyReturn | undefined {
  const { file, source } = context;
  for (const exit of file.exits) {
    const branch = file.blocks[exit.block];
    if (exit.function !== fn.id || exit.kind !== 'return' || !isNothing(file, exit) || branch?.kind !== 'branch')
      continue;
    const isIf = branch.parent === fn.block && branch.arm === 0 && !branch.exhaustive && branch.condition !== undefined;
    if (!isIf || !/^if\b/.test(source.slice(branch.construct))) continue;
    const inBranch = file.calls.filter((call) => contains(branch.span, call.span));
    if (!inBranch.every(({ callee }) => onlySpeaks.test(callee))) continue;
    const checks = placesThatCheck(context, test);
    if (checks.some((at) => at < exit.span.start)) return undefined;
    if (checks.some((at) => at >= branch.construct.end)) return { exit, branch };
  }
  return undefined;
}

function isNothing({ language }: TestFile, { value }: Exit): boolean {
  if (language === 'python') return value === undefined || value.kind === 'null';
  return value === undefined || (value.kind === 'name' && value.value === 'undefined');
}

/** `if ok: return`, and behind it nothing but `assert False`: the condition is what is checked. */
function isVerdict(statement: string, { language }: TestFile): boolean {
  return (
    language === 'python' && /^(?:assert (?:False|0)\b|raise AssertionError|(?:pytest|self)\.fail\()/.test(statement)
  );
}

/** Where the test asserts, or calls something that does. */
function placesThatCheck(context: RuleContext, test: Test): number[] {
  const { file, source } = context;
  const own = file.assertions.filter(
    (assertion) => inTest(file, test, assertion.function) && !isVerdict(source.slice(assertion.statement), file),
  );
  const calls = file.calls.filter(
    (call) =>
      inTest(file, test, call.function) && callAsserts(context, call) && !isVerdict(source.slice(call.statement), file),
  );
  return [...own, ...calls].map(({ span }) => span.start);
}

/** Read from the machine that the test runs on, in Python. */
const ofMachine = /\bos\.(?:environ|getenv|name|path)\b|\bsys\.|\bplatform\.|\bshutil\.which\b|\bfind_spec\b|\bPath\(/;

/** The condition asks for something that the test has made or fetched itself; a parameter given a new value further down is not. */
function dependsOnTest({ file, source }: RuleContext, fn: FunctionFact, { condition }: Block): boolean {
  return (
    condition !== undefined &&
    variablesReadIn(file, condition).some(
      ({ name, level, function: owner, initializer, nameSpan, accesses }) =>
        level === 'function' &&
        isWithin(file, owner, fn.id) &&
        // `any(… for part in path.parts)` names its own.
        !contains(condition, nameSpan) &&
        !(
          file.language === 'python' &&
          fn.parameters.some((parameter) => parameter.name === name) &&
          nameSpan.start > condition.end &&
          !accesses.some(({ kind, span }) => kind !== 'read' && span.start < condition.start)
        ) &&
        !(file.language === 'python' && initializer && ofMachine.test(source.slice(initializer))),
    )
  );
}

function ownSkip({ framework }: TestFile): string {
  switch (framework) {
    case 'vitest':
      return '`ctx.skip()` or `it.skipIf(…)`';
    case 'mocha':
      return '`this.skip()`';
    case 'node:test':
      return "`t.skip('…')`";
    case 'playwright':
      return "`test.skip(condition, '…')`";
    case 'pytest':
      return '`pytest.skip("…")`';
    case 'unittest':
      return '`self.skipTest("…")`';
    default:
      return '`(condition ? it.skip : it)(…)`';
  }
}

function fixFor(
  context: RuleContext,
  test: Test,
  fn: FunctionFact,
  { exit, branch }: EarlyReturn,
): FixDraft | undefined {
  const isPython = context.file.language === 'python';
  if (isPython) {
    const edits = skipInPython(context, fn, exit, branch);
    return edits && { title: 'Skip the test', safety: 'suggested', edits };
  }
  const edits = exit.value ? undefined : skipInstead(context, test, fn, exit, branch);
  return edits && { title: 'Skip the test', safety: 'suggested', edits };
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
