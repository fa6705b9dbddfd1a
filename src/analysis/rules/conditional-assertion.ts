import type { Assertion, Block, Span, Test, TestFile } from '../facts.ts';
import { functionsAround } from '../nesting.ts';
import { defineRule, type RuleContext, type Severity } from '../rule.ts';
import { contains, type Source } from '../source.ts';
import { examples } from './examples/conditional-assertion.ts';
import { closeGap } from './support/close-gap.ts';
import { takesDone } from './support/done.ts';
import { type Gap, Paths } from './support/paths.ts';
import { commentAbove } from './support/runs.ts';
import { climb, hooksFor, inTest, isSwitchedOff, modifierNames } from './support/scope.ts';
import { swallowingsIn } from './support/swallowing.ts';
import { isTypeTest } from './support/type-tests.ts';
import { variableNamed, variablesReadIn } from './support/values.ts';

/** Titles of tests that have done their work when they come to their end. */
const isEnoughToEnd = /\b(?:not|never|without)\b[^.]{0,30}\b(?:crash|throw|fail|error|hang|stall)/i;

/** A comment says that both ends are right. */
const toleratesBoth = /(?:\/\/|\/\*)[^\n]*\b(?:acceptable|either|(?:is|are|that's) (?:ok|okay|fine)|may or may not)\b/i;

/** The test has assertions, and can pass without running one. */
export const conditionalAssertion = defineRule({
  id: 'conditional-assertion',
  title: 'Assertion that may not run',
  cause: 'vacuous',
  topic: 'flaky',
  severity: 'error',
  languages: ['typescript', 'python'],
  pattern: 'flaky/identify',
  why: 'When every assertion stands in a branch, in a handler or in a loop over what may be empty, there is a run that checks nothing and passes. That run is usually the one with the bug.',
  examples,
  *check(context) {
    const { file } = context;
    if (isTypeTest(file.path)) return;
    const paths = new Paths(context);
    const swallowed = file.language === 'typescript' ? swallowingsIn(context) : [];
    for (const test of file.tests) {
      const body = file.blocks[file.functions[test.function]?.block ?? 0];
      if (test.function === 0 || !body || body.id === 0 || isSwitchedOff(file, test)) continue;
      if (paths.isCertain(body) || isPropertyTest(file, test)) continue;
      const gap = paths.gap(body);
      if (!gap || isForTypeChecker(context, gap) || (gap.kind !== 'swallowed' && countsAssertions(context, test)))
        continue;
      // swallowed-failure speaks of handlers that do nothing with the error.
      if (gap.kind === 'swallowed' && swallowed.some(({ attempt }) => attempt.id === gap.block.id)) continue;
      if (isAwaited(context, gap)) continue;
      const severity = severityOf(context, test, gap);
      yield {
        at: headOf(context, gap),
        test: test.id,
        severity,
        message: wording(context, gap),
        // Where a run without assertions may be meant, making it fail is no fix.
        fix: severity === 'info' ? undefined : closeGap(context, test, gap),
      };
    }
  },
});

/** `it.prop` and hypothesis' `@given` run many times with other values; one of them goes the way that checks. */
function isPropertyTest(file: TestFile, test: Test): boolean {
  return modifierNames(file, test).some((name) => name === 'prop' || name === 'given');
}

/** `if (result.isError) { expectTypeOf(…) }` narrows a type; the compiler checks it whichever way the run goes. */
function isForTypeChecker({ file, source }: RuleContext, { block }: Gap): boolean {
  const inside = file.assertions.filter((assertion) => contains(block.span, assertion.span));
  return inside.length > 0 && inside.every(({ span }) => /^(?:expectTypeOf|assertType)\b/.test(source.slice(span)));
}

/** `if (count === 5) { …; done(); }`: when it does not come to that, the test times out. */
function isAwaited({ file, source }: RuleContext, { block }: Gap): boolean {
  if (file.language !== 'typescript') return false;
  const text = source.slice(block.span);
  for (const fn of functionsAround(file, block.function)) {
    const given = fn.argumentOf === undefined ? undefined : file.calls[fn.argumentOf]?.callee;
    const isExecutor = given === 'new Promise';
    const called = isExecutor || (fn.role === 'test' && takesDone(file, fn)) ? fn.parameters : [];
    if (called.some(({ name }) => /^\w+$/.test(name) && new RegExp(`\\b${name}\\b`).test(text))) return true;
  }
  return /\b\w+(?:Done|Resolve)\(/.test(text);
}

/** In a callback that stands in for code (`vi.fn((n) => …)`): which way it goes is up to the test itself. */
function isInStandIn(file: TestFile, block: Block): boolean {
  for (const { kind, function: id } of climb(file, block.id)) {
    const given = file.functions[id]?.argumentOf;
    if (
      kind === 'function' &&
      given !== undefined &&
      /(?:^|\.)(?:fn|stub|mockImplementation(?:Once)?)$/.test(file.calls[given]?.callee ?? '')
    )
      return true;
  }
  return false;
}

/** Loops are weaker evidence; where nothing is claimed of an empty collection, or another platform is left out, it is only worth a look. */
function severityOf({ file, source }: RuleContext, test: Test, { kind, block }: Gap): Severity {
  const inside = file.assertions.filter((assertion) => contains(block.span, assertion.span));
  const forbids = ({ negated, expected }: Assertion) =>
    negated && !(expected && /^(?:None|null|undefined)$/.test(source.slice(expected)));
  if (kind === 'loop') {
    // What a fixture or the runner hands to the test is filled by the set-up, not by the tested code.
    const collection = block.condition && source.slice(block.condition);
    const isGiven =
      file.language === 'python' &&
      file.functions[test.function]?.parameters.some(({ name }) => name.replace(/^\*+/, '') === collection);
    return isGiven || inside.every(forbids) ? 'info' : 'warning';
  }
  const decides = block.condition ?? file.blocks.find((other) => isOtherArm(other, block))?.condition;
  const condition = decides ? source.slice(decides) : '';
  const isPlatform =
    /\bsys\.(?:version_info|platform)\b|\bos\.name\b|\bplatform\.|\bos\.platform\(|\bprocess\.(?:platform|versions?|env)\b|^!?[A-Z][A-Z\d]*_[A-Z_\d]+$|\b(?:browserName|isMobile|headless)\b/;
  const isMeant =
    isPlatform.test(condition) || isParameter(file, source, test, condition) || checksEveryCaseNamed(file, block);
  if (
    kind === 'branch' &&
    (isMeant ||
      isSteered(file, decides) ||
      isSetOutside({ file, source }, decides, block) ||
      isAlternative({ file, source }, block))
  )
    return 'info';
  const said =
    kind === 'handler' ? source.slice(block.construct) : commentAbove(source, block.construct, file.language);
  if (file.language === 'typescript' && toleratesBoth.test(said)) return 'info';
  if (file.language === 'typescript' && isEnoughToEnd.test(test.title)) return 'info';
  return isInStandIn(file, block) ? 'info' : 'error';
}

/** The condition asks for a variable that the tests and hooks of the file change: `if (attempt === 2)`. */
function isSteered(file: TestFile, condition: Span | undefined): boolean {
  return (
    file.language === 'typescript' &&
    condition !== undefined &&
    variablesReadIn(file, condition).some(
      ({ level, constant, value, accesses }) =>
        (level === 'module' || level === 'suite') &&
        !constant &&
        value === 'primitive' &&
        accesses.some(({ kind }) => kind === 'update' || kind === 'assign'),
    )
  );
}

/** `if (isServe)`, where the name is imported or a constant of the file: the same for every test of the run. */
function isSetOutside(
  { file, source }: Pick<RuleContext, 'file' | 'source'>,
  condition: Span | undefined,
  block: Block,
): boolean {
  const name = condition && /^!?(\w+)$/.exec(source.slice(condition))?.[1];
  if (name === undefined || file.language !== 'typescript') return false;
  const variable = variableNamed(file, name, block.function);
  if (variable) return variable.level === 'module' && variable.constant;
  return file.imports.some((entry) => entry.local === name && entry.function === 0 && !entry.typeOnly);
}

/** `if (x !== a && x !== b) expect(x.message)…`: when `x` is one of the two, that is what was wanted. */
function isAlternative({ file, source }: Pick<RuleContext, 'file' | 'source'>, { condition, span }: Block): boolean {
  const text = condition ? source.slice(condition) : '';
  const subject = /^(\w+)[\w.]* !==? (?!(?:null|undefined|0|-1|false|''|"")(?![\w.]))[^|]+$/.exec(text)?.[1];
  if (subject === undefined) return false;
  const inside = file.assertions.filter((assertion) => contains(span, assertion.span));
  const isAbout = ({ actual }: Assertion) => actual && new RegExp(`^${subject}\\b`).test(source.slice(actual));
  return file.language === 'typescript' && inside.length > 0 && inside.every(isAbout);
}

function isOtherArm(other: Block, { construct, kind, parent }: Block): boolean {
  return (
    other.kind === kind &&
    other.parent === parent &&
    other.condition !== undefined &&
    other.construct.start === construct.start &&
    other.construct.end === construct.end
  );
}

/** Which branch runs is written in the table that the test is made from. */
function isParameter(file: TestFile, source: Source, test: Test, condition: string): boolean {
  if (file.language !== 'python') return false;
  const marks = test.modifiers.filter((mark) => mark.name === 'parametrize');
  const names = marks.flatMap(
    (mark) =>
      /parametrize\(\s*[[(]?([^\])]*?)\s*[,)\]]\s*[[(]/s.exec(source.slice(mark.span))?.[1]?.match(/\w+/g) ?? [],
  );
  const parameters = file.functions[test.function]?.parameters.map(({ name }) => name) ?? [];
  return names.some((name) => parameters.includes(name) && new RegExp(`(?<![\\w.])${name}\\b`).test(condition));
}

/** `if a: assert … elif b: assert …`: the author has gone through the cases, and another one is not expected. */
function checksEveryCaseNamed(file: TestFile, block: Block): boolean {
  const arms = file.blocks.filter(
    ({ kind, construct }) =>
      kind === 'branch' && construct.start === block.construct.start && construct.end === block.construct.end,
  );
  const checks = (arm: Block) => file.assertions.some((assertion) => contains(arm.span, assertion.span));
  return arms.length > 1 && !block.exhaustive && arms.every(checks);
}

/** `expect.assertions(n)` or `expect.hasAssertions()` in the test or a hook makes a run without them fail. */
function countsAssertions({ file }: RuleContext, test: Test): boolean {
  const hooks = hooksFor(file, test).map((hook) => hook.function);
  return file.calls.some(
    (call) =>
      /(?:^|\.)(?:expect\.(?:hasAssertions|assertions)|t\.plan|plan)$/.test(call.callee) &&
      (inTest(file, test, call.function) || hooks.includes(call.function)),
  );
}

/** The first line of the branch, loop or handler. */
function headOf({ source }: RuleContext, { block }: Gap): { start: number; end: number } {
  if (block.condition) return block.condition;
  const { start } = block.kind === 'catch' || block.kind === 'try' ? block.construct : block.span;
  return { start, end: start + (source.text.slice(start, block.span.end).split(/\r?\n/, 1)[0]?.length ?? 0) };
}

function wording({ file, source }: RuleContext, { kind, block }: Gap): string {
  const condition = block.condition && shorten(source.slice(block.condition));
  switch (kind) {
    case 'branch':
      return `The assertions run only on some branches${condition ? ` (\`${condition}\`)` : ''}: on the others the test passes without checking anything. Assert the condition first, or check on every branch.`;
    case 'loop':
      if (block.loop === 'counted' && /[<>]/.test(condition ?? ''))
        return `The assertions run only inside a loop: when \`${condition}\` does not hold at its start, the test passes without checking anything. Assert first that there is something to go through.`;
      return `The assertions run only inside a loop: when ${condition ? `\`${condition}\`` : 'the collection'} is empty, the test passes without checking anything. Assert first that it is not.`;
    case 'handler':
      return file.language === 'python'
        ? 'The assertions run only when the code raises: when it does not, the test passes. Use pytest.raises.'
        : 'The assertions run only when the code throws: when it does not, the test passes. Use rejects or toThrow.';
    case 'skipped':
      return 'When the code raises what the handler catches, the assertions are skipped and the test passes. Expect the exception with pytest.raises, or let it fail the test.';
    case 'swallowed':
      return 'The handler swallows what the assertions throw, so the test passes when they fail. Take the assertions out of the try, or throw the error on.';
  }
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
