import { insertFirstStatement } from '../edits/python.ts';
import { atStartOfBody, localName, styleOf } from '../edits/typescript.ts';
import type { Assertion, RandomUse, Test, TestFile } from '../facts.ts';
import { functionsAround } from '../nesting.ts';
import { defineRule, type FixDraft, type RuleContext, type Severity } from '../rule.ts';
import { contains, type Source } from '../source.ts';
import { examples } from './examples/unseeded-random.ts';
import { partsOf } from './support/assertions/parts.ts';
import { inTest, testAround } from './support/scope.ts';
import { isGivenByStandIn, reachesAssertion } from './support/time/influence.ts';
import { isSeeded } from './support/time/seeds.ts';
import { unstableIn } from './support/time/unstable-values.ts';
import { isTypeTest } from './support/type-tests.ts';

/**
 * A random value that decides what a test sees, from a generator that nobody seeded: a failure cannot be repeated.
 * Source: 155 uses in 68 JavaScript files of the survey, 108 in the Python corpus; google-gemini/gemini-cli#3177 and others.
 */
export const unseededRandom = defineRule({
  id: 'unseeded-random',
  title: 'Random value without a seed',
  cause: 'randomness',
  topic: 'flaky',
  severity: 'warning',
  languages: ['typescript', 'python'],
  pattern: 'flaky/randomness',
  why: 'Each run tests another input, so a failure comes and goes and cannot be reproduced from the report. A fixed seed keeps the variety and makes each failure repeatable.',
  examples,
  *check(context) {
    const { file, source, project } = context;
    if (isTypeTest(file.path) || project.runner.seedsRandom === true) return;
    const reseeds = project.pytest?.distributions.includes('pytest-randomly') === true;
    const told = new Set<string>();
    for (const use of file.randoms) {
      const test = testAround(file, use.function);
      if (!test || use.seeds || use.source === 'crypto' || (reseeds && use.source !== 'other')) continue;
      if (!asserts(file, test) || isHarmless(file, source, use) || isSeeded(file, test, use)) continue;
      if (file.language === 'python' && isGivenByStandIn(file, source, test, use)) continue;
      if (file.language === 'typescript' && isPassedThrough(file, source, test, use)) continue;
      const matters =
        use.source !== 'faker' &&
        !isOpaque(source, use) &&
        isWeighed(file, source, test) &&
        (isShuffle(use) || reachesAssertion(file, source, test, use));
      const severity: Severity = matters ? 'warning' : 'info';
      // One seed serves the whole test, so one report is enough.
      const key = `${test.id}:${use.source}:${severity}`;
      if (told.has(key)) continue;
      told.add(key);
      yield {
        at: use.span,
        severity,
        message: messageFor(use),
        fix: seedFix(context, test, use),
      };
    }
  },
});

/** Changes its argument in place: the order that comes of it is what the test goes on with. */
function isShuffle({ via }: RandomUse): boolean {
  return /(?:^|\.)shuffle$/.test(via);
}

/**
 * The value only goes through the code, or never runs: a whole value that has to differ from others, a made-up text that no
 * assertion calculates with, a choice that is there for the type checker, a part of a snapshot (unstable-snapshot's matter).
 */
function isPassedThrough(file: TestFile, source: Source, test: Test, use: RandomUse): boolean {
  const own = file.assertions.filter((assertion) => inTest(file, test, assertion.function));
  if (own.some(({ compares }) => compares === 'type') && use.function !== test.function) return true;
  if (own.some((assertion) => assertion.compares === 'snapshot' && holdsUse(file, assertion, use))) return true;
  if (isOpaque(source, use) && use.source === 'math') return true;
  return use.source === 'faker' && !isCalculatedWith(file, source, use, own);
}

function holdsUse(file: TestFile, assertion: Assertion, use: RandomUse): boolean {
  const { subject } = partsOf(file, assertion);
  return (
    subject !== undefined &&
    [...unstableIn(file, subject, assertion.function)].some(({ at }) => at.start === use.span.start)
  );
}

/** An assertion uses a part of it or a sum with it: `name.length + 7`, `price * 2`. */
function isCalculatedWith(file: TestFile, source: Source, use: RandomUse, own: readonly Assertion[]): boolean {
  const holder = file.variables.find(({ initializer }) => initializer?.start === use.span.start);
  const spots = holder ? holder.accesses.map(({ span }) => span) : [use.span];
  return spots.some(
    (span) =>
      own.some(({ statement }) => contains(statement, span)) &&
      (/^\s*(?:[-+*/%<>]|\.(?!to(?:String|Be|Equal)))/.test(source.text.slice(span.end, span.end + 12)) ||
        /[-+*/%<]\s*$/.test(source.text.slice(span.start - 3, span.start))),
  );
}

function isWeighed(file: TestFile, source: Source, test: Test): boolean {
  return file.assertions.some((assertion) => weighs(file, source, test, assertion));
}

