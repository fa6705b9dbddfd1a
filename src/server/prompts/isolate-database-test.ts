import { z } from 'zod';
import { languageOf, oneOf, testFile } from './arguments.ts';
import { definePrompt, steps } from './prompt.ts';

const databases = ['postgresql', 'sqlite', 'mysql', 'mariadb', 'mssql'];

export const isolateDatabaseTest = definePrompt({
  name: 'isolate-database-test',
  title: 'Isolate a database test',
  description:
    'Gives each test its own rows: a transaction that is rolled back, on a database that can only be a test database.',
  args: (context) =>
    z.object({
      path: testFile(context, 'The test file.'),
      database: oneOf(databases, 'The database that the tests use.').optional(),
    }),
  text: ({ path, database }) => {
    const language = languageOf(path);
    return steps(
      `The tests in ${path} share rows${database ? ` in ${database}` : ''}. Give each its own.`,
      `analyze_tests with paths [${JSON.stringify(path)}] and topics ["database", "fixtures"]. A finding production-database comes first: stop, and let a person look at the address.`,
      `get_pattern database/transaction-isolation with language ${language}, and database/engines for the connection${database === 'sqlite' ? ' (SQLite also needs foreign keys switched on: database/cascade-deletes)' : ''}.`,
      `verify_tests with tests [${JSON.stringify(path)}] and strategies ["shuffle", "isolate"] before any edit: which tests see the rows of others?`,
      'suggest_fixes for the file, with include_suggested; edit by the pattern what has no fix. An edit of conftest.py or of the set-up file is test infrastructure: the gate may ask a person.',
      `verify_tests again with strategies ["repeat", "shuffle", "isolate"]: stable. Then count the rows after the run: none may be left.`,
    );
  },
});
