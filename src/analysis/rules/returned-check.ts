import type { Argument, Exit, FunctionFact, Span, Test, TestFile } from '../facts.ts';
import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import { examples } from './examples/returned-check.ts';
import { ownDecorators } from './support/assertions/known-decorators.ts';
import { isSwitchedOff, modifierNames } from './support/scope.ts';
import { versionIs } from './support/versions.ts';

/**
 * A test that returns what it should assert. Measured with pytest 7.2.1 and Python 3.11: `return 1 == 2` passes with
 * PytestReturnNotNoneWarning (since pytest 7.2; an error in 8.4.0 only, changelog #12346 and #13477), in a coroutine under
 * pytest-asyncio without any warning, and in unittest with a DeprecationWarning.
 */
export const returnedCheck = defineRule({
  id: 'returned-check',
  title: 'Check that is returned, not asserted',
  cause: 'vacuous',
  topic: 'structure',
  severity: 'error',
  languages: ['python'],
  frameworks: ['pytest', 'unittest'],
  pattern: 'structure/tests-that-can-fail',
  why: 'Nobody looks at what a test returns. `return a == b` passes when the two differ, and pytest gives no more than a warning.',
  examples,
  *check(context) {
    const { file } = context;
    for (const test of file.tests) {
      const fn = file.functions[test.function];
      if (
        !fn ||
        fn.id === 0 ||
        fn.generator ||
        isSwitchedOff(file, test) ||
        !ownDecorators(fn) ||
        isGivenTo(file, test)
      )
        continue;
      const returns = file.exits.filter((exit) => exit.function === fn.id && exit.kind === 'return' && isValue(exit));
      const checks = returns.filter(({ value }) => value && isCheck(value));
      const exit = checks[0] ?? returns.find(({ value }) => value && isSurelyValue(file, value));
      if (!exit?.value) continue;
      const isChecked = isCheck(exit.value);
      yield {
        at: exit.span,
        test: test.id,
        severity: isChecked ? 'error' : 'warning',
        message: isChecked
          ? `The comparison is returned and nobody looks at it: the test passes when it is false${warns(context, fn)}. Assert it.`
          : `Nobody looks at what a test returns${warns(context, fn)}. Assert on the value, or leave the \`return\` out.`,
        fix: isChecked ? assertIt(exit.span, returns.length) : undefined,
      };
    }
  },
});

function isValue({ value }: Exit): boolean {
  return value !== undefined && value.kind !== 'null';
}

/** Plugins that compare what a test returns: pytest-mpl, pytest-arraydiff and the like. */
function isGivenTo(file: TestFile, test: Test): boolean {
  return modifierNames(file, test).some((name) => /compare|image|snapshot|regress|mpl|approv/i.test(name));
}

const comparisons = /^(?:==|!=|<|<=|>|>=|in|not in|is|is not|not)$/;

/** What is true or false whatever its parts are. */
function isCheck({ operator, operands = [], awaited }: Argument): boolean {
  if (awaited === true || operator === undefined) return false;
  if (operator === 'and' || operator === 'or') return operands.every(isCheck);
  return operator.split(/ (?!in|not)/).every((step) => comparisons.test(step));
}

/** A call may give None, of which pytest says nothing. */
function isSurelyValue(file: TestFile, { kind, value, operator }: Argument): boolean {
  if (kind === 'name') return /^\w+$/.test(String(value)) && !isUnset(file, String(value));
  return kind !== 'call' && kind !== 'other' && operator === undefined;
}

function isUnset(file: TestFile, name: string): boolean {
  return file.variables.some(
    (variable) =>
      variable.name === name && (variable.initial === undefined || /^(?:call|null)$/.test(variable.initial.kind)),
  );
}

/** What the runner says to it; a coroutine's value is lost in pytest-asyncio. */
function warns({ file, project }: RuleContext, { async: isAsync, className }: FunctionFact): string {
  if (file.framework === 'unittest' || isAsync) return '';
  if (
    className !== undefined &&
    file.classes?.some(({ name, bases }) => name === className && bases.some((base) => /TestCase$/.test(base)))
  )
    return '';
  if (versionIs(project, 'pytest', { below: '7.2' }) === 'yes') return '';
  if (versionIs(project, 'pytest', { atLeast: '8.4', below: '8.4.1' }) === 'yes')
    return ' (pytest 8.4.0 makes it a failure, other versions warn)';
  return ' (pytest only warns: PytestReturnNotNoneWarning)';
}

/** `return` has the length of `assert`, and what may stand behind the one may stand behind the other. */
function assertIt({ start }: Span, returns: number): FixDraft | undefined {
  // Where several are returned, the others end the test early.
  if (returns > 1) return undefined;
  const edit = { start, end: start + 'return'.length, text: 'assert' };
  return { title: 'Assert it', safety: 'suggested', edits: [edit] };
}