/** A whole value of its own, not part of a calculation: most such values only have to differ from each other. */
function isOpaque(source: Source, use: RandomUse): boolean {
  if (/(?:^|\.)randbytes$/.test(use.via)) return true;
  if (use.via !== 'Math.random' && use.via !== 'random.random') return false;
  const before = source.text.slice(use.statement.start, use.span.start);
  const after = source.text.slice(use.span.end, use.span.end + 20);
  return /(?:[:=,([]|=>|\breturn|^)\s*$/.test(before) && /^\s*(?:[,;)}\]]|\r?\n|$)/.test(after);
}

/** Compares the size of a value, not only its type, length or shape: then it matters which value chance gave. */
function weighs(file: TestFile, source: Source, test: Test, assertion: Assertion): boolean {
  if (!inTest(file, test, assertion.function)) return false;
  const text = source.slice(assertion.statement);
  const counts = /\blen\(|\.(?:length|size|shape)\b|toHaveLength|\btype\(/.test(text);
  switch (assertion.compares) {
    case 'snapshot':
      // Property matchers say which parts may differ.
      return file.language === 'python' || partsOf(file, assertion).values[0]?.kind !== 'object';
    case 'equal':
      return !counts;
    case 'less':
    case 'greater':
      return !counts && !(assertion.expected && source.slice(assertion.expected).trim() === '0');
    default:
      return /[^=-][<>]|allclose|isclose|approx|sorted\(/.test(text) && !counts;
  }
}

function messageFor({ source }: RandomUse): string {
  const consequence = 'Every run tests another value, so a failure here cannot be repeated.';
  return source === 'math'
    ? `${consequence} Use a fixed value, or mock Math.random.`
    : `${consequence} Seed the generator, or use a fixed value.`;
}

function asserts(file: TestFile, test: Test): boolean {
  return file.assertions.some((assertion) => inTest(file, test, assertion.function));
}

/** A unique name or id (it becomes text), a port (another matter), a pause, or a property-based test with its own seeds. */
function isHarmless(file: TestFile, source: Source, use: RandomUse): boolean {
  const before = source.text.slice(use.statement.start, use.span.start);
  const after = source.text.slice(use.span.end, use.statement.end);
  const becomesText =
    /`[^`]*\$\{[^}`]*$/.test(before) ||
    /\bf(["'])(?:(?!\1).)*\{[^}]*$/s.test(before) ||
    /\b(?:str|String|hex|join)\($/.test(before) ||
    /\bjoin\([^)]*$/.test(before) ||
    /["'`]\s*\+[\s(]*(?:Math\.floor\()?$/.test(before) ||
    /^\s*\+\s*["'`]/.test(after) ||
    /^[^;\n]*?\.toString\(/.test(after);
  return (
    becomesText ||
    // Always true, or never: written to keep the type checker from narrowing.
    /^\s*(?:>=|<)\s*0(?![.\d])/.test(after) ||
    /(?:port|pid|nonce|salt)\b\s*[:=]?[^;]*$/i.test(before) ||
    /(?:\b|_|[a-z](?=I))[iI]d\s*[:=](?!=)[^;,]*$/.test(before) ||
    // What stands in `expectTypeOf(() => …)` is never run.
    file.assertions.some(({ compares, span }) => compares === 'type' && contains(span, use.span)) ||
    file.waits.some((wait) => contains(wait.span, use.span)) ||
    [...functionsAround(file, use.function)].some((fn) =>
      fn.decorators.some(({ callee }) => /hypothesis|(?:^|\.)given$/.test(callee)),
    )
  );
}

/** One value, drawn once: any other would do as well. */
function fixedValue(file: TestFile, test: Test, use: RandomUse): FixDraft | undefined {
  const uses = file.randoms.filter((other) => inTest(file, test, other.function));
  const isDrawnOnce = use.function === test.function && file.functions[test.function]?.block === use.block;
  if (uses.length !== 1 || !isDrawnOnce || use.via !== 'Math.random') return undefined;
  return { title: 'Use a fixed value', safety: 'suggested', edits: [{ ...use.span, text: '0.5' }] };
}

function seedFix({ file, source }: RuleContext, test: Test, use: RandomUse): FixDraft | undefined {
  const fn = file.functions[test.function];
  const written = source.slice(use.span);
  if (!fn) return undefined;
  if (file.language === 'typescript') {
    if (use.source === 'math') return fixedValue(file, test, use);
    if (use.source !== 'faker') return undefined;
    const faker = localName(file, '@faker-js/faker', 'faker');
    const edit = atStartOfBody(source, fn, [`${faker}.seed(1)${styleOf(source).semicolon}`]);
    return edit && { title: 'Seed faker at the start of the test', safety: 'suggested', edits: [edit] };
  }
  if (/(?:^|\.)(?:default_rng|Random|RandomState)$/.test(use.via) && /\(\s*\)$/.test(written)) {
    const at = use.span.end - 1;
    return { title: 'Give the generator a fixed seed', safety: 'safe', edits: [{ start: at, end: at, text: '0' }] };
  }
  const generator = /^((?:[\w]+\.)+)\w+\(/.exec(written)?.[1];
  if (generator === undefined || (use.source !== 'random' && use.source !== 'numpy')) return undefined;
  const edit = insertFirstStatement(source, fn, `${generator}seed(0)`);
  return (
    edit && { title: `Seed ${generator.slice(0, -1)} at the start of the test`, safety: 'suggested', edits: [edit] }
  );
}
