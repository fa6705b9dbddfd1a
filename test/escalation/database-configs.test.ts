import { describe, expect, it } from 'vitest';
import { databasesOf } from './databases-of.ts';

const remote = 'postgres://app:hunter2@db.acme.io:5432/app';
const local = 'postgres://app:app@localhost:5432/app';

describe('a .env file', () => {
  it('is read as its loaders read it: export, quotes, comments, references', async () => {
    const lines = [
      'DB_HOST=a.acme.io # the shared one',
      'export MYSQL_HOST="b.acme.io"',
      "PGHOST='c.acme.io'",
      'NAME=d.acme.io',
      'A_DATABASE_URL=postgres://u:p@$' + '{NAME}/app',
      'B_DATABASE_URL="mysql://u:p@$' + '{OTHER:-e.acme.io}/app"',
      "C_DATABASE_URL='mysql://u:p@$" + "{NAME}/app'",
      '#D_DATABASE_URL=postgres://f.acme.io/app',
      'REDIS_HOST="localhost" # once g.acme.io',
      'DSN="host=h.acme.io dbname=app password=p"',
    ];
    expect(await databasesOf({ '.env': `${lines.join('\r\n')}\r\n` })).toEqual([
      '.env:1 a.acme.io',
      '.env:2 b.acme.io',
      '.env:3 c.acme.io',
      '.env:5 d.acme.io',
      '.env:6 e.acme.io',
      '.env:10 h.acme.io',
    ]);
  });

  it('does not grow out of references to references', async () => {
    const doubling = Array.from({ length: 60 }, (_, index) => `V${index + 1}=$V${index}$V${index}`);
    expect(await databasesOf({ '.env': `V0=${'x'.repeat(50)}\n${doubling.join('\n')}\nDB_HOST=a.acme.io\n` })).toEqual([
      '.env:62 a.acme.io',
    ]);
  });

  it('is one that tests load: others have to be named', async () => {
    const files = {
      '.env': `DATABASE_URL=${local}\n`,
      '.env.test.local': 'DB_HOST=a.acme.io\n',
      '.env.production': `DATABASE_URL=${remote}\n`,
      '.env.example': `DATABASE_URL=${remote}\n`,
      'config/live.env': 'DB_HOST=b.acme.io\n',
    };
    expect(await databasesOf(files)).toEqual(['.env.test.local:1 a.acme.io']);
  });

  it.each([
    ['tests/conftest.py', 'from dotenv import load_dotenv\n\nload_dotenv(".env.production")\n'],
    [
      'vitest.config.ts',
      "import { loadEnv } from 'vite';\nexport default { test: { env: loadEnv('production', '.', '') } };\n",
    ],
    ['vitest.setup.ts', "import { config } from 'dotenv';\nconfig({ path: './.env.production' });\n"],
    ['package.json', '{ "scripts": { "test": "dotenv -e .env.production -- vitest" } }'],
    ['package.json', '{ "scripts": { "check": "vitest --mode production" } }'],
    ['pytest.ini', '[pytest]\nenv_files =\n    .env.production\n'],
    ['compose.yaml', 'services:\n  app:\n    env_file:\n      - path: ./.env.production\n'],
  ])('is read when it is named: %s %j', async (path, text) => {
    const files = { [path]: text, '.env.production': `DATABASE_URL=${remote}\n`, 'tests/test_a.py': '' };
    expect(await databasesOf(files, { paths: ['tests/test_a.py'] })).toEqual(['.env.production:1 db.acme.io']);
  });

  it('is not read because something else than a test names it', async () => {
    const files = {
      'package.json': '{ "scripts": { "start": "node --env-file=.env.production server.js" } }',
      'vitest.config.ts': '// .env.production is for servers\nexport default {};\n',
      '.env.production': `DATABASE_URL=${remote}\n`,
    };
    expect(await databasesOf(files)).toEqual([]);
    expect(await databasesOf(files, { command: 'node --env-file=.env.production --test' })).toEqual([
      '.env.production:1 db.acme.io',
    ]);
  });

  it('is hidden by what is set already, and by the file for tests where that is loaded', async () => {
    const files = { '.env': `DATABASE_URL=${remote}\n`, '.env.test': `DATABASE_URL=${local}\n` };
    expect(await databasesOf(files)).toEqual(['.env:1 db.acme.io']);
    expect(await databasesOf(files, { env: { DATABASE_URL: local } })).toEqual([]);
    const loading = { 'conftest.py': 'load_dotenv(".env.test")\n' };
    expect(await databasesOf({ ...files, ...loading })).toEqual([]);
    const overriding = { 'conftest.py': 'load_dotenv(".env", override=True)\n' };
    expect(await databasesOf({ ...files, ...overriding }, { env: { DATABASE_URL: local } })).toEqual([
      '.env:1 db.acme.io',
    ]);
    // `npm test` would load it; a runner that is started by itself does not.
    const script = { 'package.json': '{ "scripts": { "test": "dotenv -e .env.test -- vitest" } }' };
    expect(await databasesOf({ ...files, ...script })).toEqual(['.env:1 db.acme.io']);
  });
});

