import { describe, expect, it } from 'vitest';
import { bench, declare } from './bench.ts';
import { databasesOf } from './databases-of.ts';

const remote = 'postgres://app:p@db.acme.io/app';

/** Hosts of each source, as a run of it would be asked about. */
async function hostsIn(sources: Readonly<Record<string, string>>, isTest = true): Promise<Record<string, string[]>> {
  const names = Object.keys(sources);
  const found = await databasesOf(sources, isTest ? { paths: names } : {});
  return Object.fromEntries(
    names.map((name) => [
      name,
      found.filter((place) => place.startsWith(`${name}:`)).map((place) => place.replace(/^\S+ /, '')),
    ]),
  );
}

const connecting = {
  'sqlalchemy_test.py': `from sqlalchemy import create_engine\nengine = create_engine(\n    "${remote}",\n    echo=True,\n)\n`,
  'made_test.py': `engine = create_engine(make_url("${remote}"))\n`,
  'parsed_first_test.py': `url = make_url("${remote}")\nengine = create_engine(url)\n`,
  'follows_test.py': `from sqlalchemy import create_engine\nurl = f"postgresql://{user}:{secrets['p']}@db.acme.io/app"\nengine = create_engine(url)\n`,
  'default_test.py': `URL = os.getenv("TEST_DB", "${remote}")\nengine = create_async_engine(URL)\n`,
  'create_url_test.py':
    'from sqlalchemy import URL, create_engine\nurl = URL.create("postgresql", host="db.acme.io")\nengine = create_engine(url)\n',
  'pieces_test.py': 'URL = (\n    "postgresql://app:p"\n    "@db.acme.io:5432/app"\n)\nengine = create_engine(URL)\n',
  'psycopg_test.py':
    'import psycopg2\n\ndef test_a():\n    conn = psycopg2.connect(dbname="app", host="db.acme.io", password="p")\n',
  'pairs_test.py': 'import psycopg\nconn = psycopg.connect("host=db.acme.io dbname=app password=p")\n',
  'options_test.py': "import pymysql\nINFO = {'host': 'db.acme.io', 'port': 3306}\nconn = pymysql.connect(**INFO)\n",
  'asyncpg_test.py': 'async def test_a():\n    conn = await asyncpg.connect("postgresql://db.acme.io/app")\n',
  'mongo_test.py': "from pymongo import MongoClient\nclient = MongoClient('db.acme.io', 27017)\n",
  'redis_test.py': 'import redis\nr = redis.Redis(host="db.acme.io", port=6379)\n',
  'raises_test.py': `def test_a():\n    with pytest.raises(IntegrityError):\n        engine = create_engine("${remote}")\n`,
  'django_test.py':
    "import django\nDATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'HOST': 'db.acme.io'}}\nsettings.configure(DATABASES=DATABASES)\nconnect(DATABASES)\n",
  'pool.test.ts': "import { Pool } from 'pg';\nconst pool = new Pool({\n  host: 'db.acme.io',\n  password: 'p',\n});\n",
  'client.test.ts': "const { Client } = require('pg');\nconst client = new Client({ host: 'db.acme.io' });\n",
  'string.test.ts': `import pg from 'pg';\nconst connectionString = '${remote}';\nconst client = new pg.Client({ connectionString });\n`,
  'glued.test.ts': "mongoose.connect('mongodb+srv://app:' + process.env.PASSWORD + '@db.acme.io/test', {});\n",
  'hook.test.ts': `beforeAll(async () => {\n  process.env.DATABASE_URL = '${remote}';\n});\n`,
  'knex.test.ts': "import knex from 'knex';\nconst db = knex({ client: 'pg', connection: { host: 'db.acme.io' } });\n",
  'typeorm.test.ts':
    "import { DataSource } from 'typeorm';\nconst options = { type: 'postgres', host: 'db.acme.io' };\nconst source = new DataSource(options);\n",
  'sequelize.test.ts':
    "import { Sequelize } from 'sequelize';\nconst db = new Sequelize('app', 'u', 'p', { dialect: 'postgres', host: 'db.acme.io' });\n",
  'prisma.test.ts': `const prisma = new PrismaClient({ datasources: { db: { url: '${remote}' } } });\n`,
  'prisma-url.test.ts': `const prisma = new PrismaClient({ datasourceUrl: process.env.TEST_URL ?? '${remote}' });\n`,
  'mysql.test.ts':
    "import mysql from 'mysql2/promise';\nconst c = await mysql.createConnection({ host: 'db.acme.io' });\n",
  'ioredis.test.ts': "import Redis from 'ioredis';\nconst redis = new Redis({ host: 'db.acme.io' });\n",
  'libsql.test.ts': "const db = createClient({ url: 'libsql://db.acme.io' });\n",
};

