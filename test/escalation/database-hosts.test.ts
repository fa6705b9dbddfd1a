import { describe, expect, it } from 'vitest';
import { bench, declare } from './bench.ts';

/** Hosts of these that need a person, each in a variable of its own. */
async function asked(values: readonly string[], name: string): Promise<string[]> {
  const env = Object.fromEntries(values.map((value, index) => [`A${index}_${name}`, value]));
  const { gate } = await bench({}, { env, triggers: declare() });
  const { triggers } = await gate.evaluate({ kind: 'run_tests' });
  return triggers.map(({ where }) => values[Number(/\d+/.exec(where)?.[0])] ?? where);
}

const own = [
  'localhost',
  'LOCALHOST.',
  '127.0.0.1',
  '127.1',
  '0x7f000001',
  '::1',
  '[::1]:5432',
  '::ffff:127.0.0.1',
  '/var/run/postgresql',
  'db',
  'postgres:5432',
  'redis-1',
  'mongo-1,mongo-2',
  'host.docker.internal',
  'gateway.docker.internal',
  'db.test',
  'db.local',
  'pg.example',
  'db.example.com',
  '192.0.2.7',
  '2001:db8::7',
  '(localdb)\\MSSQLLocalDB',
  '.\\SQLEXPRESS',
  // Clearly for tests.
  'test-db.acme.io',
  'db.test.acme.io',
  'ci2.db.acme.io',
  'pg-ci.internal',
  'mysql_e2e.corp',
  'integration-tests.db.acme.co.uk',
  'testing.acme.io',
  // Nobody's.
  'dummy.dummy',
  'ep-xxxx.eu-central-1.aws.neon.tech',
  // Filled in at run time.
  '$' + '{HOST}',
  '<host>',
  '%(host)s',
];

const others = [
  'db.acme.io',
  'db.acme.io:5432',
  'mongo-1,db.acme.io',
  'DB.ACME.IO.',
  'db。acme。io',
  'db%2Eacme%2Eio',
  // A company's own network.
  '10.1.2.3',
  '192.168.1.5',
  '172.16.0.9',
  '167838211',
  '0x0a.1.2.3',
  '::ffff:10.1.2.3',
  'fd00::7',
  'db.internal',
  'db.corp',
  // Only near to a test.
  'testimonials-db.acme.io',
  'latest.acme.io',
  'contest.acme.io',
  'db.test.io',
  'db.testing.com',
  'test.co.uk',
  'dev-db.acme.io',
  'sandbox.acme.io',
  // In use, whatever else the name says.
  'db-test.prod.acme.io',
  'test.staging.acme.io',
  'prod-db',
  'db.production.local',
  'prod01.test.acme.io',
  'dummy.prod.acme.io',
  'postgres.default.svc.cluster.local',
  // At a provider a name stands for an account.
  'app-test.c1.eu-west-1.rds.amazonaws.com',
  'ep-test-1.eu-central-1.aws.neon.tech',
  'db.test.supabase.co',
  'aws.connect.psdb.cloud',
  'cluster0.test.mongodb.net',
  'test-app.database.windows.net',
];

describe('the host of a database', () => {
  it('is the tests own on this machine, in a container, and where a name says that it is for tests', async () => {
    expect(await asked(own, 'DB_HOST')).toEqual([]);
    expect(await asked(others, 'DB_HOST')).toEqual(others);
  });

  it('is found in every form of address', async () => {
    const remote = [
      'postgresql+asyncpg://u:p@db.acme.io/app',
      'postgres://u:p@ss@db.acme.io/app',
      'postgresql://u:p/ss@db.acme.io/app',
      'postgres://u:p#ss@db.acme.io/app',
      'postgres://db.acme.io?note=a@localhost',
      'postgres://localhost/app?host=db.acme.io',
      'postgresql:///app?hostaddr=10.1.2.3',
      'mongodb+srv://u:p@cluster0.acme.mongodb.net/app',
      'mongodb://mongo:1,db.acme.io:2/app',
      'libsql://app-acme.turso.io',
      'prisma+postgres://accelerate.prisma-data.net/?api_key=k',
      'rediss://:p@redis.acme.io:6380',
      'jdbc:postgresql://db.acme.io:5432/app',
      'jdbc:sqlserver://;serverName=db.acme.io;databaseName=app',
      'jdbc:oracle:thin:@//db.acme.io:1521/app',
      'jdbc:oracle:thin:@db.acme.io:1521:app',
      'host=db.acme.io dbname=app password=p',
      "host = 'localhost,db.acme.io' port=5432",
      'Server=tcp:db.acme.io,1433;Database=app;Password=p',
      'Data Source=db.acme.io\\SQLEXPRESS;Initial Catalog=app',
    ];
    expect(await asked(remote, 'DATABASE_URL')).toEqual(remote);
  });

  it('is the tests own in these addresses', async () => {
    const local = [
      'postgresql:///app?host=/var/run/postgresql',
      'postgres://%2Fvar%2Frun%2Fpostgresql/app',
      'postgres://u:p@localhost:5432/app?application_name=db.acme.io',
      'mongodb://mongo-1:27017,mongo-2:27017/app',
      'prisma+postgres://localhost:51213/?api_key=k',
      'host=/run/postgresql dbname=app',
      'host=localhost user=me@acme.io dbname=app',
      'Server=(localdb)\\MSSQLLocalDB;Database=app',
      'Server=.,1433;Database=app',
      'sqlite:///app.db',
      'file:./dev.db',
      ':memory:',
      'postgres://u:p@$' + '{DB_HOST}:5432/app',
    ];
    expect(await asked(local, 'DATABASE_URL')).toEqual([]);
  });

  it('is shown without what is secret', async () => {
    const env = {
      A_DATABASE_URL: 'postgres://app:hunter@2@db.acme.io/app?password=hunter2',
      B_DATABASE_URL: 'host=b.acme.io dbname=app password=hunter2',
      C_DATABASE_URL: 'Server=c.acme.io;Database=app;Pwd=hunter2',
    };
    const { gate } = await bench({}, { env });
    const decision = await gate.evaluate({ kind: 'run_tests' });
    expect(decision.triggers.filter(({ kind }) => kind === 'fact').map(({ matched }) => matched)).toEqual([
      'production database access: test uses database at db.acme.io (postgres://***@db.acme.io)',
      'production database access: test uses database at b.acme.io',
      'production database access: test uses database at c.acme.io',
    ]);
    expect(JSON.stringify(decision)).not.toContain('hunter');
  });
});

describe('a variable of the environment', () => {
  it('is one of a database by its name, or by a value that is the URL of one', async () => {
    const env = {
      PGHOST: 'a.acme.io',
      POSTGRES_SERVER: 'b.acme.io',
      REDIS_HOST: 'c.acme.io',
      MONGODB_HOSTNAME: 'd.acme.io',
      CELERY_BROKER: 'redis://e.acme.io',
      SQLALCHEMY_DATABASE_URI: 'postgresql://f.acme.io/app',
      API_HOST: 'api.acme.io',
      API_URL: 'https://api.acme.io',
      SMTP_SERVER: 'mail.acme.io',
      DB_NAME: 'app.acme.io',
    };
    const { gate } = await bench({}, { env, triggers: declare() });
    const { triggers } = await gate.evaluate({ kind: 'run_tests' });
    expect(triggers.map(({ where }) => where)).toEqual([
      'environment PGHOST',
      'environment POSTGRES_SERVER',
      'environment REDIS_HOST',
      'environment MONGODB_HOSTNAME',
      'environment CELERY_BROKER',
      'environment SQLALCHEMY_DATABASE_URI',
    ]);
  });
});