const compose = `
x-database: &database
  DATABASE_URL: postgres://app:p@a.acme.io/app
services:
  web:
    environment:
      <<: *database
      REDIS_URL: redis://cache:6379
  worker:
    environment:
      - PGHOST=b.acme.io
      - MYSQL_HOST=\${HOST:-c.acme.io}
      - MONGO_URL=mongodb://\${UNKNOWN}/app
      - DB_HOST
  tests:
    command: pytest --db-host=d.acme.io
    environment:
      DATABASE_URL: postgres://db.acme.internal/app
      QUEUE_REDIS_URL: redis://container.acme.io
      OTHER_DATABASE_URL: postgres://linked.acme.io/app
      HOST_DATABASE_URL: postgres://gateway.acme.io/app
      FAR_DATABASE_URL: postgres://far/app
      NET_DATABASE_URL: postgres://172.28.0.7/app
    links: ['db:linked.acme.io']
    extra_hosts: ['gateway.acme.io:host-gateway', 'far=203.0.114.9']
  cache:
    container_name: container.acme.io
  db:
    networks:
      back:
        aliases: [db.acme.internal]
networks:
  back:
    ipam:
      config: [{ subnet: 172.28.0.0/16 }]
`;

describe('a compose file', () => {
  it('names databases of its services; its own containers are none', async () => {
    expect(await databasesOf({ 'docker-compose.yml': compose })).toEqual([
      'docker-compose.yml:3 a.acme.io',
      'docker-compose.yml:11 b.acme.io',
      'docker-compose.yml:12 c.acme.io',
      'docker-compose.yml:16 d.acme.io',
      'docker-compose.yml:22 far',
    ]);
  });

  it('is filled in from the process and the .env beside it', async () => {
    const text = 'services:\n  web:\n    environment:\n      DATABASE_URL: postgres://$' + '{WHERE:-db.acme.io}/app\n';
    const files = { 'compose.yaml': text, '.env': 'WHERE=db\n' };
    expect(await databasesOf(files)).toEqual([]);
    expect(await databasesOf(files, { env: { WHERE: 'x.acme.io' } })).toEqual(['compose.yaml:4 x.acme.io']);
    expect(await databasesOf({ 'compose.yaml': text })).toEqual(['compose.yaml:4 db.acme.io']);
  });

  it('makes its networks known to the other files, but only private ones', async () => {
    const network = (subnet: string) =>
      `services: {}\nnetworks: { a: { ipam: { config: [{ subnet: ${subnet} }] } } }\n`;
    const env = { '.env': 'DB_HOST=172.28.0.5\nPGHOST=52.1.2.3\n' };
    expect(await databasesOf({ ...env, 'compose.yaml': network('172.28.0.0/16') })).toEqual(['.env:2 52.1.2.3']);
    expect(await databasesOf({ ...env, 'compose.yaml': network('52.0.0.0/8') })).toEqual([
      '.env:1 172.28.0.5',
      '.env:2 52.1.2.3',
    ]);
  });

  it('gives its containers names in the variables that it hands them', async () => {
    const files = {
      'compose.yaml': 'services:\n  web: { env_file: web.env }\n  db: { hostname: db.acme.io }\n',
      'web.env': `DATABASE_URL=${remote}\nREDIS_HOST=redis.acme.io\n`,
    };
    expect(await databasesOf(files)).toEqual(['web.env:2 redis.acme.io']);
  });

  it('is one of a deployment by its name, unless a command names it', async () => {
    const files = { 'docker-compose.prod.yml': 'services:\n  web:\n    environment: [PGHOST=db.acme.io]\n' };
    expect(await databasesOf(files)).toEqual([]);
    const command = 'docker compose -f docker-compose.prod.yml run tests';
    expect(await databasesOf(files, { command })).toEqual(['docker-compose.prod.yml:3 db.acme.io']);
  });

  it.each([
    ['is not YAML', `services:\n\t- [\n    DATABASE_URL: ${remote}\n`, 3],
    [
      'is a bomb',
      `a: &a [x, x]\n${'bcdefghijklmnopqrst'.replace(/./g, (name) => `${name}: &${name} [*${String.fromCharCode(name.charCodeAt(0) - 1)}, *${String.fromCharCode(name.charCodeAt(0) - 1)}]\n`)}DATABASE_URL: ${remote}\n`,
      21,
    ],
    ['is deep', `${'? '.repeat(40_000)}\n# ${remote}\nDATABASE_URL: ${remote}\n`, 3],
    ['is large', `${'#\n'.repeat(60_000)}DATABASE_URL: ${remote}\n`, 60_001],
  ])('is looked at as text when it %s', async (_what, text, line) => {
    expect(await databasesOf({ 'compose.yaml': text })).toEqual([`compose.yaml:${line} db.acme.io`]);
  });
});

