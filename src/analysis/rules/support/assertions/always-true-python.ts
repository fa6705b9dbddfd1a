import type { Argument, Assertion, Test, TestFile } from '../../../facts.ts';
import type { FixDraft, Report, RuleContext } from '../../../rule.ts';
import { contains } from '../../../source.ts';
import { wholeName } from '../../../words.ts';
import { climb, functionsNamed, inTest, isSwitchedOff, modifierNames, testAround } from '../scope.ts';
import { commentAbove } from '../state/runs.ts';
import { callAsserts } from './asserting.ts';
import { identityWithLiteral } from './identity-python.ts';
import { partsOf } from './parts.ts';
import { saysNoError } from './says-no-error.ts';
import { splitTuple } from './split-tuple.ts';
import { isLength, isTautology, isWritten, truthOf } from './tautologies.ts';
import { valueAsMessage } from './value-as-message-python.ts';

/**
 * Python's side of always-true. Measured with Python 3.11 and pytest 7.2.1: `assert (x == 1, "msg")` passes with a SyntaxWarning
 * and a PytestAssertRewriteWarning, the others pass without a word; `self.assertTrue(a, 3)` takes the 3 for the message.
 */
export function* alwaysTrueInPython(context: RuleContext): Iterable<Report> {
  const { file } = context;
  const constants = new Map<Test, Assertion[]>();
  for (const assertion of file.assertions) {
    const test = testAround(file, assertion.function);
    if (!test || isSwitchedOff(file, test) || isMeantToFail(file, test) || isExpectedToFail(file, assertion)) continue;
    const misplaced = valueAsMessage(context, assertion);
    if (misplaced) yield { at: assertion.span, test: test.id, ...misplaced };
    // What stands in a function inside the test may be there to be looked at.
    if (misplaced || assertion.function !== test.function) continue;
    const found = tupleReport(context, assertion) ?? unreadArgument(context, assertion) ?? verdict(context, assertion);
    if (found === 'constant') constants.set(test, [...(constants.get(test) ?? []), assertion]);
    else if (found) yield { at: assertion.span, test: test.id, ...found };
  }
  for (const [test, found] of constants) yield* constantReport(context, test, found);
}

type Verdict = Pick<Report, 'message' | 'severity' | 'fix'>;

function isMeantToFail(file: TestFile, test: Test): boolean {
  return modifierNames(file, test).some((name) => /^(?:xfail|expectedFailure)$/.test(name));
}

/** In `with pytest.raises(…)`, or in a `try`: what is raised is what is looked at. */
function isExpectedToFail(file: TestFile, { block }: Assertion): boolean {
  return [...climb(file, block)].some(
    ({ names, kind }) => kind === 'with' && names.some((name) => /raises/i.test(name)),
  );
}

/** `assert (a == 1, "message")`. */
function tupleReport(context: RuleContext, assertion: Assertion): Verdict | undefined {
  const { condition } = assertion;
  if (condition?.form !== 'tuple' || (condition.elements?.length ?? 0) === 0) return undefined;
  return {
    message:
      'A tuple that holds something is true, whatever its parts are: this passes even when they are not. Take the parentheses away, or assert each part.',
    fix: splitTuple(context, assertion, condition),
  };
}

/** `self.assertTrue(total, 3)`: the second argument is the message. */
function unreadArgument({ file, source }: RuleContext, assertion: Assertion): Verdict | undefined {
  if (!/^assert(?:True|False)$/.test(assertion.matcher) || assertion.style !== 'unittest') return undefined;
  const { values, matcher, subject } = partsOf(file, assertion);
  const [value] = values;
  const isValue = value && value.name === undefined && /^(?:number|boolean|null|array|object)$/.test(value.kind);
  // Beside a comparison, or as a tuple, it is what the report is to show.
  const isShown = subject?.operator !== undefined || value?.form === 'tuple';
  if (!isValue || !matcher || isShown || assertion.matcher === 'assertFalse') return undefined;
  const name = matcher.calleeSpan;
  return {
    message: `\`assertTrue\` looks at its first argument only: \`${source.slice(value.span)}\` is taken for the message and never compared. Use assertEqual.`,
    fix: {
      title: 'Compare with assertEqual',
      safety: 'suggested',
      edits: [{ start: name.end - 'assertTrue'.length, end: name.end, text: 'assertEqual' }],
    },
  };
}