const harmless = {
  'parsed_test.py': `def test_a():\n    parts = urlparse("${remote}")\n    assert parts.hostname == "db.acme.io"\n`,
  'table_test.py': `@pytest.mark.parametrize("url", ["${remote}", "mysql://db.acme.io/x"])\ndef test_a(url):\n    assert make_url(url)\n`,
  'doc_test.py': `"""Set DATABASE_URL=${remote} to run."""\n\ndef test_a():\n    # create_engine("${remote}")\n    assert f()\n`,
  'settings_test.py': `def test_a(monkeypatch):\n    monkeypatch.setenv("DATABASE_URL", "${remote}")\n    assert Settings().url.host == "db.acme.io"\n`,
  'given_test.py': `def test_a():\n    settings = Settings(database_url="${remote}")\n    assert settings.masked == "postgres://***@db.acme.io/app"\n`,
  'mocked_test.py': `@patch("app.db.create_engine")\ndef test_a(create_engine):\n    connect_to("${remote}")\n    create_engine.assert_called_with("${remote}")\n`,
  'replaced_test.py': `@patch("sqlalchemy.create_engine")\ndef test_a(made):\n    create_engine("${remote}")\n`,
  'refused_test.py':
    'import psycopg\n\ndef test_a():\n    with pytest.raises(psycopg.OperationalError):\n        psycopg.connect(\n            "host=db.acme.io port=1",\n        )\n',
  'socket_test.py':
    'import redis\n\ndef test_a():\n    hostname = "acme.io"\n    with socket.create_connection((hostname, 443)) as sock:\n        redis.Redis(host=node.hostname)\n',
  'own_test.py':
    'engine = create_engine("postgresql://u:p@test-db.acme.io/app")\nother = create_engine("sqlite:///x")\n',
  'parse.test.ts': `it('x', () => {\n  expect(parse('${remote}').host).toBe('db.acme.io');\n  expect(new URL('${remote}')).toBeTruthy();\n});\n`,
  'each.test.ts': `it.each([['${remote}', 'db.acme.io']])('reads %s', (url, host) => {\n  expect(hostOf(url)).toBe(host);\n});\n`,
  'called.test.ts':
    "import pg from 'pg';\nit('x', () => {\n  expect(Pool).toHaveBeenCalledWith({ host: 'db.acme.io', dialect: 'pg' });\n});\n",
  'mocked.test.ts': `vi.mock('pg');\nimport pg from 'pg';\nconst client = new pg.Client('${remote}');\n`,
  'thrown.test.ts': "it('x', () => {\n  expect(() => new MongoClient('mongodb://u@db.acme.io:x/')).toThrow();\n});\n",
  'other.test.ts':
    "import pg from 'pg';\nconst server = net.connect({ host: 'mail.acme.io' });\nconst api = { host: 'api.acme.io' };\n",
  'read.test.ts': `it('x', () => {\n  const config = read({ REDIS_URL: 'redis://cache.acme.io' });\n  expect(config.url).toBe('redis://cache.acme.io');\n});\n`,
  'comment.test.ts': `// const pool = new Pool({ connectionString: '${remote}' });\n/* createClient('${remote}') */\nit('x', () => {});\n`,
};

