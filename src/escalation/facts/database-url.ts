import { Source } from '../../analysis/source.ts';
import { isLocalHost, isPlaceholder } from './address.ts';
import type { FactContext } from './context.ts';
import type { Fact } from './fact.ts';

const reason =
  'Tests with this change would use a database that is not on this machine or in a container. Production database access in tests requires human approval.';

/** Rule 1: a test must not reach a production database. Looks at tests, their configuration and the environment. */
export function databaseFacts(context: FactContext): Fact[] {
  const { action, files, configs, environment } = context;
  const texts = new Map(configs.map(({ path, text }) => [path, text]));
  for (const { path, isTest, after } of files) if (isTest) texts.set(path, after);
  if (action.text !== undefined) texts.set('text', action.text);
  if (action.command !== undefined) texts.set('command', action.command);
  // A fallback in a file that stays as it is does its harm when tests run, not when another file is edited.
  const runs = action.kind === 'run_tests' || action.kind === 'describe';
  const changed = new Set(files.map(({ path }) => path));

  return [
    ...[...texts].flatMap(([path, text]) => urlFacts(path, text)),
    ...[...texts].filter(([path]) => runs || changed.has(path)).flatMap(([path, text]) => fallbackFacts(path, text)),
    ...files
      .filter(({ isTest, path }) => !isTest && !texts.has(path))
      .flatMap(({ path, added }) => added.flatMap(({ line, text }) => urlFacts(path, text, line))),
    ...environmentFacts(environment),
  ];
}

const scheme =
  '(?:jdbc:)?(?:postgres(?:ql)?|mysql|mariadb|mssql|sqlserver|oracle|mongodb|rediss?|cockroach(?:db)?|clickhouse|snowflake|redshift|db2)(?:\\+[a-z0-9_]+)*';
/** Scheme, credentials, authority. SQL Server's JDBC form has no credentials in front. */
const databaseUrl = new RegExp(`\\b(${scheme})://((?:[^\\s'"\`/@]{0,300}@)?)([^\\s'"\`/?#;,)]*)`, 'gi');

function urlFacts(path: string, text: string, firstLine = 1): Fact[] {
  const lines = new Source(text);
  const seen = new Set<string>();
  return [...text.matchAll(databaseUrl)].flatMap(
    ({ 0: url, 1: name = '', 2: credentials = '', 3: authority = '', index }) => {
      if (isCommentedOut(path, text.slice(lines.lineStart(index), index))) return [];
      const hosts = hostsOf(
        authority,
        url.length < 2_000 ? text.slice(index + url.length, index + url.length + 500) : '',
      );
      const host = hosts.find((name) => !isPlaceholder(name) && !isLocalHost(name));
      if (host === undefined || seen.has(host)) return [];
      seen.add(host);
      return {
        id: 'production-database' as const,
        statement: `production database access: test uses database at ${host} (${name}://${credentials === '' ? '' : '***@'}${authority})`,
        where: { path, line: firstLine - 1 + lines.position(index).line },
        reason,
      };
    },
  );
}

/** The host of `host:port`, and further ones of a replica set: `a:1,b:2`. */
function hostsOf(authority: string, rest: string): string[] {
  const more = /^(?:,[\w.:-]+)+/.exec(rest)?.[0] ?? '';
  return `${authority}${more}`
    .split(',')
    .filter((part) => part !== '' || more === '')
    .map((part) => /^\[[^\]]*\]/.exec(part)?.[0] ?? part.replace(/:[^:]*$/, ''));
}

/** In configuration a commented line is not read; a test's comment is prose that other triggers look at. */
function isCommentedOut(path: string, lineBefore: string): boolean {
  if (path === 'text' || path === 'command') return false;
  return /^\s*(?:#|\/\/|;|\*|\/\*)/.test(lineBefore);
}

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

function fallbackFacts(path: string, text: string): Fact[] {
  const lines = new Source(text);
  return [fallback, direct].flatMap((expression) =>
    [...text.matchAll(expression)]
      .filter(({ index }) => !isCommentedOut(path, text.slice(lines.lineStart(index), index)))
      .map(({ 1: name = 'DATABASE_URL', index }) => ({
        id: 'database-fallback' as const,
        statement: `production database access: test database ${expression === fallback ? 'falls back to' : 'is taken from'} ${name}`,
        where: { path, line: lines.position(index).line },
        reason: `Where the variable of the test database is not set, the tests use the application's own database (${name}). Production database access in tests requires human approval.`,
      })),
  );
}

const urlVariable =
  /(?:^|_)(?:DATABASE|DB|POSTGRES(?:QL)?|MYSQL|MARIADB|MONGO(?:DB)?|REDIS|SQLALCHEMY)(?:_[A-Z0-9]+)*_(?:URL|URI|DSN)$|^DATABASE_(?:URL|URI|DSN)$/;
const hostVariable =
  /^(?:PGHOST|PGHOSTADDR|MYSQL_HOST|MARIADB_HOST|POSTGRES_HOST|DB_HOST|DATABASE_HOST|MONGO_HOST|REDIS_HOST)$/;

function environmentFacts(environment: FactContext['environment']): Fact[] {
  return Object.entries(environment).flatMap(([name, value]): Fact[] => {
    if (value === undefined) return [];
    if (urlVariable.test(name))
      return urlFacts(`environment ${name}`, value).map((fact) => ({
        ...fact,
        where: { path: `environment ${name}` },
      }));
    const remote = hostVariable.test(name)
      ? value.split(',').find((host) => !host.startsWith('/') && !isPlaceholder(host) && !isLocalHost(host))
      : undefined;
    if (remote === undefined) return [];
    return [
      {
        id: 'production-database',
        statement: `production database access: test uses database at ${remote}`,
        where: { path: `environment ${name}` },
        reason,
      },
    ];
  });
}
