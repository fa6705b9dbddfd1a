import type { CallFact, TestFile } from '../facts.ts';
import { defineRule, type RuleContext } from '../rule.ts';
import { examples } from './examples/sqlite-savepoint.ts';
import { type Engine, enginesOf, isSqlite, keyword } from './support/database/engines.ts';
import { lastName, wipes, type YieldingFixture, yieldingFixtures } from './support/database/isolation.ts';

/**
 * Savepoint isolation on SQLite. The driver of Python begins no transaction before SAVEPOINT, so that releasing the savepoint, as a
 * commit in the tested code does, really commits. Measured with SQLAlchemy 2.0.40 and 2.0.52 and the documented recipe: 2 rows after the outer rollback; with the two
 * listeners, or with `autocommit=False` from Python 3.12 on, none. Source: SQLAlchemy's SQLite dialect, "Transactions".
 */
export const sqliteSavepoint = defineRule({
  id: 'sqlite-savepoint',
  title: 'Savepoints on SQLite that roll nothing back',
  cause: 'database',
  topic: 'database',
  severity: 'warning',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'database/transaction-isolation',
  why: "Python's SQLite driver begins no transaction before a SAVEPOINT, so a commit in the tested code, which releases that savepoint, really commits. A fixture that isolates tests with savepoints and an outer rollback leaves the rows in place.",
  examples,
  *check({ file }: RuleContext) {
    const engines = enginesOf(file);
    const sqlite = engines.filter((engine) => isSqlite(engine) && !beginsItself(engine));
    // With a second database in play it is not known which one the fixture is for.
    if (sqlite.length === 0 || sqlite.length < engines.length || listensFor(file, 'begin')) return;
    const restarts = listensFor(file, 'after_transaction_end');
    for (const site of yieldingFixtures(file)) {
      const savepoint = savepointOf(site, restarts);
      if (!savepoint) continue;
      yield {
        at: savepoint.span,
        message:
          'On SQLite a commit in the tested code stays: the driver begins no transaction before the savepoint, so its release commits and the rows are there for the next test. Add the two listeners of SQLAlchemy\'s documentation (isolation_level = None on connect, BEGIN on begin), or connect_args={"autocommit": False} from Python 3.12 on.',
      };
    }
  },
});

function beginsItself({ call }: Engine): boolean {
  const given = keyword(call, 'connect_args');
  return given !== undefined && (given.properties?.some(({ name }) => name === 'autocommit') ?? true);
}

/** `@event.listens_for(engine, "begin")`, `event.listen(engine, "begin", …)`. */
function listensFor(file: TestFile, event: string): boolean {
  return file.calls.some(
    ({ callee, arguments: given }) => /(?:^|\.)listens?(?:_for)?$/.test(callee) && given[1]?.value === event,
  );
}

/** Both recipes: that of SQLAlchemy 2, and that of 1.4, which begins a savepoint anew whenever one ends. A plain one holds until a commit. */
function savepointOf({ before, after }: YieldingFixture, restarts: boolean): CallFact | undefined {
  if (!after.some(({ callee }) => lastName(callee) === 'rollback') || after.some(({ callee }) => wipes.test(callee)))
    return undefined;
  // A database that is made for each test has nothing left of the one before.
  if (before.some(({ callee }) => wipes.test(callee) || /create_(?:async_)?engine$/.test(callee))) return undefined;
  return before.find(
    (call) =>
      keyword(call, 'join_transaction_mode')?.value === 'create_savepoint' ||
      (restarts && lastName(call.callee) === 'begin_nested'),
  );
}
