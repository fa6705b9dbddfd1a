import type { Test, TestFile } from '../facts.ts';
import { functionsAround } from '../nesting.ts';
import { defineRule, type RuleContext } from '../rule.ts';
import { contains } from '../source.ts';
import { wholeName } from '../words.ts';
import { examples } from './examples/conditional-assertion.ts';
import { severityOf } from './support/assertions/gap-severity.ts';
import { type Gap, Paths } from './support/assertions/paths.ts';
import { swallowingsInPython } from './support/assertions/swallowed-python.ts';
import { swallowingsIn } from './support/assertions/swallowing.ts';
import { takesDone } from './support/promises/done.ts';
import { hooksFor, inTest, isSwitchedOff, modifierNames } from './support/scope.ts';
import { closeGap } from './support/time/close-gap.ts';
import { isTypeTest } from './support/type-tests.ts';

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
    const swallowed = file.language === 'typescript' ? swallowingsIn(context) : swallowingsInPython(context);
    for (const test of file.tests) {
      const body = file.blocks[file.functions[test.function]?.block ?? 0];
      if (test.function === 0 || !body || body.id === 0 || isSwitchedOff(file, test)) continue;
      if (paths.isCertain(body) || isPropertyTest(file, test)) continue;
      const gap = paths.gap(body);
      if (!gap || isForTypeChecker(context, gap) || (gap.kind !== 'swallowed' && countsAssertions(context, test)))
        continue;
      // swallowed-failure speaks of handlers that do nothing with the error.
      if (gap.kind === 'swallowed' && swallowed.some(({ attempt }) => attempt.id === gap.block.id)) continue;
      if (isAwaited(context, gap) || isNeededLater(context, gap) || isRaisedHere(context, gap)) continue;
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
  // What `benchmark` is given runs for its time.
  if (file.language === 'python' && test.fixtures.includes('benchmark')) return true;
  return modifierNames(file, test).some((name) => name === 'prop' || name === 'given');
}

/** `if (result.isError) { expectTypeOf(…) }` narrows a type; the compiler checks it whichever way the run goes. */
function isForTypeChecker({ file, source }: RuleContext, { block }: Gap): boolean {
  if (file.language === 'python') return /\bassert_(?:never|type)\(/.test(source.slice(block.span));
  const inside = file.assertions.filter((assertion) => contains(block.span, assertion.span));
  return inside.length > 0 && inside.every(({ span }) => /^(?:expectTypeOf|assertType)\b/.test(source.slice(span)));
}

/** `try: raise error()`: the handler always runs, or what is raised is another error and fails the test. */
function isRaisedHere({ file }: RuleContext, { kind, block }: Gap): boolean {
  if (kind !== 'handler') return false;
  const attempt = file.blocks.find((each) => each.kind === 'try' && each.construct.start === block.construct.start);
  return file.exits.some(
    (exit) =>
      exit.kind === 'throw' &&
      exit.function === block.function &&
      attempt?.statements?.at(-1)?.span.start === exit.span.start,
  );
}

/** `except ValueError as error: seen = error`, and `seen` is read behind the `try`: without the error there is no such name. */
function isNeededLater({ file }: RuleContext, { kind, block }: Gap): boolean {
  if (file.language !== 'python' || kind !== 'handler') return false;
  return file.variables.some(
    ({ function: owner, nameSpan, accesses }) =>
      owner === block.function &&
      contains(block.span, nameSpan) &&
      accesses.every((access) => access.kind === 'read' || contains(block.span, access.span)) &&
      accesses.some((access) => access.kind === 'read' && access.span.start >= block.construct.end),
  );
}

/** `if (count === 5) { …; done(); }`: when it does not come to that, the test times out. */
function isAwaited({ file, source }: RuleContext, { block }: Gap): boolean {
  if (file.language !== 'typescript') return false;
  const text = source.slice(block.span);
  for (const fn of functionsAround(file, block.function)) {
    const given = fn.argumentOf === undefined ? undefined : file.calls[fn.argumentOf]?.callee;
    const isExecutor = given === 'new Promise';
    const called = isExecutor || (fn.role === 'test' && takesDone(file, fn)) ? fn.parameters : [];
    if (called.some(({ name }) => /^\w+$/.test(name) && new RegExp(wholeName(name)).test(text))) return true;
  }
  return /\b\w+(?:Done|Resolve)\(/.test(text);
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
        ? `The assertions run only when the code raises: when it does not, the test passes. Use ${raisesOf(file)}.`
        : 'The assertions run only when the code throws: when it does not, the test passes. Use rejects or toThrow.';
    case 'skipped':
      return `When the code raises what the handler catches, the assertions are skipped and the test passes. Expect the exception with ${raisesOf(file)}, or let it fail the test.`;
    case 'swallowed':
      return 'The handler swallows what the assertions throw, so the test passes when they fail. Take the assertions out of the try, or throw the error on.';
  }
}

function raisesOf({ framework }: TestFile): string {
  return framework === 'unittest' ? 'self.assertRaises' : 'pytest.raises';
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
