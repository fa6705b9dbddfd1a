import type { Test, TestFile } from '../facts.ts';
import { defineRule, type RuleContext } from '../rule.ts';
import { examples } from './examples/sqlite-foreign-keys.ts';
import { enginesOf, isSqlite } from './support/database/engines.ts';
import { inTest } from './support/scope.ts';

/**
 * A test of foreign keys or of ON DELETE CASCADE on SQLite, which checks neither unless `PRAGMA foreign_keys=ON` is sent on every
 * connection. Measured: deleting the parent left its child; only the cascade of the ORM is tested.
 */
export const sqliteForeignKeys = defineRule({
  id: 'sqlite-foreign-keys',
  title: 'Foreign keys tested on SQLite, which ignores them',
  cause: 'database',
  topic: 'database',
  severity: 'warning',
  languages: ['python'],
  pattern: 'database/cascade-deletes',
  why: 'SQLite parses foreign keys and ON DELETE rules but enforces none of them until `PRAGMA foreign_keys=ON` is sent on the connection. A test of a cascade then shows what the ORM does, not what the database does in production.',
  examples,
  *check(context: RuleContext) {
    const { file } = context;
    const first = file.tests.find((test) => deletesParent(file, test));
    if (!first) return;
    const homes = homesOf(context, first);
    const engines = homes.flatMap(enginesOf);
    if (engines.length === 0 || !engines.every(isSqlite) || homes.some(switchesOn)) return;
    const others = file.tests.filter((test) => deletesParent(file, test)).length - 1;
    yield {
      at: first.nameSpan,
      message: `SQLite enforces no foreign key and no ON DELETE rule here, so this test${others > 0 ? ` (and ${others} more)` : ''} shows only what the ORM does. Send PRAGMA foreign_keys=ON in a "connect" listener of the engine.`,
    };
  },
});

/** `session.delete(x)`, `session.query(X).filter(…).delete()`; a repository's own `delete_key()` may do anything. */
const deletesRow = /(?:^|\.)(?:\w*session|\w*db)\.delete$|query\(\)(?:\.\w+\(\))*\.delete$/i;

/** Named for cascades or foreign keys, and deletes something. */
function deletesParent(file: TestFile, test: Test): boolean {
  return (
    /cascade|foreign_?key|orphan|referential/i.test(test.title) &&
    file.calls.some(({ callee, function: at }) => inTest(file, test, at) && deletesRow.test(callee))
  );
}

/** The file and the conftest.py files whose fixtures the test uses. */
function homesOf({ file, fixtures }: RuleContext, test: Test): readonly TestFile[] {
  return [...new Set([file, ...fixtures.used(test).map((site) => site.file)])];
}

function switchesOn(file: TestFile): boolean {
  return file.calls.some(({ arguments: given }) =>
    given.some(({ value }) => typeof value === 'string' && /foreign_keys/i.test(value)),
  );
}