describe('a test', () => {
  it('uses the database that it connects to, in every library', async () => {
    expect(await hostsIn(connecting)).toEqual(
      Object.fromEntries(Object.keys(connecting).map((name) => [name, ['db.acme.io']])),
    );
  });

  it('does not use a database whose address it only parses, compares, mocks or writes about', async () => {
    expect(await hostsIn(harmless)).toEqual(Object.fromEntries(Object.keys(harmless).map((name) => [name, []])));
  });

  it('that is edited is asked about what it connects to, wherever the edit is; what it looks at stays harmless', async () => {
    const path = 'tests/test_a.py';
    const body = '\n\ndef test_b():\n    assert add(1, 2) == 3\n';
    const asked = async (head: string) => {
      const { gate, edit } = await bench({ [path]: `${head}${body}` }, { triggers: declare() });
      return (await gate.evaluate(edit(path, (text) => text.replace('add(1, 2)', 'add(2, 1)')))).triggers;
    };
    expect(await asked(connecting['sqlalchemy_test.py'])).toMatchObject([
      { trigger: 'production-database', where: 'tests/test_a.py:3' },
    ]);
    expect(await asked(harmless['parsed_test.py'])).toEqual([]);
  });
});

describe('code that is no test', () => {
  it('counts where lines of it are added', async () => {
    const before = `const a = 1;\nconst old = new Pool('postgres://old.acme.io');\n`;
    const after = `${before}const databaseUrl = process.env.DATABASE_URL ?? '${remote}';\nconst docs = 'see ${remote}';\n`;
    const { gate } = await bench({}, { triggers: declare() });
    const { triggers } = await gate.evaluate({ kind: 'apply_fixes', changes: [{ path: 'src/db.ts', before, after }] });
    expect(triggers.map(({ trigger, where }) => `${trigger} ${where}`)).toEqual([
      'production-database src/db.ts:3',
      'edit-outside-tests src/db.ts',
    ]);
  });
});

describe('what a run loads', () => {
  const connects = `import pg from 'pg';\nexport const pool = new pg.Pool({ connectionString: '${remote}' });\n`;

  it('is asked about: modules that tests import, and what those import', async () => {
    const files = {
      'web/a.test.ts': "import { save } from '../src/save.js';\nit('x', () => { expect(save()).toBe(1); });\n",
      'src/save.ts': "import { pool } from './db';\nexport const save = () => pool;\n",
      'src/db/index.ts': connects,
      'src/other.ts': connects,
      'web/b.test.ts': "import { options } from '../src/options.js';\n",
      'src/options.js': "module.exports = { dialect: 'postgres', host: 'db.acme.io' };\n",
      'api/tests/test_a.py': 'from app.users import find\n\ndef test_a():\n    assert find() == 1\n',
      'api/app/users.py': 'from . import db\n',
      'api/app/db.py': `engine = create_engine("${remote}")\n`,
    };
    expect(await databasesOf(files, { paths: ['web/a.test.ts', 'web/b.test.ts', 'api/tests/test_a.py'] })).toEqual([
      'src/options.js:1 db.acme.io',
      'src/db/index.ts:2 db.acme.io',
      'api/app/db.py:1 db.acme.io',
    ]);
  });

  it('is not asked about where a test replaces it, or where it chooses another database for tests', async () => {
    const files = {
      'a.test.ts': "import { pool } from './db';\nvi.mock('./db');\n",
      'db.ts': connects,
      'b.test.ts': "import { pool } from './chosen';\n",
      'chosen.ts': `const url = process.env.NODE_ENV === 'test' ? 'postgres://localhost' : '${remote}';\nexport const pool = new Pool(url);\n`,
      'c.test.ts': "import { settings } from './settings';\n",
      'settings.ts': `export const settings = { databaseUrl: '${remote}', api: 'https://acme.io' };\n`,
    };
    expect(await databasesOf(files, { paths: ['a.test.ts', 'b.test.ts', 'c.test.ts'] })).toEqual([]);
  });
});

/** Each where brackets and names are followed; half a minute when the work is quadratic. */
const pieces = ["connect('postgres://a.b', ", "x = 'postgres://a.b'\n", 'postgres://?host=a.b&', "{ host: 'a.b', "];

describe('hostile text', () => {
  it('is read in linear time, as a test and as configuration', async () => {
    const texts = pieces.map((piece) => `import pg from 'pg';\n${piece.repeat(Math.floor(40_000 / piece.length))}`);
    const files = Object.fromEntries(
      texts.flatMap((text, index) => [
        [`a${index}.test.ts`, text],
        [`${index}/jest.setup.js`, text],
      ]),
    );
    expect(await databasesOf(files, { paths: Object.keys(files) })).toEqual([
      '0/jest.setup.js:2 a.b',
      'a0.test.ts:2 a.b',
    ]);
  });
});
