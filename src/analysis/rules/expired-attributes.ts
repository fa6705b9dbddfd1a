import { insert } from '../edits/statements.ts';
import type { CallFact } from '../facts.ts';
import { defineRule, type RuleContext } from '../rule.ts';
import { examples } from './examples/expired-attributes.ts';
import { keyword } from './support/database/engines.ts';

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
      if (keyword(call, 'expire_on_commit')) continue;
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
