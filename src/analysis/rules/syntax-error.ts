import { insert } from '../edits/statements.ts';
import type { FunctionFact, SyntaxProblem, TestFile } from '../facts.ts';
import { functionsAround } from '../nesting.ts';
import { defineRule, type Edit, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { contains } from '../source.ts';
import { syntaxErrorExamples } from './examples/syntax-error.ts';
import { asyncFixture, hasAsyncMark, markAsyncio } from './support/asyncio/marks.ts';

const wantsAsync = /^'(?:await|async for|async with)' outside|^asynchronous comprehension outside/;

/**
 * Text that parses and that Python refuses to compile: pytest stops at the import of the file, and runs nothing of it.
 * Source: the reader's semantic problems, held against `compile()` of Python 3.11.
 */
export const syntaxError = defineRule({
  id: 'syntax-error',
  title: 'Code that Python refuses to compile',
  cause: 'vacuous',
  topic: 'structure',
  severity: 'error',
  languages: ['python'],
  frameworks: ['pytest', 'unittest'],
  pattern: 'structure/collected-tests',
  why: 'Some mistakes look right to an editor and still are a SyntaxError: `await` in a plain function, a keyword argument given twice, a function whose body is only a comment. Then no test of the file runs, and a conftest.py takes those of its whole folder with it.',
  examples: syntaxErrorExamples,
  *check(context) {
    const seen = new Set<string>();
    for (const problem of context.file.syntaxProblems) {
      if (!problem.semantic) continue;
      const fn = wantsAsync.test(problem.message) ? innermost(context.file, problem) : undefined;
      // Who forgets `async` forgets it for all awaits of the function; Python 2 is Python 2 all over.
      const key = fn ? `async ${fn.id}` : problem.message.replace(/'[^']*'|\d+/g, '');
      if (seen.has(key)) continue;
      seen.add(key);
      yield report(context, problem, fn);
    }
  },
});

function report(context: RuleContext, { message, span }: SyntaxProblem, fn: FunctionFact | undefined): Report {
  const isConftest = /(?:^|\/)conftest\.py$/.test(context.file.path);
  const loss = isConftest ? 'no test of this folder runs' : 'no test of this file runs';
  const wayOut = fn?.name ? ` Make \`${fn.name}\` an async def.` : '';
  return {
    at: span,
    message: `SyntaxError: ${message}. Python does not compile the file, so ${loss}.${wayOut}`,
    fix: fn && makeAsync(context, fn),
  };
}

/** The function that should be async: no lambda, and nothing that stands in a class body of its own. */
function innermost(file: TestFile, { span }: SyntaxProblem): FunctionFact | undefined {
  const holders = file.functions.filter(({ role, body }) => role !== 'module' && contains(body, span));
  const inner = holders.toSorted((a, b) => b.body.start - a.body.start)[0];
  return inner && inner.role !== 'suite' && !inner.expressionBody ? inner : undefined;
}

function makeAsync(context: RuleContext, fn: FunctionFact): FixDraft | undefined {
  if (fn.async) return undefined;
  const runner = edits(context, fn);
  if (!runner) return undefined;
  const kind = fn.role === 'fixture' ? 'fixture' : 'test';
  return {
    title: `Make the ${kind} async`,
    safety: 'suggested',
    edits: [...runner, insert(fn.asyncInsertAt, 'async ')],
  };
}

/** Whoever calls a helper would have to await it, so only tests and fixtures are made async. */
function edits(context: RuleContext, fn: FunctionFact): readonly Edit[] | undefined {
  const { file, project } = context;
  const isAuto = project.pytest?.asyncioMode === 'auto' || project.pytest?.runsAsyncOtherwise === true;
  const usesAsyncio = project.pytest?.usesPytestAsyncio === true || /\basyncio\b/.test(marksOf(file));
  if (fn.role === 'test') {
    const test = file.tests.find((candidate) => candidate.function === fn.id);
    if (!test || isInClassWithBases(file, fn)) return undefined;
    if (isAuto || hasAsyncMark(file, test)) return [];
    return usesAsyncio ? markAsyncio(context, fn) : undefined;
  }
  const fixture = file.fixtures.find((candidate) => candidate.function === fn.id);
  if (!fixture || isForSyncTests(file, fixture.name)) return undefined;
  if (isAuto || /^(?:pytest_asyncio|anyio)\b/.test(fixture.decorator?.callee ?? '')) return [];
  return usesAsyncio ? asyncFixture(context, fixture) : undefined;
}

function marksOf({ tests }: TestFile): string {
  return tests.flatMap(({ modifiers }) => modifiers.map(({ name }) => name)).join(' ');
}

function isInClassWithBases(file: TestFile, fn: FunctionFact): boolean {
  return [...functionsAround(file, fn.id)].some(
    ({ className }) => (file.classes?.find(({ name }) => name === className)?.bases ?? []).length > 0,
  );
}

/** A synchronous test cannot take what an async fixture gives. */
function isForSyncTests(file: TestFile, name: string): boolean {
  const asks = file.tests.filter(({ fixtures }) => fixtures.includes(name));
  const passedOn = file.fixtures.filter(({ requests }) => requests.includes(name));
  return [...asks, ...passedOn].some(({ function: id }) => file.functions[id]?.async === false);
}
