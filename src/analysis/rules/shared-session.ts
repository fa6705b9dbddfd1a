import type { CallFact, FunctionFact, Span, TestFile } from '../facts.ts';
import { isWithin } from '../nesting.ts';
import { defineRule, type RuleContext } from '../rule.ts';
import { contains } from '../source.ts';
import { examples } from './examples/shared-session.ts';
import { climb, testAround } from './support/scope.ts';
import { variableNamed } from './support/values.ts';

/**
 * One AsyncSession in several tasks at once. Measured with SQLAlchemy 1.4.46, 2.0.40 and 2.0.52: with writes one task succeeds and
 * the others raise "Session is already flushing"; with plain reads it seems to work, which makes it flaky.
 * Source: docs.sqlalchemy.org, "Using AsyncSession with Concurrent Tasks": one session for each task.
 */
export const sharedSession = defineRule({
  id: 'shared-session',
  title: 'One database session in several tasks',
  cause: 'database',
  topic: 'database',
  severity: 'error',
  languages: ['python'],
  pattern: 'async/concurrency',
  why: 'An AsyncSession holds one connection and one transaction and must not be used by two tasks at once. Depending on who flushes first the tasks raise, lose writes, or seem to work.',
  examples,
  *check(context: RuleContext) {
    const { file } = context;
    for (const call of file.calls) {
      if (!/^asyncio\.(?:gather|wait|as_completed)$/.test(call.callee) || !testAround(file, call.function)) continue;
      const name = sharedName(context, call);
      if (name === undefined) continue;
      yield {
        at: call.span,
        message: `These tasks use the session "${name}" at the same time, which SQLAlchemy does not allow: which of them raises or loses its writes depends on timing. Open a session of its own in each task.`,
      };
    }
  },
});

/** A session that is named in two of the tasks, or in one that a comprehension makes many of. */
function sharedName({ file, source, fixtures }: RuleContext, call: CallFact): string | undefined {
  const around = file.functions[call.function];
  if (!around) return undefined;
  const names = new Set(source.slice(call.span).match(/\b\w*(?:session|db)\b/gi) ?? []);
  return [...names].find((name) => {
    const uses = usesIn(file, around, name, call.span);
    if (uses.length === 0) return false;
    const many = uses.some(({ block }) => isInComprehension(file, block, call.span));
    const tasks = call.arguments.filter(
      ({ span, name: keyword }) => keyword === undefined && uses.some((use) => contains(span, use.span)),
    );
    if (!many && tasks.length < 2) return false;
    return isAsyncSession({ file, source, fixtures }, around, name);
  });
}

/** In `[task(session, x) for x in …]` inside the span. */
function isInComprehension(file: TestFile, block: number, span: Span): boolean {
  return [...climb(file, block)].some(({ kind, construct }) => kind === 'loop' && contains(span, construct));
}

interface Use {
  readonly span: Span;
  readonly block: number;
}

/** Where a name is read inside a span; not where it is only passed on as a keyword's name. */
function usesIn(file: TestFile, around: FunctionFact, name: string, span: Span): readonly Use[] {
  const variable = variableNamed(file, name, around.id);
  const accesses = variable?.accesses ?? around.parameters.find((parameter) => parameter.name === name)?.accesses ?? [];
  return accesses.filter((access) => contains(span, access.span));
}

type Known = Pick<RuleContext, 'file' | 'source' | 'fixtures'>;

/** Known by its annotation, by what makes it, or by an async fixture that yields one. Mocks have no connection. */
function isAsyncSession({ file, source, fixtures }: Known, around: FunctionFact, name: string): boolean {
  const parameter = around.parameters.find((each) => each.name === name);
  if (parameter && /:\s*"?(?:\w+\.)*AsyncSession\b/.test(source.slice(parameter.span))) return true;
  const made = (home: TestFile, at: number) =>
    home.calls.some(
      ({ callee, typed, function: inner }) =>
        isWithin(home, inner, at) &&
        /(?:AsyncSession|async_session\w*|async_sessionmaker\(\))$/.test(typed ?? callee) &&
        !/Mock/.test(callee),
    );
  if (!parameter) return made(file, around.id) && variableNamed(file, name, around.id)?.value !== 'mock';
  const site = fixtures.find(name, around);
  return site?.fixture.async === true && made(site.file, site.fixture.function);
}
