import { importModule, quote } from '../edits/python.ts';
import type { Argument, Exit, Fixture, FunctionFact, TestFile, Yield } from '../facts.ts';
import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import { wholeName } from '../words.ts';
import { silentFixtureExamples } from './examples/silent-fixture.ts';
import { givenBy } from './support/pytest/fixtures.ts';
import { climb } from './support/scope.ts';

/**
 * A fixture that hands out `{}` or `None` when its set-up failed: the test fails later, somewhere else, or passes without it.
 * Source: in the corpus this project was built on the sixth login was rate-limited, `auth_headers` became `{}`, and tests failed
 * with 401 in an order that nobody understood.
 */
export const silentFixture = defineRule({
  id: 'silent-fixture',
  title: 'Fixture that hides its failed set-up',
  cause: 'vacuous',
  topic: 'fixtures',
  severity: 'warning',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'fixtures/composition',
  why: 'A fixture that answers a failed set-up with an empty value lets the test run without what it needs. The test then fails far from the cause, or passes because it checks a refusal that it gets for the wrong reason.',
  examples: silentFixtureExamples,
  *check(context) {
    const { file } = context;
    for (const fixture of file.fixtures) {
      const fn = file.functions[fixture.function];
      if (!fn || isAskedFor(context, fixture)) continue;
      const given = givenBy(file, fixture);
      const fallback = given.find((exit) => isEmpty(exit.value) && isFallback(context, fn, exit, given));
      if (!fallback) continue;
      const how = inHandler(file, fallback.block) ? 'an exception' : 'a failed request';
      yield {
        at: fallback.span,
        message: `When ${how} spoils the set-up, "${fixture.name}" hands out an empty value, and the test goes on without it. Let the fixture fail there.`,
        fix: failing(context, fixture, fallback),
      };
    }
  },
});

function isEmpty(value: Argument | undefined): boolean {
  if (!value) return true;
  switch (value.kind) {
    case 'null':
      return true;
    case 'string':
      return value.value === '';
    case 'object':
      return value.form === undefined && value.properties?.length === 0;
    case 'array':
      return value.elements?.length === 0;
    default:
      return false;
  }
}

/** Is it handed out instead of a value that the fixture gives when all goes well? */
function isFallback(
  context: RuleContext,
  fn: FunctionFact,
  exit: Exit | Yield,
  given: readonly (Exit | Yield)[],
): boolean {
  const { file } = context;
  const firstYield = fn.yields?.[0];
  if (firstYield && exit.span.start > firstYield.span.end && !('kind' in exit) && fn.yields?.length === 1) return false;
  const good = given.filter((other) => other !== exit && !isEmpty(other.value));
  if (good.length === 0) return false;
  const handler = inHandler(file, exit.block);
  if (handler)
    return handler.names.length === 0 || handler.names.some((name) => !/Import|ModuleNotFound|Skip/.test(name));
  return (
    good.some((other) => hangsOnStatus(context, fn, other.block, 'good')) ||
    hangsOnStatus(context, fn, exit.block, 'bad')
  );
}

function inHandler(file: TestFile, at: number) {
  for (const block of climb(file, at)) {
    if (block.kind === 'function') return undefined;
    if (block.kind === 'catch') return block;
  }
  return undefined;
}

const success = /\bstatus(?:_code)?\s*(?:==|in\b)|\.(?:ok|is_success)\b/;
const failure =
  /\bstatus(?:_code)?\s*(?:!=|>=?|not in\b)|\bnot\s+\w+\.(?:ok|is_success)\b|\.is_(?:client_|server_)?error\b/;

/** `good`: does the value stand in the arm that a good answer leads to? `bad`: the empty one in the arm of a bad answer? */
function hangsOnStatus({ file, source }: RuleContext, fn: FunctionFact, at: number, which: 'good' | 'bad'): boolean {
  return [...climb(file, at)].some((block) => {
    if (block.kind !== 'branch' || block.function !== fn.id || block.condition === undefined || block.arm !== 0)
      return false;
    const condition = source.slice(block.condition);
    return which === 'good' ? success.test(condition) && !failure.test(condition) : failure.test(condition);
  });
}

/** Tests of the file look whether they got something: then the empty value is part of the bargain. */
function isAskedFor({ source }: RuleContext, { name }: Fixture): boolean {
  const word = wholeName(name);
  return (
    /\W/.test(name) ||
    new RegExp(`\\bnot ${word}|${word} (?:is|==|!=) |\\bif ${word}|${word}(?:\\.\\w+)? or\\b`).test(source.text)
  );
}

function failing({ file, source }: RuleContext, { name }: Fixture, exit: Exit | Yield): FixDraft | undefined {
  const { statement } = exit;
  const written = source.slice(statement);
  if (!/^(?:return|yield)\b[^\n;]*$/.test(written)) return undefined;
  if (inHandler(file, exit.block)) {
    return { title: 'Raise the exception again', safety: 'suggested', edits: [{ ...statement, text: 'raise' }] };
  }
  const { local, edits } = importModule(file, source, 'pytest');
  const text = `${local}.fail(${quote(source, `the set-up of ${name} failed`)})`;
  return { title: 'Fail when the set-up failed', safety: 'suggested', edits: [...edits, { ...statement, text }] };
}
