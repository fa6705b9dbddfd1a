import type { Argument, CallFact, TestFile, Variable } from '../facts.ts';
import { isWithin } from '../nesting.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { examples } from './examples/stateful-regex.ts';
import { climb, testAround } from './support/scope.ts';
import { variableNamed } from './support/values.ts';

/**
 * A regular expression with the flag g or y keeps `lastIndex` after a match, and `test` goes on from there.
 * In a query it skips elements: Testing Library below version 8 and Playwright's getByText test one element after the other with
 * the same expression (read in the source of Playwright 1.65); newer versions of Testing Library put it back and print a warning.
 */
export const statefulRegex = defineRule({
  id: 'stateful-regex',
  title: 'Regular expression that remembers where it stopped',
  cause: 'shared-state',
  topic: 'flaky',
  severity: 'warning',
  languages: ['typescript'],
  pattern: 'flaky/unordered-results',
  why: 'With the flag g or y, `test` starts where the last match ended. The same text matches the first time and not the second, so the outcome depends on the tests and elements that were looked at before.',
  examples,
  *check(context) {
    yield* inQueries(context);
    for (const variable of context.file.variables) {
      const shared = sharedTest(context.file, variable);
      if (shared) yield report(context, variable, shared);
    }
  },
});

const query =
  /(?:^|\.)(?:get|find|query)(?:All)?By(?:Role|Label|LabelText|Placeholder|PlaceholderText|Text|DisplayValue|AltText|Title|TestId)$/;

function flagsOf(argument: Argument | undefined): string {
  return argument?.kind === 'regex' ? (/\/([a-z]*)$/.exec(String(argument.value))?.[1] ?? '') : '';
}

function isStateful(argument: Argument | undefined): argument is Argument {
  return /[gy]/.test(flagsOf(argument));
}

function* inQueries({ file }: RuleContext): Generator<Report> {
  for (const call of file.calls) {
    if (!query.test(call.callee)) continue;
    for (const argument of expressionsOf(call)) {
      const name = call.callee.slice(call.callee.lastIndexOf('.') + 1);
      yield {
        at: argument.span,
        message: `With the flag g ${name} goes on from the last match and can skip elements, and newer versions of Testing Library warn. Leave the flag out: a query looks for one match in each text.`,
        fix: dropFlags([argument]),
      };
    }
  }
}

/** The expression itself, the `name` option of a role, and one in a constant. */
function expressionsOf({ arguments: args }: CallFact): Argument[] {
  const options = args.flatMap(({ properties }) => properties?.map(({ value }) => value) ?? []);
  return [...args, ...options].filter(isStateful);
}

/** `pattern.test(…)` that runs more than once for one `pattern`. */
function sharedTest(file: TestFile, variable: Variable): CallFact | undefined {
  if (!variable.constant || !isStateful(variable.initial)) return undefined;
  // Somebody minds the place: `pattern.lastIndex = 0`.
  if (file.memberWrites.some((write) => write.variable === variable.id)) return undefined;
  const calls = file.calls.filter(
    ({ callee, function: home }) =>
      callee === `${variable.name}.test` && variableNamed(file, variable.name, home)?.id === variable.id,
  );
  const [first] = calls;
  if (!first || !testAround(file, first.function)) return undefined;
  return calls.length > 1 || runsAgain(file, variable, first) ? first : undefined;
}

/** In a loop or a callback of one that the expression was not made in, or in a test that runs once for each of several cases. */
function runsAgain(file: TestFile, variable: Variable, call: CallFact): boolean {
  const outside = (id: number) => !isWithin(file, variable.function, id);
  for (const block of climb(file, call.block)) {
    if (
      block.kind === 'loop' &&
      block.loop !== 'while' &&
      !(variable.declaration.start >= block.span.start && variable.declaration.end <= block.span.end)
    )
      return true;
  }
  const test = testAround(file, call.function);
  return test?.parametrized === true && outside(test.function);
}

function report({ file }: RuleContext, variable: Variable, call: CallFact): Report {
  const others = variable.accesses.filter(({ kind }) => kind === 'read').length;
  const tests = file.calls.filter(({ callee }) => callee === `${variable.name}.test`).length;
  return {
    at: call.span,
    message: `${variable.name} has the flag ${/[y]/.test(flagsOf(variable.initial)) ? 'y' : 'g'} and is tested more than once: each test() starts where the last match ended, so the same text matches only every other time. Leave the flag out.`,
    // Other uses, such as `replace` or `matchAll`, may need the flag.
    fix: variable.initial && others === tests ? dropFlags([variable.initial]) : undefined,
  };
}

function dropFlags(expressions: readonly Argument[]): FixDraft | undefined {
  const edits = expressions.map((expression) => {
    const flags = flagsOf(expression);
    const start = expression.span.end - flags.length;
    return { start, end: expression.span.end, text: flags.replace(/[gy]/g, '') };
  });
  return expressions.some((expression) => flagsOf(expression).includes('y'))
    ? undefined
    : { title: 'Leave out the flag g', safety: 'safe', edits };
}
