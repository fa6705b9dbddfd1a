import type { Block, FunctionFact, Span, TestFile } from '../facts.ts';
import { defineRule, type Report } from '../rule.ts';
import type { Source } from '../source.ts';
import { fixtureYieldsExamples } from './examples/fixture-yields.ts';
import { areExclusive, exitsOf, isCollected, shareLoop } from './support/pytest/fixtures.ts';
import { climb } from './support/scope.ts';

/**
 * A fixture that yields twice, not at all, or has its clean-up behind a `return`.
 * Source: run on pytest 7.2 ("fixture function has more than one 'yield'", "did not yield a value").
 */
export const fixtureYields = defineRule({
  id: 'fixture-yields',
  title: 'Fixture that does not yield exactly once',
  cause: 'resource-leak',
  topic: 'fixtures',
  severity: 'error',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'fixtures/scoping',
  why: 'pytest runs a fixture up to its `yield`, then the test, then the rest. A second `yield` fails every test at its end, a `return` before the first one fails it at its start, and what stands behind a `return` never runs, so nothing is cleaned up.',
  examples: fixtureYieldsExamples,
  *check({ file, source }) {
    for (const fixture of file.fixtures) {
      const fn = file.functions[fixture.function];
      if (!fn || !isCollected(file, fixture)) continue;
      const report = yieldsTwice(file, source, fn, fixture.name) ?? neverYields(file, fn, fixture.name);
      if (report) yield report;
      else yield* deadTeardown(file, source, fn, fixture.name);
    }
  },
});

function yieldsTwice(file: TestFile, source: Source, fn: FunctionFact, name: string): Report | undefined {
  const yields = fn.yields ?? [];
  for (const [index, first] of yields.entries()) {
    if (isInEndlessLoop(file, source, fn, first.block)) {
      return {
        at: first.span,
        message: `The loop comes to this yield of "${name}" again after the test: pytest fails the test with "fixture function has more than one 'yield'". Yield once, outside the loop.`,
      };
    }
    const second = yields
      .slice(index + 1)
      .find((later) => !areExclusive(file, first.block, later.block) && !leaves(file, source, fn, first, later.span));
    if (!second) continue;
    return {
      at: second.span,
      message: `"${name}" comes to a second yield after the test: pytest fails the test with "fixture function has more than one 'yield'". Yield once; split the fixture, or yield a tuple.`,
    };
  }
  return undefined;
}

/** Does the function end between the two places whenever it has come to the first? */
function leaves(
  file: TestFile,
  source: Source,
  fn: FunctionFact,
  first: { readonly span: Span; readonly block: number },
  second: Span,
): boolean {
  const around = new Set([...climb(file, first.block)].map(({ id }) => id));
  const isBetween = ({ start }: Span) => first.span.end <= start && start < second.start;
  return (
    exitsOf(file, fn).some((exit) => around.has(exit.block) && isBetween(exit.span)) ||
    file.calls.some(
      (call) =>
        call.function === fn.id &&
        around.has(call.block) &&
        isBetween(call.span) &&
        /^pytest\.(?:skip|fail|exit|xfail)$/.test(call.callee),
    ) ||
    // `break` and `continue` are no facts of their own.
    [...climb(file, first.block)].some(
      (block) => block.kind === 'loop' && /\b(?:break|continue)\b/.test(source.slice(block.span)),
    )
  );
}

function isInEndlessLoop(file: TestFile, source: Source, fn: FunctionFact, at: number): boolean {
  return [...climb(file, at)].some(
    (block: Block) =>
      block.function === fn.id &&
      block.kind === 'loop' &&
      block.loop === 'while' &&
      block.condition !== undefined &&
      /^(?:True|1)$/.test(source.slice(block.condition)) &&
      !/\b(?:break|return|raise|skip|fail)\b/.test(source.slice(block.span)),
  );
}

/** A `return` that is reached before any `yield` of a generator. */
function neverYields(file: TestFile, fn: FunctionFact, name: string): Report | undefined {
  const { yields } = fn;
  if (!yields) return undefined;
  const early = exitsOf(file, fn).find(
    (exit) =>
      exit.kind === 'return' &&
      !yields.some(
        (each) =>
          shareLoop(file, each.block, exit.block) ||
          (each.span.start < exit.span.end && !areExclusive(file, each.block, exit.block)),
      ) &&
      // Behind the whole of a try whose handler returns, the yield may have run.
      ![...climb(file, exit.block)].some((block) => block.kind === 'finally'),
  );
  if (!early) return undefined;
  const within = [...climb(file, early.block)].some((block) => block.kind === 'catch');
  if (within && yields.some((each) => isInTryOf(file, each.block, early.block))) return undefined;
  return {
    at: early.span,
    message: `This return ends "${name}" before its yield: pytest fails the test with "${name} did not yield a value". Yield here too (\`yield None\`, then return), or skip the test with pytest.skip().`,
  };
}

function isInTryOf(file: TestFile, inTry: number, inCatch: number): boolean {
  const handlers = [...climb(file, inCatch)].filter(({ kind }) => kind === 'catch');
  return [...climb(file, inTry)].some(
    (block) => block.kind === 'try' && handlers.some(({ construct }) => construct.start === block.construct.start),
  );
}

/** Statements of the fixture's own body behind its `return`. */
function* deadTeardown(file: TestFile, source: Source, fn: FunctionFact, name: string): Generator<Report> {
  const statements = file.blocks[fn.block]?.statements ?? [];
  const at = statements.findIndex(({ kind }) => kind === 'return');
  const exit = statements[at];
  const dead = statements[at + 1];
  if (!exit || !dead || fn.yields || dead.kind === 'return' || dead.kind === 'definition') return;
  const written = /^return\b/.exec(source.slice(exit.span));
  yield {
    at: dead.span,
    message: `What stands behind the return of "${name}" never runs, so nothing is cleaned up after the test. Yield the value instead of returning it.`,
    ...(written && {
      fix: {
        title: 'Yield the value, so that the clean-up runs after the test',
        safety: 'suggested' as const,
        edits: [{ start: exit.span.start, end: exit.span.start + 'return'.length, text: 'yield' }],
      },
    }),
  };
}
