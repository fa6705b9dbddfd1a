import { isOwnHost } from '../database-hosts.ts';
import type { TestFile } from '../facts.ts';
import { defineRule, type Report, type RuleContext } from '../rule.ts';
import { examples } from './examples/production-database.ts';
import { keyword } from './support/database/engines.ts';
import { sourcesOf, type ValueSource } from './support/database/sources.ts';

/**
 * A test database whose address is the application's own: `TEST_DATABASE_URL or DATABASE_URL`. Where the first is not set, the
 * tests create, change and drop tables of the second. The escalation gate asks a person about the same (`database-fallback`).
 */
export const productionDatabase = defineRule({
  id: 'production-database',
  title: "Test engine on the application's database",
  cause: 'database',
  topic: 'database',
  severity: 'error',
  languages: ['python'],
  pattern: 'database/engines',
  why: 'Where the variable of the test database is not set, such tests run against whatever `DATABASE_URL` names, which on a server or in a deployment job is the production database. They create, change and drop tables there.',
  examples,
  *check({ file }: RuleContext) {
    const seen = new Set<number>();
    for (const call of file.calls) {
      if (!connects.test(call.typed ?? call.callee)) continue;
      const url = keyword(call, 'url') ?? keyword(call, 'dsn') ?? call.arguments.find(({ name }) => name === undefined);
      const report = verdict(sourcesOf(file, url, call.function), file);
      if (!report || seen.has(report.at.start)) continue;
      seen.add(report.at.start);
      yield report;
    }
  },
});

const connects =
  /^(?:(?:sqlalchemy|sqlmodel)\.(?:[\w.]+\.)?create_(?:async_)?engine|databases\.Database|asyncpg\.(?:connect|create_pool)|psycopg2?\.(?:connect|AsyncConnection\.connect)|(?:pymongo\.)?(?:MongoClient|AsyncIOMotorClient)|motor\.motor_asyncio\.AsyncIOMotorClient)$/;

/** The application's variables; with TEST or CI in the name it is one for tests. */
const ownVariable =
  /^(?:[A-Z0-9]+_)*(?:DATABASE|DB|POSTGRES(?:QL)?|PG|MYSQL|SQLALCHEMY(?:_DATABASE)?|MONGO(?:DB)?)_(?:URL|URI|DSN)$/;
const forTests = /TEST|(?:^|_)CI(?:_|$)|PYTEST|LOCAL|DEV|FAKE|MOCK|EXAMPLE/i;

function verdict(sources: readonly ValueSource[], file: TestFile): Report | undefined {
  const remote = sources.find((source) => source.kind === 'literal' && remoteHost(source.text) !== undefined);
  if (remote?.kind === 'literal')
    return {
      at: remote.at.span,
      message: `These tests connect to the database at ${remoteHost(remote.text)}, which is neither on this machine nor a container: they read and change what is somebody's. Use a database made for tests, and let a person decide about any other.`,
    };
  const own = sources.find(
    (source) => source.kind === 'environment' && ownVariable.test(source.name) && !forTests.test(source.name),
  );
  if (own?.kind !== 'environment') return undefined;
  const others = sources.filter((source) => source !== own);
  const isFallback = others.some((source) => source.kind === 'environment' && forTests.test(source.name));
  const what = changesSchema(file) ? 'creates and drops tables' : 'writes test data';
  const isDefaulted = others.some(({ kind }) => kind === 'literal');
  return {
    at: own.at.span,
    ...(!isFallback && !changesSchema(file) && { severity: 'warning' as const }),
    message: isFallback
      ? `Where the test variable is not set, this ${what} in the database of ${own.name}, the application's own. Take the fallback away, so that the tests stop when no test database is named; a person decides about anything else.`
      : `The engine takes ${own.name}, the application's own variable${isDefaulted ? ', wherever it is set' : ''}: this ${what} in whatever database it names. Read a variable that is for tests alone (TEST_${own.name.replace(/^.*?(?=(?:DATABASE|DB|POSTGRES|PG|MYSQL|SQLALCHEMY|MONGO))/, '')}), without a fallback.`,
  };
}

/** Host of a database URL that is not the tests' own. */
function remoteHost(url: string): string | undefined {
  const host = /^(?:postgres(?:ql)?|mysql|mariadb|mssql|oracle|mongodb)(?:\+\w+)*:\/\/(?:[^@/\s]*@)?([\w.-]+)/i.exec(
    url,
  )?.[1];
  return host === undefined || isOwnHost(host) ? undefined : host;
}

function changesSchema(file: TestFile): boolean {
  return (
    file.calls.some(({ callee }) => /\.(?:drop_all|create_all|drop_tables|create_tables)$/.test(callee)) ||
    /drop_all|create_all/.test(
      file.calls.flatMap(({ arguments: given }) => given.map(({ value }) => String(value ?? ''))).join(' '),
    )
  );
}