function verdict(context: RuleContext, assertion: Assertion): Verdict | 'constant' | undefined {
  const claim = claimOf(context, assertion);
  if (!claim) return undefined;
  const { file, source } = context;
  const { condition, isTrue } = claim;
  const truth = truthOf(context, condition, assertion.function);
  if (truth === isTrue) {
    if (condition.form === 'generator')
      return {
        message: 'A generator is true before it has given anything: this always passes. Wrap it in all() or any().',
        fix: wrapInAll(context, condition),
      };
    if (condition.kind === 'function')
      return {
        message: 'A lambda is true and is never called here: this always passes. Call it, or assert what it gives.',
      };
    if (condition.operator === 'or' || condition.operator === 'and' || condition.operator === 'in')
      return orReport(source.slice(condition.span));
    return 'constant';
  }
  if (!isTrue) return undefined;
  const identity = identityWithLiteral(context, condition);
  if (identity) return identity;
  const uncalled = uncalledFunction(file, assertion, condition);
  if (uncalled !== undefined)
    return {
      message: `\`${uncalled}\` is a function, which is always true: it is named here and never called. Call it.`,
    };
  if (isLength(context, condition, assertion.function))
    return { message: 'A length is never below 0, so this always holds. Expect the number, or that it is above 0.' };
  const reason = isTautology(context, condition);
  if (reason === undefined) return undefined;
  if (reason === 'itself' && (triesComparison(context, assertion) || triesOrder(file, assertion))) return undefined;
  return tautologies[reason](source.slice(condition.span).replace(/\s+/g, ' '));
}

/** `assert (x for …)` means that all are. */
function wrapInAll({ source }: RuleContext, { span: { start } }: Argument): FixDraft | undefined {
  const isOpen = source.text.charAt(start) === '(' && /\s/.test(source.text.charAt(start - 1));
  return isOpen
    ? { title: 'Wrap it in all()', safety: 'suggested', edits: [{ start, end: start, text: 'all' }] }
    : undefined;
}

function orReport(text: string): Verdict {
  return {
    message: `\`${text.replace(/\s+/g, ' ')}\` is true whatever the code does: one side of it is a constant. Compare each side with the value that is expected.`,
  };
}

const tautologies = {
  itself: (text: string): Verdict => ({
    message: `\`${text}\` compares a value with itself, which always holds. Compare it with the value that is expected.`,
  }),
  opposites: (text: string): Verdict => ({
    message: `\`${text}\` covers every case, so it always holds. Expect the one that is right here.`,
  }),
  member: (text: string): Verdict => ({
    message: `\`${text}\` looks for a value in a collection that is made from it, so it always holds. Compare it with what is expected.`,
  }),
  object: (text: string): Verdict => ({
    message: `\`${text}\` holds for everything, since every value is an object. Name the type that is expected.`,
  }),
};

/** What is said to be true or false by the assertion, as one expression. */
function claimOf(
  { file }: RuleContext,
  assertion: Assertion,
): { readonly condition: Argument; readonly isTrue: boolean } | undefined {
  if (assertion.condition) return { condition: assertion.condition, isTrue: true };
  const { subject, values } = partsOf(file, assertion);
  const [value] = values;
  if (assertion.style !== 'unittest' || !subject) return undefined;
  if (assertion.matcher === 'assertTrue') return { condition: subject, isTrue: true };
  if (assertion.matcher === 'assertFalse') return { condition: subject, isTrue: false };
  const operator = compares[assertion.matcher];
  if (operator === undefined || !value || value.name !== undefined) return undefined;
  const span = { start: subject.span.start, end: value.span.end };
  return { condition: { span, kind: 'other', operator, operands: [subject, value] }, isTrue: true };
}

const compares: Readonly<Record<string, string>> = {
  assertEqual: '==',
  assertEquals: '==',
  assertIs: 'is',
  assertIsNot: 'is not',
  assertIn: 'in',
  assertGreaterEqual: '>=',
  assertGreater: '>',
  assertLessEqual: '<=',
};

