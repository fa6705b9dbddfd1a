import { importFrom } from '../edits/python.ts';
import { insertAbove } from '../edits/statements.ts';
import type { MemberWrite, TestFile } from '../facts.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { asyncMockChainExamples } from './examples/async-mock-chain.ts';
import { linksOf, mockAt } from './support/mocks/python-mock-names.ts';

/** `db.execute.return_value.scalars.return_value = …`: the awaited call, and the plain method of its result. */
interface Chain {
  readonly write: MemberWrite;
  /** `db.execute.return_value` or, where the result has a name of its own, that name. */
  readonly result: string;
  readonly method: string;
}

/** Methods of SQLAlchemy's Result and of HTTP responses that nobody awaits. Their asynchronous cousins have other names or other results. */
const ofRows =
  /^(?:scalars|scalar|scalar_one|scalar_one_or_none|mappings|unique|all|first|one|one_or_none|fetchall|fetchone|partitions)$/;
const onlyOfRows = /^(?:scalar_one|scalar_one_or_none|mappings|unique)$/;
/** The calls on a session that give a Result. */
const executing = /^(?:execute|exec)$/;

/**
 * A chain of plain methods configured on what an AsyncMock returns: the result is an AsyncMock too, so its methods give coroutines.
 * Measured on Python 3.11 with SQLAlchemy 1.4: `type(AsyncMock(spec=AsyncSession).execute.return_value)` is AsyncMock.
 */
export const asyncMockChain = defineRule({
  id: 'async-mock-chain',
  title: 'Plain method configured on the result of an AsyncMock',
  cause: 'unawaited',
  topic: 'mocking',
  severity: 'error',
  languages: ['python'],
  pattern: 'mocking/async-functions',
  why: 'What an AsyncMock returns is an AsyncMock as well. `result.scalar_one_or_none()` then gives a coroutine, which is true and never None, and not the value that was configured. The result of an awaited query is a plain object, so it needs a MagicMock.',
  examples: asyncMockChainExamples,
  *check(context) {
    const seen = new Set<string>();
    for (const write of context.file.memberWrites) {
      const chain = chainOf(context, write);
      const key = chain && `${write.function} ${chain.result}`;
      if (!chain || key === undefined || seen.has(key)) continue;
      seen.add(key);
      yield report(context, chain);
    }
  },
});

function report(context: RuleContext, { write, result, method }: Chain): Report {
  return {
    at: write.targetSpan,
    message: `\`${result}\` is an AsyncMock, so \`${method}()\` on it gives a coroutine (always true) instead of the value configured here. Make it a plain mock: ${result} = MagicMock().`,
    fix: fixOf(context, write, result),
  };
}

function chainOf(context: RuleContext, write: MemberWrite): Chain | undefined {
  const { file } = context;
  const links = linksOf(write.target);
  if (
    !links ||
    write.root === 'import' ||
    write.operator !== '=' ||
    links.at(-1) !== 'return_value' ||
    links.length < 3
  )
    return undefined;
  return fromQuery(context, write, links) ?? fromResult(file, context, write, links);
}

/** `db.execute.return_value.scalars.return_value…` */
function fromQuery(context: RuleContext, write: MemberWrite, links: readonly string[]): Chain | undefined {
  const at = links.findIndex((name, index) => executing.test(name) && links[index + 1] === 'return_value' && index > 0);
  const method = links[at + 2];
  if (at < 0 || method === undefined || !ofRows.test(method) || links[at + 3] !== 'return_value') return undefined;
  const result = links.slice(0, at + 2).join('.');
  return isAsync(context, result, links.slice(0, at), write) ? { write, result, method } : undefined;
}

function isAsync(context: RuleContext, result: string, session: readonly string[], write: MemberWrite): boolean {
  const mock = mockAt(context, result, write.function, write.span.start);
  if (mock?.type === 'AsyncMock') return true;
  // Of what is made from a specification, only AsyncSession is known to have a coroutine function there.
  const owner =
    mock?.spec?.kind === 'plain' ? mockAt(context, session.join('.'), write.function, write.span.start) : undefined;
  return (
    owner?.type === 'AsyncMock' && owner.members.length === 0 && /(?:^|\.)AsyncSession$/.test(owner.spec?.name ?? '')
  );
}

/** `result = AsyncMock()`, `result.scalar_one_or_none.return_value = …`: nothing but rows has such a method. */
function fromResult(
  file: TestFile,
  context: RuleContext,
  write: MemberWrite,
  links: readonly string[],
): Chain | undefined {
  const at = links.findIndex(
    (name, index) => index > 0 && onlyOfRows.test(name) && links[index + 1] === 'return_value',
  );
  const method = links[at];
  const result = links.slice(0, at).join('.');
  if (at < 0 || method === undefined || isStreamed(file, result)) return undefined;
  const mock = mockAt(context, result, write.function, write.span.start);
  return mock?.type === 'AsyncMock' && !mock.spec ? { write, result, method } : undefined;
}

/** The result of `stream()` is asynchronous, and a test that awaits the method itself knows what it has. */
function isStreamed(file: TestFile, result: string): boolean {
  if (/stream|connection|\bconn\b/i.test(result)) return true;
  return file.calls.some(
    ({ handling, callee }) =>
      handling === 'awaited' && callee.startsWith(`${result}.`) && ofRows.test(callee.slice(result.length + 1)),
  );
}

/** A MagicMock in its place, above the first line that configures it. */
function fixOf({ file, source }: RuleContext, write: MemberWrite, result: string): FixDraft | undefined {
  const written = source.slice(write.targetSpan);
  if (!result.endsWith('.return_value') || !written.startsWith(`${result}.`)) return undefined;
  const named = file.imports.find(({ module, name }) => module === 'unittest' && name === 'mock');
  const { local, edits } = named
    ? { local: `${named.local}.MagicMock`, edits: [] }
    : importFrom(file, source, 'unittest.mock', 'MagicMock');
  const line = insertAbove(source, write.statement.start, [`${result} = ${local}()`]);
  return { title: 'Return a MagicMock from the awaited call', safety: 'suggested', edits: [...edits, line] };
}
