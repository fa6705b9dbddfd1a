import type { CallFact, FunctionFact, Span, TestFile } from '../facts.ts';
import { defineRule, type RuleContext } from '../rule.ts';
import { examples } from './examples/skipped-test.ts';
import { wordsBeside } from './support/comments.ts';
import { skipsWithoutReason } from './support/pytest/skips.ts';
import { climb } from './support/scope.ts';
import { isTypeTest } from './support/type-tests.ts';

/** Something switched off: a test or suite by its modifier, or a test by a call in its body. */
interface Skip {
  readonly at: Span;
  /** The statement a comment would stand above. */
  readonly statement: Span;
  readonly what: 'test' | 'suite';
  readonly title: string;
  /** The code between the title and the body: options, annotations. */
  readonly options: string;
  readonly body: FunctionFact | undefined;
  readonly suite: number | undefined;
}

/** A title that says itself why it does not run, or names the ticket that does. */
const reasonInTitle =
  /#\d+|\b[A-Z][A-Z\d]+-\d+\b|https?:\/\/|\b(?:todo|fixme|issue|bugs?|flak[ey]\w*|broken|because|until|blocked|not (?:yet|currently) |(?:un|not )(?:implemented|supported|working|stable|reliable)|unsupported|unstable|unreliable|deprecated|disabled|manual(?:ly)?|temporar\w+|wip|known|needs?|requires?|only|types?|typings?|infers?)\b/i;

