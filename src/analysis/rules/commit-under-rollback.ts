import type { CallFact, Test, TestFile } from '../facts.ts';
import type { FixtureSite } from '../fixtures.ts';
import { isWithin } from '../nesting.ts';
import { defineRule, type RuleContext } from '../rule.ts';
import { examples } from './examples/commit-under-rollback.ts';
import { lastName, wipes, yieldingFixtures } from './support/database/isolation.ts';

/**
 * A test that commits while its fixture only rolls back: what is committed stays. Measured with SQLAlchemy 1.4.46, 2.0.40, 2.0.52.
 */
export const commitUnderRollback = defineRule({
  id: 'commit-under-rollback',
  title: 'Commit that the fixture cannot undo',
  cause: 'database',
  topic: 'database',
  severity: 'warning',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'database/transaction-isolation',
  why: 'A rollback undoes what was not committed. When the test itself commits, the rows stay in the database behind it, and the next test that counts or inserts the same passes or fails by the order of the run.',
  examples,
  *check(context: RuleContext) {
    const { file } = context;
    const reported = new Set<string>();
    const commits = commitsOf(file);
    if (commits.length === 0) return;
    for (const test of file.tests) {
      const commit = commitIn(commits, file, test);
      const [name] = commit?.callee.split('.') ?? [];
      const fn = file.functions[test.function];
      const site = name === undefined || !fn ? undefined : context.fixtures.find(name, fn);
      if (!commit || name === undefined || !site || reported.has(name) || !onlyRollsBack(context, test, site)) continue;
      reported.add(name);
      const others = file.tests.filter(
        (other) => other !== test && commitIn(commits, file, other)?.callee === commit.callee,
      ).length;
      yield {
        at: commit.span,
        message: `The fixture "${name}" only rolls back, and a rollback does not undo this commit: the rows stay for the tests that run later${others > 0 ? ` (${others + 1} tests of this file commit)` : ''}. Use flush() here, or let the fixture roll an outer transaction back.`,
      };
    }
  },
});

/** `session.commit()`, of whatever session. */
function commitsOf(file: TestFile): CallFact[] {
  return file.calls.filter(({ callee }) => lastName(callee) === 'commit' && callee.split('.').length === 2);
}

/** The first commit of something that the test asks for. */
function commitIn(commits: readonly CallFact[], file: TestFile, test: Test): CallFact | undefined {
  if (test.fixtures.length === 0) return undefined;
  return commits.find(
    ({ callee, function: at }) =>
      isWithin(file, at, test.function) && test.fixtures.includes(callee.split('.')[0] ?? ''),
  );
}

/** The session comes straight from a factory or an engine, is rolled back behind the yield, and nothing that the test uses wipes or makes the database. */
function onlyRollsBack({ fixtures }: RuleContext, test: Test, site: FixtureSite): boolean {
  const own = yieldingFixtures(site.file).find(({ fixture }) => fixture === site.fixture);
  if (!own?.after.some(({ callee }) => lastName(callee) === 'rollback')) return false;
  if (own.before.some(({ callee }) => /\.(?:begin|begin_nested|connect)$/.test(callee))) return false;
  const makes = own.before.some(({ callee, typed }) =>
    /(?:session|sessionmaker|sessionlocal)\w*(?:\(\))?$/i.test(typed ?? callee),
  );
  if (!makes) return false;
  return !fixtures.used(test).some(({ fixture, file }) => {
    const fn = fixture.function;
    return (
      fixture.scope === 'function' &&
      file.calls.some(
        ({ callee, arguments: given, function: at }) =>
          isWithin(file, at, fn) &&
          (wipes.test(callee) ||
            /create_(?:async_)?engine$/.test(callee) ||
            given.some(
              ({ value }) =>
                typeof value === 'string' && (wipes.test(value) || /\b(?:DELETE|TRUNCATE|DROP)\b/i.test(value)),
            )),
      )
    );
  });
}
