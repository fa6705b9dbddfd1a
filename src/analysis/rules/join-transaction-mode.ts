import { insert } from '../edits/statements.ts';
import type { CallFact, Fixture, TestFile } from '../facts.ts';
import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import { examples } from './examples/join-transaction-mode.ts';
import { keyword } from './support/database/engines.ts';
import { lastName, type YieldingFixture, yieldingFixtures } from './support/database/isolation.ts';
import { placeOf } from './support/places.ts';
import { versionIs } from './support/versions.ts';

/**
 * A session joined into an outer transaction without `join_transaction_mode="create_savepoint"`. The default of SQLAlchemy 2,
 * `conditional_savepoint`, behaves as `rollback_only` there: commits stay inside, but a rollback ends the outer transaction.
 * Source: docs.sqlalchemy.org/en/20/orm/session_transaction.html, "Joining a Session into an External Transaction".
 */
export const joinTransactionMode = defineRule({
  id: 'join-transaction-mode',
  title: 'Outer transaction that a rollback ends',
  cause: 'database',
  topic: 'database',
  severity: 'warning',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'database/transaction-isolation',
  why: 'The fixture rolls an outer transaction back after each test. When the tested code rolls its session back, as it does after an IntegrityError, that ends the outer transaction too; what is committed afterwards is really committed and reaches the next test.',
  examples,
  *check(context: RuleContext) {
    const { file, project } = context;
    const isNew = versionIs(project, 'sqlalchemy', { atLeast: '2' });
    if (isNew === 'no') return;
    for (const site of yieldingFixtures(file)) {
      const session = joined(site);
      if (!session || worksInSavepoints(file, site.fixture)) continue;
      yield {
        at: session.span,
        ...(isNew === 'unknown' && { severity: 'info' as const }),
        message: `${isNew === 'unknown' ? 'With SQLAlchemy 2, a' : 'A'} rollback in the tested code ends the outer transaction of this fixture, and what is committed after it stays for the next test. Give the session join_transaction_mode="create_savepoint".`,
        fix: addMode(session),
      };
    }
  },
});

/** `Session(bind=connection)` in a fixture that begins a transaction on a connection and rolls it back behind the yield. */
function joined({ before, after }: YieldingFixture): CallFact | undefined {
  const begins = before.some(({ callee }) => /(?:^|\.)(?:conn|connection)\w*\.begin$/.test(callee));
  if (!begins || !after.some(({ callee }) => lastName(callee) === 'rollback')) return undefined;
  return before.find((call) => {
    const bind = keyword(call, 'bind') ?? call.arguments.find(({ name }) => name === undefined);
    return (
      /(?:session|sessionmaker|sessionlocal)\w*$/i.test(lastName(call.callee)) &&
      bind?.kind === 'name' &&
      /conn/.test(String(bind.value)) &&
      !keyword(call, 'join_transaction_mode')
    );
  });
}

/** Somebody begins savepoints: this fixture, one that it goes with, or a helper (perhaps a listener of the session). */
function worksInSavepoints(file: TestFile, fixture: Fixture): boolean {
  return file.calls.some((call) => {
    if (lastName(call.callee) !== 'begin_nested') return false;
    const place = placeOf(file, call.function);
    if (place.kind === 'test') return false;
    if (place.kind !== 'fixture' || place.fixture.autouse) return true;
    return reaches(file, fixture, place.fixture) || reaches(file, place.fixture, fixture);
  });
}

/** Does a fixture ask for another one, also through others of the file? Two of one name count as one. */
function reaches(file: TestFile, from: Fixture, to: Fixture): boolean {
  const seen = new Set([from.name]);
  for (const name of seen) {
    for (const fixture of file.fixtures) if (fixture.name === name) for (const next of fixture.requests) seen.add(next);
  }
  return seen.has(to.name);
}

function addMode(session: CallFact): FixDraft | undefined {
  const last = session.arguments.at(-1);
  if (!last) return undefined;
  return {
    title: 'Let the session work in savepoints',
    safety: 'suggested',
    edits: [insert(last.span.end, ', join_transaction_mode="create_savepoint"')],
  };
}
