import { insert } from '../edits/statements.ts';
import type { Block, CallFact, TestFile } from '../facts.ts';
import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import type { Source } from '../source.ts';
import { examples } from './examples/session-after-error.ts';
import { lastName } from './support/database/isolation.ts';

/**
 * A session that is used again after an expected IntegrityError. Measured with SQLAlchemy 1.4.46: after a flush or a commit that
 * failed, every use raises PendingRollbackError until `rollback()`; a failing Core statement leaves the session usable on SQLite,
 * while PostgreSQL refuses everything in the aborted transaction.
 */
export const sessionAfterError = defineRule({
  id: 'session-after-error',
  title: 'Session used after a failed flush',
  cause: 'database',
  topic: 'database',
  severity: 'error',
  languages: ['python'],
  pattern: 'database/constraints',
  why: 'After a flush or commit that failed, a session raises PendingRollbackError at every use until it is rolled back. What stands behind the expected error, in the test or in its clean-up, fails for that reason and not for its own.',
  examples,
  *check({ file, source }: RuleContext) {
    for (const block of file.blocks) {
      if (block.kind !== 'with' || !expectsDatabaseError(file, block)) continue;
      const failing = file.calls.find(
        ({ callee, span }) =>
          /^[\w.]+\.(?:flush|commit)$/.test(callee) && span.start >= block.span.start && span.end <= block.span.end,
      );
      const session = failing?.callee.slice(0, failing.callee.lastIndexOf('.'));
      if (!failing || session === undefined || isNested(file, block, failing) || isStub(file, session)) continue;
      const next = file.calls.find(
        (call) =>
          call.function === block.function && call.span.start >= block.construct.end && usesSession(call, session),
      );
      if (!next || /^(?:rollback|close|invalidate|expunge_all|in_transaction|is_active)$/.test(lastName(next.callee)))
        continue;
      yield {
        at: next.span,
        message: `The ${lastName(failing.callee)} above failed, and until "${session}" is rolled back every use of it raises PendingRollbackError. Roll it back first, or let only a savepoint fail (with ${session}.begin_nested()).`,
        fix: rollBack(source, block, failing, session),
      };
    }
  },
});

function expectsDatabaseError(file: TestFile, block: Block): boolean {
  return file.assertions.some(
    ({ style, matcher, expected, span }) =>
      (style === 'raises' || matcher === 'assertRaises') &&
      expected !== undefined &&
      span.start >= block.construct.start &&
      span.end <= block.span.start &&
      isDatabaseError(file, expected.start),
  );
}

function isDatabaseError(file: TestFile, at: number): boolean {
  return file.calls.some(({ arguments: given }) =>
    given.some(
      ({ span, kind, value }) =>
        span.start === at &&
        kind === 'name' &&
        /(?:^|\.)(?:IntegrityError|FlushError|StaleDataError)$/.test(String(value)),
    ),
  );
}

/** In `with session.begin_nested():` only the savepoint fails. */
function isNested(file: TestFile, block: Block, failing: CallFact): boolean {
  return file.calls.some(
    ({ callee, span }) =>
      /(?:^|\.)(?:begin_nested|begin|atomic|subtransaction)$/.test(callee) &&
      span.start >= block.construct.start &&
      span.start < failing.span.start,
  );
}

function isStub(file: TestFile, session: string): boolean {
  return file.variables.some(({ name, value }) => name === session && value === 'mock') || /mock|fake/i.test(session);
}

/** A call on the session itself that reaches the database. */
function usesSession({ callee }: CallFact, session: string): boolean {
  return (
    callee.startsWith(`${session}.`) &&
    /^(?:\w+)$/.test(callee.slice(session.length + 1)) &&
    !/^(?:add|add_all|expunge)$/.test(lastName(callee))
  );
}

function rollBack(source: Source, block: Block, failing: CallFact, session: string): FixDraft | undefined {
  const end = source.nextLine(block.span.end - 1);
  if (end <= block.span.end - 1 || source.text[end - 1] !== '\n') return undefined;
  const awaits = failing.handling === 'awaited' ? 'await ' : '';
  return {
    title: 'Roll the session back',
    safety: 'suggested',
    edits: [insert(end, `${source.indentAt(block.construct.start)}${awaits}${session}.rollback()${source.eol}`)],
  };
}
