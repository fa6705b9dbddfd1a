import { importModule } from '../../../edits/python.ts';
import { insert } from '../../../edits/statements.ts';
import type { Fixture, FunctionFact, Test, TestFile } from '../../../facts.ts';
import type { PytestFacts } from '../../../project.ts';
import type { Edit, RuleContext } from '../../../rule.ts';
import { modifierNames } from '../scope.ts';

/** Marks that a plugin takes as "run this coroutine". */
const asyncMark =
  /^(?:asyncio|anyio|trio|tornado|gen_test|curio|twisted|gevent|ensure_deferred|inline_callbacks|async)|async|trio/i;

/** The test or something around it says who runs it. */
export function hasAsyncMark(file: TestFile, test: Test): boolean {
  return modifierNames(file, test).some((name) => asyncMark.test(name));
}

/** pytest-asyncio runs what is marked: strict mode, its default. */
export function isStrictAsyncio(pytest: PytestFacts | undefined): boolean {
  return pytest?.usesPytestAsyncio === true && pytest.asyncioMode !== 'auto';
}

/** Puts `@pytest.mark.asyncio` above a test. */
export function markAsyncio({ file, source }: Pick<RuleContext, 'file' | 'source'>, fn: FunctionFact): readonly Edit[] {
  const { local, edits } = importModule(file, source, 'pytest');
  const indent = source.indentAt(fn.span.start);
  return [...edits, insert(source.lineStart(fn.span.start), `${indent}@${local}.mark.asyncio${source.eol}`)];
}

/** `@pytest.fixture` becomes `@pytest_asyncio.fixture`; undefined when the decorator is no plain path. */
export function asyncFixture(
  { file, source }: Pick<RuleContext, 'file' | 'source'>,
  fixture: Fixture,
): readonly Edit[] | undefined {
  const span = fixture.decorator?.span;
  const written = span && /^@?\s*([\w.]+)/.exec(source.slice(span));
  const name = written?.[1];
  if (!span || !written || name === undefined) return undefined;
  const start = span.start + written[0].length - name.length;
  const { local, edits } = importModule(file, source, 'pytest_asyncio');
  return [...edits, { start, end: start + name.length, text: `${local}.fixture` }];
}