describe('the configuration of a runner or an ORM', () => {
  it.each<[string, string, string[]]>([
    [
      'conftest.py',
      `log.info("as in", database_url="${remote}")\nDATABASE_URL = "postgres://a.acme.io"\n`,
      ['2 a.acme.io'],
    ],
    [
      'pytest.ini',
      `[pytest]\nenv =\n    D:DATABASE_URL=${remote}\n    PGHOST=a.acme.io\n`,
      ['3 db.acme.io', '4 a.acme.io'],
    ],
    ['pyproject.toml', `[tool.pytest_env]\nDB_HOST = { value = "a.acme.io" }\n# DB = "${remote}"\n`, ['2 a.acme.io']],
    [
      'pyproject.toml',
      `[tool.pytest.ini_options]\nenv = ["D:DB_HOST=a.acme.io", "URL=${remote}"]\n`,
      ['2 db.acme.io', '2 a.acme.io'],
    ],
    ['pyproject.toml', '[project]\nname = "x"\n[project.urls]\nServer = "https://acme.io"\nhost = "acme.io"\n', []],
    [
      'tox.ini',
      `[testenv]\nset_env =\n    DATABASE_URL = ${remote}  # shared\npass_env = DATABASE_URL\n`,
      ['3 db.acme.io'],
    ],
    ['setup.cfg', `[tool:pytest]\naddopts = --dburl=${local}\npostgresql_host = a.acme.io\n`, ['3 a.acme.io']],
    ['alembic.ini', `[alembic]\n; ${remote}\nsqlalchemy.url = ${remote}\n`, ['3 db.acme.io']],
    ['prisma/schema.prisma', `datasource db {\n  // url = "${remote}"\n  url = "${remote}"\n}\n`, ['3 db.acme.io']],
    ['prisma/schema.prisma', 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n', []],
    [
      'vitest.config.ts',
      `export default defineConfig({\n  test: {\n    env: { DATABASE_URL: '${remote}', PGHOST: 'a.acme.io' },\n  },\n});\n`,
      ['3 db.acme.io', '3 a.acme.io'],
    ],
    [
      'vitest.config.mts',
      "export default defineConfig({ server: { host: 'dev.acme.io' }, test: { env: { API_HOST: 'api.acme.io' } } });\n",
      [],
    ],
    ['jest.config.js', `module.exports = { globals: { databaseUrl: '${remote}' } };\n`, ['1 db.acme.io']],
    ['jest.setup.ts', `process.env.DATABASE_URL = '${remote}';\n`, ['1 db.acme.io']],
    ['jest.setup.ts', `process.env.DATABASE_URL ??= '${local}';\n`, []],
    [
      'playwright.config.ts',
      `export default { use: { baseURL: 'https://acme.io' }, webServer: { env: { DATABASE_URL: '${remote}' } } };\n`,
      ['1 db.acme.io'],
    ],
    [
      'package.json',
      `{\n  "jest": { "testEnvironmentOptions": { "DATABASE_URL": "${remote}" } }\n}\n`,
      ['2 db.acme.io'],
    ],
    [
      'package.json',
      `{\n  "scripts": {\n    "test:db": "cross-env PGHOST=a.acme.io vitest",\n    "e2e": "DATABASE_URL=${remote} playwright test",\n    "start": "DATABASE_URL=postgres://live.acme.io node ."\n  }\n}\n`,
      ['3 a.acme.io', '4 db.acme.io'],
    ],
    ['package.json', '{ "repository": "https://acme.io", "config": { "url": "postgres://live.acme.io" } }\n', []],
    ['ormconfig.json', '[\n  { "type": "postgres",\n    "host": "a.acme.io", "password": "p" }\n]\n', ['3 a.acme.io']],
    [
      'config/config.json',
      '{\n  "test": { "dialect": "mysql", "host": "a.acme.io" },\n  "production": { "dialect": "mysql", "host": "b.acme.io" }\n}\n',
      ['2 a.acme.io'],
    ],
    [
      'knexfile.js',
      `module.exports = {\n  test: { client: 'pg', connection: { host: 'a.acme.io' } },\n  development: { client: 'pg', connection: '${remote}' },\n  production: { client: 'pg', connection: { host: 'b.acme.io' } },\n};\n`,
      ['2 a.acme.io', '3 db.acme.io'],
    ],
    [
      'data-source.ts',
      "export const source = new DataSource({\n  type: 'postgres',\n  host: 'a.acme.io',\n});\n",
      ['3 a.acme.io'],
    ],
  ])('says which databases tests use: %s', async (path, text, found) => {
    expect(await databasesOf({ [path]: text })).toEqual(found.map((place) => `${path}:${place}`));
  });

  it('leads to the set-up that it names', async () => {
    const files = {
      'vitest.config.ts': "export default { test: { setupFiles: ['./tools/before.ts'] } };\n",
      'tools/before.ts': `process.env.DATABASE_URL = '${remote}';\n`,
      'tools/other.ts': `process.env.DATABASE_URL = '${remote}';\n`,
    };
    expect(await databasesOf(files)).toEqual(['tools/before.ts:1 db.acme.io']);
  });
});
