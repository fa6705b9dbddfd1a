import type { Argument, Assertion, Test, TestFile } from '../facts.ts';
import { defineRule, type RuleContext } from '../rule.ts';
import { contains } from '../source.ts';
import { examples } from './examples/weak-oracle.ts';
import { alwaysTrueInPython } from './support/assertions/always-true-python.ts';
import { callAsserts } from './support/assertions/asserting.ts';
import { partsOf } from './support/assertions/parts.ts';
import { inTest, isSwitchedOff, modifierNames } from './support/scope.ts';
import { variableNamed } from './support/values.ts';

/** All that a test asks is whether there is an answer, or whether it is a dict: any answer will do. */
export const weakOracle = defineRule({
  id: 'weak-oracle',
  title: 'Test that any answer passes',
  cause: 'overbroad-assertion',
  topic: 'structure',
  severity: 'info',
  languages: ['python'],
  frameworks: ['pytest', 'unittest'],
  pattern: 'structure/tests-that-can-fail',
  why: 'A test whose only question is whether the result is not None, is a list or is one of two things passes for nearly every wrong result. It shows that the code runs, not that it is right.',
  examples,
  *check(context) {
    const { file } = context;
    for (const test of file.tests) {
      if (test.function === 0 || isSwitchedOff(file, test) || isEnough(test)) continue;
      const own = file.assertions.filter((assertion) => inTest(file, test, assertion.function));
      const kinds = own.map((assertion) => kindOf(context, assertion));
      const [first] = own;
      if (!first || kinds.includes(undefined) || checksElsewhere(context, test, own)) continue;
      if (modifierNames(file, test).some((name) => /^(?:xfail|expectedFailure|given)$/.test(name))) continue;
      if (isReported(context, test, own)) continue;
      yield { at: first.span, test: test.id, message: wording(context, own, kinds) };
    }
  },
});

/** always-true says more of the same assertion: that it cannot fail at all. */
function isReported(context: RuleContext, test: Test, own: readonly Assertion[]): boolean {
  for (const { at, test: id } of alwaysTrueInPython(context))
    if (id === test.id && own.some(({ span }) => contains(span, at))) return true;
  return false;
}

type Kind = 'present' | 'made' | 'type' | 'either';

/** That something is there, or of a kind, is what the test is about. */
function isEnough({ title }: Test): boolean {
  return /none|null|exist|found|import|smoke|regist|availab|type|instance|class|cast|conver|singleton|default|present|attr|interface|protocol|callable|missing|unset|optional|has_|(?:returns?|as)_(?:an?_)?(?:str|int|float|bool|dict|list|tuple|set|bytes)|_is_(?:an?_)?(?:str|int|float|bool|dict|list|tuple|set|bytes)|without_(?:error|crash)|not_(?:raise|crash|fail)/i.test(
    title,
  );
}

/** A helper or a fixture asserts for the test. */
function checksElsewhere(context: RuleContext, test: Test, own: readonly Assertion[]): boolean {
  const { file, helpers } = context;
  return (
    file.calls.some(
      (call) =>
        inTest(file, test, call.function) &&
        !own.some(({ span }) => contains(span, call.span)) &&
        callAsserts(context, call),
    ) ||
    helpers.autouseAsserts() ||
    test.fixtures.some((name) => helpers.fixtureAsserts(name) === 'yes')
  );
}

/** What kind of weak question it is; undefined for one that tells right from wrong. */
function kindOf({ file, source }: RuleContext, assertion: Assertion): Kind | undefined {
  const { subject, values } = partsOf(file, assertion);
  if (!subject) return undefined;
  if (assertion.condition) return weakness(file, assertion.condition, assertion.function);
  if (assertion.style !== 'unittest') return undefined;
  if (assertion.matcher === 'assertIsNotNone') return present(file, subject, assertion.function);
  if (assertion.matcher === 'assertTrue') return weakness(file, subject, assertion.function);
  const [type] = values;
  return assertion.matcher === 'assertIsInstance' && type && isPlainType(source.slice(type.span)) ? 'type' : undefined;
}

