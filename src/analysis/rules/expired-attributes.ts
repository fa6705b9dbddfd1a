import { insert } from '../edits/statements.ts';
import type { CallFact, TestFile } from '../facts.ts';
import { defineRule, type RuleContext } from '../rule.ts';
import { examples } from './examples/expired-attributes.ts';
import { keyword } from './support/database/engines.ts';
import { placeOf } from './support/places.ts';

/**
 * An AsyncSession that expires its objects on commit: reading an attribute afterwards loads it, which outside an awaited call
 * raises MissingGreenlet. Source: SQLAlchemy's asyncio page, "Preventing Implicit IO when Using AsyncSession".
 */
export const expiredAttributes = defineRule({
  id: 'expired-attributes',
  title: 'Async session that forgets its objects on commit',
  cause: 'database',
  topic: 'database',
  severity: 'info',
  languages: ['python'],
  pattern: 'database/engines',
  why: 'After a commit an AsyncSession reloads each attribute at its next read, and in plain code that raises MissingGreenlet. Whether a test meets this depends on which attribute it reads after which commit; `expire_on_commit=False` takes the question away.',
  examples,
  *check({ file }: RuleContext) {
    for (const call of file.calls) {
      if (!makesAsyncSessions(call) || call.arguments.some(({ kind }) => kind === 'spread')) continue;
      if (keyword(call, 'expire_on_commit') || !isForSeveral(file, call)) continue;
      const last = call.arguments.at(-1);
      yield {
        at: call.span,
        message:
          'Objects of this session are expired by every commit, and reading one of their attributes afterwards raises MissingGreenlet. Give it expire_on_commit=False.',
        fix: last && {
          title: 'Keep objects readable after a commit',
          safety: 'suggested',
          edits: [insert(last.span.end, ', expire_on_commit=False')],
        },
      };
    }
  },
});

function makesAsyncSessions(call: CallFact): boolean {
  if (call.callee === 'sqlalchemy.ext.asyncio.async_sessionmaker') return true;
  return /^sqlalchemy\.orm\.sessionmaker$/.test(call.callee) && keyword(call, 'class_')?.value === 'AsyncSession';
}

/** A test, or a helper, that makes a factory for itself knows whether it reads anything after a commit. */
function isForSeveral(file: TestFile, { function: at }: CallFact): boolean {
  return /(?:^|\/)conftest\.py$/.test(file.path) || /^(?:collection|fixture)$/.test(placeOf(file, at).kind);
}
