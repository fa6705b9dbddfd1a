/** What the callees of a source do with an address that they are given. Matched at the end of `a.b.callee`. */

const end = (names: string) => new RegExp(`(?:^|\\.)(?:${names})$`);

/** Opens a connection, or makes what opens it later. */
const connecting =
  'create_(?:async_)?(?:engine|pool)|create(?:Pool|PoolCluster|Connection|Client|DataSource|TypeormConnection)|async_engine_from_config|engine_from_config|connect|connect_async|aconnect|open_?[Cc]onnection|from_(?:url|uri|dsn)|forRoot|Pool|Client|Sequelize|DataSource|Prisma(?:Client|Pg|Neon|MariaDb|LibSQL|Mssql)|(?:Async)?MongoClient|AsyncIOMotorClient|MikroORM|Redis|IORedis|StrictRedis|Cluster|RedisCluster|Sentinel|ConnectionPool|AsyncConnectionPool|Database|PostgresqlDatabase|MySQLDatabase|knex|Knex|postgres|drizzle|neon|Tortoise\\.init|register_tortoise|Kysely|PostgresDialect|SqlAlchemyJobStore|PostgresSaver';
export const connects = end(connecting);
/** Calls that connect, with the bracket: to be looked for in code. */
export const connectingCall = new RegExp(`(?:^|[^\\w$])(?:${connecting})\\s{0,5}\\(`, 'g');

/** Those of them that take `host` and know nothing but databases. */
export const connectsToHost = end(
  '(?:psycopg2?|psycopg2?\\.pool|asyncpg|aiopg|pymysql|MySQLdb|mysql(?:\\.connector)?|mysql2|mariadb|aiomysql|asyncmy|pymssql|oracledb|cx_Oracle|mssql|pg|redis|aioredis|valkey|mongoose|pymongo)\\.\\w+|AsyncConnection\\.connect|Pool|Client|Sequelize|DataSource|Redis|IORedis|StrictRedis|(?:Async)?MongoClient|AsyncIOMotorClient|knex|Knex|postgres|create_pool|createPool|createConnection|createTypeormConnection|TypeOrmModule\\.forRoot|PostgresqlDatabase|MySQLDatabase|PostgresDialect',
);

/** Looks at an address, takes it apart, prints it, or compares it: it reaches nobody. */
export const compares =
  /^(?:expect|assert\w*|print|URL|parse\w*|raises|Fraction|re)$|(?:^|[._])(?:assert\w*|parametrize|each|urlparse|urlsplit|urlunparse|make_url|parse\w*|\w*[pP]arse|fullmatch|match|test|exec|to(?:Equal|Be|Contain|Match|Have|Strict|Throw|Include)\w*|not|equals?|deepEqual|strictEqual|deep|eql|is|eq|replace|split|startswith|startsWith|endswith|join|log|info|warn\w*|error|debug|(?:mask|redact|sanitize|obfuscate|censor|scrub|hide|strip|validate|format|render|quote|escape|encode|decode|dumps|stringify)\w*)$/;

/** Reads or writes the environment: the first argument is the name of the variable. */
export const usesEnvironment =
  /(?:^|\.)(?:getenv|putenv|setenv|stubEnv|setdefault|environ\.get|env\.(?:get|set|str|url|db|db_url)|env|config)$/;

/** Modules that know databases. A file that names none of them has other hosts in mind. */
export const driver =
  /(?:\bfrom|\bimport|\brequire\()\s{0,3}['"]?(?:@(?:prisma|mikro-orm|nestjs\/typeorm|libsql|neondatabase|databases)\b|(?:node:)?(?:pg|pg-promise|postgres|mysql2?|mariadb|mssql|tedious|oracledb|typeorm|sequelize|knex|kysely|drizzle-orm|ioredis|redis|mongoose|mongodb|psycopg2?|asyncpg|aiopg|pymysql|MySQLdb|aiomysql|asyncmy|pymssql|cx_Oracle|sqlalchemy|sqlmodel|django|peewee|tortoise|pymongo|motor|aioredis|databases|valkey|cassandra)\b)/;

/** The object it stands in is for a database: `type: 'postgres'`, `client: 'pg'`, `'ENGINE': 'django.db…'`. */
export const dialect =
  /\b(?:type|dialect|client|driver|drivername|engine|adapter|provider|ENGINE)['"]?\s{0,3}[:=]\s{0,3}['"](?:postgres|pg|mysql|mariadb|mssql|oracle|cockroach|mongodb|aurora|better-sqlite|redshift|django\.(?:db|contrib\.gis)|tortoise\.backends)/;

/** Keys of objects that hold how to connect. */
export const holdsConnection = /^(?:DATABASES|datasources|connection|replication|master|slaves|credentials)$/;

/** A table of environments: what stands under these keys is not for tests. */
export const otherEnvironment = /^(?:prod|production|prd|live|staging|stage|stg|preprod|uat)$/i;