/** Playwright's `test.info().annotations.push({ type: 'issue', … })` in the body; what only the type checker looks at is skipped on purpose. */
const namesTicket = /\bannotations\.push\(|https?:\/\/\S+\/(?:issues?|pull|browse)\/\S+|\bexpectTypeOf\(/;

/** Tests of a runner's own skipping, and fixtures for it. */
const isAboutSkipping =
  /\bskip(?:s|ped|ping|pable)?\b|\b(?:not|never) (?:be )?(?:r[au]n|executed?|called)\b|\bpending\b/i;

/** A skipped test that does not say why: what it checked is unchecked, and nobody knows when that will end. */
export const skippedTest = defineRule({
  id: 'skipped-test',
  title: 'Test skipped without a reason',
  cause: 'vacuous',
  topic: 'flaky',
  severity: 'warning',
  languages: ['typescript', 'python'],
  pattern: 'structure/tests-that-can-fail',
  why: 'A skipped test is green, so nobody looks at it again. A reason or a ticket beside it says what has to happen before it can run; without one it stays off for good, and what it checked can break.',
  examples,
  *check(context) {
    const { file } = context;
    if (isTypeTest(file.path) || isAboutSkipping.test(nameOf(file.path))) return;
    if (file.language === 'python') {
      yield* skipsWithoutReason(context);
      return;
    }
    let previous: { skip: Skip; explained: boolean } | undefined;
    let run: { first: Skip; count: number } | undefined;
    for (const skip of skipsIn(context)) {
      const follows = previous !== undefined && isNext(context, previous.skip, skip);
      const explained = hasReason(context, skip) || (follows && previous?.explained === true);
      previous = { skip, explained };
      if (run && (!follows || explained)) {
        yield report(file, run.first, run.count);
        run = undefined;
      }
      if (!explained) run = run ? { ...run, count: run.count + 1 } : { first: skip, count: 1 };
    }
    if (run) yield report(file, run.first, run.count);
  },
});

/** `worksWithSkipMode.test.js` in words. */
function nameOf(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/[A-Z]/g, (letter) => ` ${letter}`)
    .replaceAll('_', ' ');
}

function report(file: TestFile, { at, what }: Skip, count: number) {
  const more = count === 1 ? '' : ` (and the ${count - 1} skipped behind it)`;
  return {
    at,
    message: `This ${what} is skipped and nothing says why${more}: it stays green, unchecked, for good. Run it or delete it, or give the reason or a ticket ${placeForReason(file)}.`,
  };
}

function placeForReason({ framework }: TestFile): string {
  if (framework === 'playwright') return "as the second argument of `test.skip(true, '…')` or in a comment above";
  if (framework === 'node:test') return "as `{ skip: '…' }`";
  return 'in a comment above';
}

/** In the order of the source. What stands in a skipped suite is off already. */
function skipsIn(context: RuleContext): Skip[] {
  const { file, source } = context;
  const suites = file.suites.map((suite) => ({ ...suite, what: 'suite' as const, parentSuite: suite.parent }));
  const tests = file.tests.map((test) => ({ ...test, what: 'test' as const, parentSuite: test.suite }));
  const registered = [...suites, ...tests].flatMap((entry): Skip[] => {
    const modifier = entry.modifiers.find(({ name }) => name === 'skip' || name === 'fixme');
    const body = file.functions[entry.function];
    if (
      !modifier ||
      entry.modifiers.some(({ name }) => name === 'todo') ||
      isChosen(file, body?.block ?? 0) ||
      isOff(file, entry.parentSuite)
    )
      return [];
    const end = body && body.id !== 0 && body.span.start > entry.nameSpan.end ? body.span.start : entry.span.end;
    return [
      {
        at: modifier.prefix ? { start: modifier.span.start, end: entry.nameSpan.start - 1 } : modifier.span,
        statement: entry.span,
        what: entry.what,
        title: entry.title,
        options: source.text.slice(entry.nameSpan.end, end),
        body: body?.id === 0 ? undefined : body,
        suite: entry.parentSuite,
      },
    ];
  });
  return [...registered, ...file.calls.flatMap((call) => skipInBody(context, call))].sort(
    (a, b) => a.statement.start - b.statement.start,
  );
}

/** `test.skip()`, `this.skip()`, `t.skip()`, `ctx.skip()` as a statement of the test itself, under no condition, with no reason. */
function skipInBody({ file, source }: RuleContext, call: CallFact): Skip[] {
  const [object, method, ...rest] = call.callee.split('.');
  if ((method !== 'skip' && method !== 'fixme') || rest.length > 0) return [];
  const test = file.tests.find((candidate) => candidate.function === call.function && candidate.function !== 0);
  const body = test && file.functions[test.function];
  if (!test || !body || call.block !== body.block || isOff(file, test.suite)) return [];
  const isRunners =
    (file.framework === 'playwright' && /^(?:test|it)$/.test(object ?? '')) ||
    (file.framework === 'mocha' && object === 'this') ||
    ((file.framework === 'vitest' || file.framework === 'node:test') &&
      body.parameters.some(({ name }) => name === object));
  const [condition, ...others] = call.arguments;
  const isAlways = !condition || (condition.kind === 'boolean' && condition.value === true && others.length === 0);
  // An exit on some way above it makes the skip conditional.
  const isReached = !file.exits.some((exit) => exit.function === body.id && exit.span.start < call.span.start);
  if (!isRunners || !isAlways || !isReached) return [];
  const statement = call.statement;
  if (wordsBeside(source, statement, file.language) !== '') return [];
  return [
    { at: call.span, statement: test.span, what: 'test', title: test.title, options: '', body, suite: test.suite },
  ];
}

/** Registered in a branch: the condition is the reason. */
function isChosen(file: TestFile, block: number): boolean {
  return [...climb(file, block)].some(({ kind }) => kind === 'branch');
}

function isOff(file: TestFile, suite: number | undefined): boolean {
  for (let at = suite; at !== undefined; at = file.suites[at]?.parent) {
    if (file.suites[at]?.modifiers.some(({ name }) => name === 'skip' || name === 'fixme')) return true;
  }
  return false;
}

/** Nothing but white space and comments stands between the two. */
function isNext({ source }: RuleContext, first: Skip, second: Skip): boolean {
  if (first.suite !== second.suite || first.statement.end > second.statement.start) return false;
  const gap = source.text.slice(first.statement.end, second.statement.start);
  return /^[\s;]*$/.test(gap.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, ''));
}

function hasReason({ file, source }: RuleContext, { title, statement, options, body, suite }: Skip): boolean {
  if (reasonInTitle.test(title) || isAboutSkipping.test(title)) return true;
  if (/annotation|issue|reason|description|\bskip:\s*['"`]|\/[/*]/.test(options)) return true;
  for (let at = suite; at !== undefined; at = file.suites[at]?.parent) {
    if (isAboutSkipping.test(file.suites[at]?.title ?? '')) return true;
  }
  if (body && namesTicket.test(source.slice(body.body))) return true;
  return wordsBeside(source, statement, file.language, body?.body) !== '';
}