/** The name of a function of this file, which nothing nearer hides. */
function uncalledFunction(
  file: TestFile,
  { function: from }: Assertion,
  { kind, value }: Argument,
): string | undefined {
  const name = String(value);
  if (kind !== 'name' || !/^[a-z_]\w*$/.test(name)) return undefined;
  const fn = functionsNamed(file, name).find(({ className, role }) => className === undefined && role === 'function');
  const isHidden =
    file.functions[from]?.parameters.some((parameter) => parameter.name === name) ||
    file.variables.some((variable) => variable.name === name) ||
    file.imports.some(({ local }) => local === name);
  return fn && !isHidden && fn.parent === 0 && fn.decorators.length === 0 ? name : undefined;
}

/** Beside `!=` of the same things, or by its name, the test is about `__eq__`, `__hash__` or the order. */
function triesComparison({ file, source }: RuleContext, assertion: Assertion): boolean {
  const test = testAround(file, assertion.function);
  if (!test) return false;
  if (/eq(?:ual|_|$|s)|hash|ident|refl|compar|order|cmp|same|sort|singleton|nan/i.test(test.fullTitle)) return true;
  const names = source.slice(assertion.span).match(/\b[a-zA-Z_]\w*\b/g) ?? [];
  return file.assertions.some(
    (other) =>
      other.id !== assertion.id &&
      inTest(file, test, other.function) &&
      other.compares === 'equal' &&
      other.negated &&
      names.slice(1).some((name) => new RegExp(wholeName(name)).test(source.slice(other.span))),
  );
}

/** `a >= a` beside `a >= b`: the order itself is tried. */
function triesOrder(file: TestFile, { id, matcher, function: from }: Assertion): boolean {
  const isOrder = (compares: string) => compares === '<=' || compares === '>=';
  return (
    isOrder(matcher) &&
    file.assertions.some((other) => other.id !== id && other.function === from && isOrder(other.matcher))
  );
}

/** Alone in its test a constant makes the test empty; beside others it is noise or a sign that the place was reached. */
function* constantReport(context: RuleContext, test: Test, found: readonly Assertion[]): Iterable<Report> {
  const { file, source } = context;
  const [first] = found;
  if (!first) return;
  const mine = file.assertions.filter((other) => inTest(file, test, other.function));
  const checks =
    mine.some((other) => !found.includes(other)) ||
    file.calls.some(
      (call) =>
        inTest(file, test, call.function) &&
        !mine.some(({ span }) => contains(span, call.span)) &&
        callAsserts(context, call),
    );
  const inBranch = file.blocks[first.block]?.kind !== 'function' && file.blocks[first.block]?.kind !== 'with';
  if (checks || inBranch) {
    // `else: assert True` says nothing and does no harm; a constant that looks like a check deserves a look.
    if (isMark(context, first)) return;
    yield {
      at: first.span,
      test: test.id,
      severity: 'info',
      message:
        'This compares constants of the test itself and cannot fail. Assert on what the code returns or changes.',
    };
    return;
  }
  const above = commentAbove(source, first.statement, 'python');
  const isExplained =
    saysNoError(file, source, test) ||
    isSetInWith(context, first) ||
    /\b(?:no|without|not|if we|reach)\b/i.test(above + messageOf(source.slice(first.span)));
  yield {
    at: first.span,
    test: test.id,
    ...(isExplained && { severity: 'info' as const }),
    message:
      'The only check of the test compares constants: it passes whatever the code does. Assert on what the code returns or changes.',
  };
}

/** `with guard(): result = "done"`: that the block comes to its end is what is looked at. */
function isSetInWith({ file }: RuleContext, assertion: Assertion): boolean {
  return file.variables.some(
    ({ level, declaration, accesses }) =>
      level === 'function' &&
      accesses.some(({ kind, span }) => kind === 'read' && contains(assertion.span, span)) &&
      file.blocks.some(
        ({ kind, span }) => kind === 'with' && contains(span, declaration) && span.end <= assertion.span.start,
      ),
  );
}

function messageOf(assertion: string): string {
  return /,([\s\S]*)$/.exec(assertion)?.[1] ?? '';
}

/** `assert True`. */
function isMark({ file }: RuleContext, assertion: Assertion): boolean {
  const condition = assertion.condition ?? partsOf(file, assertion).subject;
  return condition === undefined || isWritten(condition);
}
