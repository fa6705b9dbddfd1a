import type { Analyzer } from '../analysis/index.ts';
import type { FindDatabaseUses } from '../escalation/index.ts';

/** Most files connect to no database, and need not be analysed to know it. */
const connects = /\bcreate_(?:async_)?engine\b|\basyncpg\b|\bpsycopg2?\b|\bMongoClient\b|\bdatabases\.Database\b/;

/** Asks the rule `production-database`. */
export function databaseUses(analyzer: Analyzer): FindDatabaseUses {
  return async (files) => {
    const asked = files.filter(({ path, text }) => path.endsWith('.py') && connects.test(text));
    const analyses = await Promise.all(asked.map(({ path, text }) => analyzer.analyzeText(path, text)));
    return analyses
      .flatMap(({ findings }) => findings)
      .filter(({ rule, severity }) => rule === 'production-database' && severity === 'error')
      .map(({ path, range, message }) => ({ path, line: range.start.line, message }));
  };
}