function weakness(file: TestFile, condition: Argument, from: number): Kind | undefined {
  const { operator, operands = [], kind, ref } = condition;
  const [left, right] = operands;
  if (operator === 'is not' && right?.kind === 'null' && left) return present(file, left, from);
  if (operator === 'and') {
    const kinds = operands.map((operand) => weakness(file, operand, from));
    return kinds.includes(undefined) ? undefined : kinds[0];
  }
  // `x is None or …` asks nothing when it is None.
  const isLoose = (operand: Argument) =>
    (operand.operator === 'is' && operand.operands?.[1]?.kind === 'null') ||
    weakness(file, operand, from) !== undefined;
  if (operator === 'or') return operands.every(isLoose) ? 'either' : undefined;
  if (kind === 'call' && ref !== undefined) {
    const call = file.calls[ref];
    const [subject, type] = call?.arguments ?? [];
    if (call?.callee !== 'isinstance' || !subject || type?.kind !== 'name') return undefined;
    return isPlainType(String(type.value)) || isMadeBy(file, subject, String(type.value), from) ? 'type' : undefined;
  }
  return undefined;
}

/** What a class was called for is never None. */
function present(file: TestFile, subject: Argument, from: number): Kind | undefined {
  if (
    subject.kind === 'call' &&
    /(?:^|\.)(?:search|match|fullmatch|get|find|first|one_or_none|scalar_one_or_none)$/.test(calleeOf(file, subject))
  )
    return undefined;
  // `message = None`, and set where it comes to that: a flag.
  const variable = subject.kind === 'name' ? variableNamed(file, String(subject.value), from) : undefined;
  if (variable && (variable.initial?.kind === 'null' || !variable.constant)) return undefined;
  return isMadeBy(file, subject, undefined, from) ? 'made' : 'present';
}

/** `user = User(…)`, of the class of this name or of any. */
function isMadeBy(file: TestFile, subject: Argument, type: string | undefined, from: number): boolean {
  const variable = subject.kind === 'name' ? variableNamed(file, String(subject.value), from) : undefined;
  const made = subject.kind === 'call' ? subject : variable?.constant ? variable.initial : undefined;
  const last = made && made.awaited !== true ? calleeOf(file, made).split('.').at(-1) : undefined;
  if (last === undefined) return false;
  return type === undefined ? /^[A-Z][a-z]\w*$/.test(last) : last === type.split('.').at(-1);
}

function calleeOf(file: TestFile, { kind, ref }: Argument): string {
  return kind === 'call' && ref !== undefined ? (file.calls[ref]?.callee ?? '') : '';
}

function isPlainType(name: string): boolean {
  return /^(?:dict|list|str|int|float|bool|tuple|set|bytes|object)$/.test(name);
}

function wording(
  { file, source }: RuleContext,
  own: readonly Assertion[],
  kinds: readonly (Kind | undefined)[],
): string {
  const subject = own[0] && partsOf(file, own[0]).subject;
  const name = subject && subject.kind === 'name' ? `\`${source.slice(subject.span)}\`` : 'the result';
  if (kinds.every((kind) => kind === 'made'))
    return `All that the test checks is that ${name} is not None, and what a class is called for never is. Assert on what it holds.`;
  if (kinds.includes('either') && own.length === 1)
    return 'All that the test checks is one of two things, either of which nearly everything is. Expect the one that is right here.';
  if (kinds.every((kind) => kind === 'type'))
    return 'All that the test checks is the type: any value of it passes. Assert on what it holds.';
  if (kinds.includes('type'))
    return 'All that the test checks is that there is a value and of which type: any value of it passes. Assert on what it holds.';
  return `All that the test checks is that ${own.length === 1 ? `${name} is` : 'the results are'} not None: any other answer passes. Assert on what it holds.`;
}
