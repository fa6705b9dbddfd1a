import { Source } from '../../../analysis/source.ts';
import type { Fact } from '../fact.ts';

const variable = `(?:DATABASE_URL|DB_URL|DATABASE_URI|SQLALCHEMY_DATABASE_UR[IL]|MONGO(?:DB)?_UR[IL])`;
/** A read of the environment, in Python or JavaScript. `[^\n]` and the short gaps keep each of these linear. */
const pythonRead = String.raw`(?:os\.getenv\(|os\.environ\.get\(|os\.environ\[|getenv\(|environ\.get\(|environ\[|env\(|config\()\s{0,20}['"]`;
const scriptRead = String.raw`(?:process\.env|import\.meta\.env|Deno\.env\.get|env)(?:\.|\[['"]|\(['"])`;
const read = `(?:${pythonRead}|${scriptRead})`;
/** A test variable first, and behind `or`, `||`, `??`, or as the default value, the application's own. */
const fallback = new RegExp(
  String.raw`${read}\w{0,60}TEST\w{0,60}['"]?\s{0,20}[\])]?\s{0,20}(?:or|\|\||\?\?|,)\s{0,40}(?:\\?\s{0,40})${read}(${variable})\b`,
  'g',
);
/** An engine made straight from the application's variable, in a test or its configuration. */
const direct = new RegExp(
  String.raw`(?:create_(?:async_)?engine|createPool|createConnection|createClient|new\s(?:Pool|Client|Sequelize|DataSource|PrismaClient|MongoClient)|MongoClient|asyncpg\.connect|psycopg2?\.connect)\s{0,20}\([^\n]{0,200}?${read}(${variable})\b`,
  'g',
);

/** Tests whose database is the application's own where their variable is not set. */
export function fallbackFacts(path: string, text: string): Fact[] {
  const lines = new Source(text);
  return [fallback, direct].flatMap((expression) =>
    [...text.matchAll(expression)]
      .filter(({ index }) => !/^\s*(?:#|\/\/|;|\*|\/\*)/.test(text.slice(lines.lineStart(index), index)))
      .map(({ 1: name = 'DATABASE_URL', index }) => ({
        id: 'database-fallback' as const,
        statement: `production database access: test database ${expression === fallback ? 'falls back to' : 'is taken from'} ${name}`,
        where: { path, line: lines.position(index).line },
        reason: `Where the variable of the test database is not set, the tests use the application's own database (${name}). Production database access in tests requires human approval.`,
      })),
  );
}
