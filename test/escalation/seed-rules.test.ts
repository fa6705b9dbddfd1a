import { describe, expect, it } from 'vitest';
import { bench } from './bench.ts';

const harmless = 'def test_total():\n    total = add(1, 2)\n    assert total == 3\n';
const seeded = (text: string) => text.replace('add(1, 2)', 'add(2, 1)');
const fallbackConftest =
  'import os\nfrom sqlalchemy import create_engine\n\nURL = (\n    os.getenv("TEST_DATABASE_URL") or os.getenv("DATABASE_URL") or "sqlite://"\n)\nengine = create_engine(URL)\n';

function ids(triggers: readonly { trigger: string }[]): string[] {
  return [...new Set(triggers.map(({ trigger }) => trigger))].sort();
}

describe('a test that requires production database access', () => {
  it('is escalated when the .env of the tests names a remote host, and needs a person in a terminal', async () => {
    const { gate, edit } = await bench({
      'tests/test_cart.py': harmless,
      '.env': 'DEBUG=1\nDATABASE_URL=postgresql://app:hunter2@db.acme.io:5432/app\n',
    });
    const decision = await gate.evaluate(edit('tests/test_cart.py', seeded));
    expect(decision).toMatchObject({ decision: 'approval_required', required_rank: 2 });
    expect(ids(decision.triggers)).toEqual(['production-database', 'production.*database']);
    expect(decision.triggers[0]).toMatchObject({
      where: '.env:2',
      matched: 'production database access: test uses database at db.acme.io (postgresql://***@db.acme.io:5432)',
      // Said of edits and of mere runs.
      reason:
        'Tests would use a database that is not on this machine or in a container. Production database access in tests requires human approval.',
    });
    expect(JSON.stringify(decision)).not.toContain('hunter2');
  });

  it('is escalated when tests run with a conftest that falls back to DATABASE_URL', async () => {
    const { gate } = await bench({ 'tests/conftest.py': fallbackConftest, 'tests/test_cart.py': harmless });
    const decision = await gate.evaluate({ kind: 'run_tests', command: 'pytest', paths: ['tests/test_cart.py'] });
    expect(decision.required_rank).toBe(2);
    expect(decision.triggers[0]).toMatchObject({ trigger: 'database-fallback', where: 'tests/conftest.py:5' });
  });

  it('is escalated when the edited file itself falls back to DATABASE_URL, in TypeScript too', async () => {
    const { gate, edit } = await bench({
      'db.test.ts': "const url = process.env.TEST_DB ?? 'sqlite://';\nit('x', () => { expect(open(url)).toBe(1); });\n",
    });
    const action = edit('db.test.ts', (text) => text.replace("'sqlite://'", 'process.env.DATABASE_URL'));
    expect(ids((await gate.evaluate(action)).triggers)).toContain('database-fallback');
  });

  it('is not escalated when an edit of another test leaves such a conftest alone', async () => {
    const { gate, edit } = await bench({ 'tests/conftest.py': fallbackConftest, 'tests/test_cart.py': harmless });
    expect(await gate.evaluate(edit('tests/test_cart.py', seeded))).toMatchObject({ decision: 'allow', triggers: [] });
  });

  it.each([
    ['DATABASE_URL', 'mysql+pymysql://root@prod.acme.io/app'],
    ['BILLING_DB_URL', 'postgres://10.1.2.3/app'],
    ['PGHOST', 'db.acme.io'],
    ['MONGODB_URI', 'mongodb+srv://u:p@cluster0.acme.mongodb.net/app'],
  ])('is escalated when the process environment has a remote %s', async (name, value) => {
    const { gate, edit } = await bench({ 'test_cart.py': harmless }, { env: { [name]: value } });
    const { triggers } = await gate.evaluate(edit('test_cart.py', seeded));
    expect(triggers[0]).toMatchObject({ trigger: 'production-database', where: `environment ${name}` });
  });

  it.each([
    'postgresql://app:app@localhost:5432/app',
    'postgresql+asyncpg://db/app',
    'postgres://[::1]:5432/app',
    'mysql://root@127.0.0.1/app',
    'postgresql:///app?host=/var/run/postgresql',
    'redis://redis.local:6379',
    'mongodb://mongo-1:27017,mongo-2:27017/app',
    'postgres://host.docker.internal/app',
    'sqlite:///./app.db',
  ])('is not seen in the local address %s', async (url) => {
    const files = { 'test_cart.py': harmless, '.env': `DATABASE_URL=${url}\n` };
    const { gate, edit } = await bench(files, { env: { DATABASE_URL: url } });
    expect(await gate.evaluate(edit('test_cart.py', seeded))).toMatchObject({ decision: 'allow', triggers: [] });
  });

  it('is seen in the second host of a replica set', async () => {
    const { gate, edit } = await bench({ 'test_cart.py': harmless, '.env': 'M=mongodb://mongo:1,db.acme.io:2/app\n' });
    expect(ids((await gate.evaluate(edit('test_cart.py', seeded))).triggers)).toContain('production-database');
  });
});

describe('a flaky test that persists after a fix', () => {
  const history = async () => [
    { test: 'tests/test_cart.py::test_total', fixedAt: '2026-02-01T10:00:00Z', stillFailingAt: '2026-02-02T10:00:00Z' },
  ];

  it('is escalated when its file is to be changed again', async () => {
    const { gate, edit } = await bench({ 'tests/test_cart.py': harmless }, { history });
    const decision = await gate.evaluate(edit('tests/test_cart.py', seeded));
    expect(ids(decision.triggers)).toEqual(['flaky-persists', 'flaky.*persist']);
  });

  it('says nothing about other files', async () => {
    const { gate, edit } = await bench({ 'tests/test_other.py': harmless }, { history });
    expect((await gate.evaluate(edit('tests/test_other.py', seeded))).decision).toBe('allow');
  });

  it('is over when the fix is younger than the failure', async () => {
    const test = 'tests/test_cart.py::test_total';
    const earlier = async () => [{ test, fixedAt: '2026-02-03T00:00:00Z', stillFailingAt: '2026-02-02T00:00:00Z' }];
    const { gate, edit } = await bench({ 'tests/test_cart.py': harmless }, { history: earlier });
    expect((await gate.evaluate(edit('tests/test_cart.py', seeded))).decision).toBe('allow');
  });
});

describe('an unclear performance threshold', () => {
  const timed = 'def test_speed():\n    start = time.perf_counter()\n    work()\n    assert done()\n';
  const bound = (text: string) =>
    text.replace('    assert done()', '    assert done()\n    assert time.perf_counter() - start < 0.5');

  it('is escalated when a wall-clock bound is added without a recorded baseline', async () => {
    const { gate, edit } = await bench({ 'test_speed.py': timed });
    const { triggers } = await gate.evaluate(edit('test_speed.py', bound));
    expect(triggers[0]).toMatchObject({ trigger: 'performance-threshold', where: 'test_speed.py:5' });
  });

  it('is escalated in TypeScript when a bound is changed', async () => {
    const { gate, edit } = await bench({
      'speed.test.ts': "it('is fast', () => {\n  const elapsed = run();\n  expect(elapsed).toBeLessThan(100);\n});\n",
    });
    const decision = await gate.evaluate(edit('speed.test.ts', (text) => text.replace('100', '5000')));
    expect(ids(decision.triggers)).toContain('performance-threshold');
  });

  it('is clear when times of the file were recorded', async () => {
    const { gate, edit } = await bench({ 'test_speed.py': timed }, { hasBaseline: (name) => name === 'test_speed.py' });
    expect((await gate.evaluate(edit('test_speed.py', bound))).decision).toBe('allow');
  });

  it('stays as it was when only the clock is replaced', async () => {
    const { gate, edit } = await bench({ 'test_speed.py': 'def test_a():\n    assert time.time() - start < 5\n' });
    const action = edit('test_speed.py', (text) => text.replace('time.time()', 'time.perf_counter()'));
    expect((await gate.evaluate(action)).triggers.map(({ trigger }) => trigger)).not.toContain('performance-threshold');
  });
});

describe('a change of the test infrastructure', () => {
  it.each([
    'conftest.py',
    'backend/tests/conftest.py',
    'pytest.ini',
    'pyproject.toml',
    'vitest.config.ts',
    'jest.config.cjs',
    'playwright.config.ts',
    '.mocharc.yml',
    'package.json',
    'web/package-lock.json',
    '.github/workflows/ci.yml',
    '.gitlab-ci.yml',
    'Jenkinsfile',
    'Dockerfile',
    'docker-compose.test.yml',
    '.testing-patterns/escalation.yaml',
    'CLAUDE.md',
    '.mcp.json',
    '.claude/settings.json',
    '.env.test',
    'requirements-dev.txt',
    'vitest.setup.ts',
    'PyProject.TOML',
    'web/.pytest.toml',
  ])('is escalated: %s', async (name) => {
    const { gate, edit } = await bench({ [name]: '{}\n' });
    const { triggers } = await gate.evaluate(edit(name, (text) => `${text}\n`));
    expect(triggers.map(({ trigger }) => trigger)).toContain('test-infrastructure');
    expect(triggers.find(({ kind }) => kind === 'keyword')).toMatchObject({ trigger: 'infrastructure', where: name });
  });

  it('is told apart from an edit of other code, which is escalated under its own name', async () => {
    const { gate, edit } = await bench({ 'src/cart.ts': 'export const a = 1;\n' });
    const { triggers } = await gate.evaluate(edit('src/cart.ts', (text) => text.replace('1', '2')));
    expect(triggers.map(({ trigger }) => trigger)).toEqual(['edit-outside-tests']);
  });
});

describe('external services', () => {
  const call = 'def test_rate():\n    rate = 1\n    assert rate == 1\n';
  const reach = (text: string) => text.replace('rate = 1\n', 'rate = client.get("https://api.acme.io/rate").json()\n');

  it('are escalated when a changed test reaches a real host', async () => {
    const { gate, edit } = await bench({ 'test_rate.py': call });
    const { triggers } = await gate.evaluate(edit('test_rate.py', reach));
    expect(ids(triggers)).toEqual(['external service', 'external-service']);
    expect(triggers[0]?.matched).toBe('external service reached without a mock: api.acme.io');
  });

  it('are not seen where the file mocks them, nor in reserved names', async () => {
    const { gate, edit } = await bench({ 'test_rate.py': `import respx\n\n@respx.mock\n${call}`, 'test_b.py': call });
    expect((await gate.evaluate(edit('test_rate.py', reach))).decision).toBe('allow');
    const reserved = edit('test_b.py', (text) => reach(text).replace('acme.io', 'example.com'));
    expect((await gate.evaluate(reserved)).decision).toBe('allow');
  });

  const patched = (layers: number) =>
    `${Array.from({ length: layers }, (_, layer) => `@patch("app.layer${layer}")\n`).join('')}def test_deep(*mocks):\n    total = run()\n    assert total == 3\n`;

  it('are escalated when a touched test mocks more than three layers of them', async () => {
    const { gate, edit } = await bench({ 'test_deep.py': patched(4) });
    const { triggers } = await gate.evaluate(edit('test_deep.py', (text) => text.replace('run()', 'run(1)')));
    expect(ids(triggers)).toEqual(['external service', 'mock-depth']);
  });

  it('are escalated when return values are chained more than three deep', async () => {
    const chain =
      'def test_q(db):\n    db.query.return_value.filter.return_value.order_by.return_value.first.return_value = 1\n    assert f(db) == 1\n';
    const { gate, edit } = await bench({ 'test_q.py': chain });
    const { triggers } = await gate.evaluate(edit('test_q.py', (text) => text.replace('f(db)', 'g(db)')));
    expect(ids(triggers)).toContain('mock-depth');
  });

  it('are left alone with three layers, settings patched besides, or four patches one after the other', async () => {
    const oneByOne = `def test_each():\n${[1, 2, 3, 4].map((n) => `    with patch("app.a${n}"):\n        assert run() == 3\n`).join('')}`;
    const { gate, edit } = await bench({
      'test_three.py': `@patch.dict(os.environ, {"A": "1"})\n${patched(3)}`,
      'test_each.py': oneByOne,
    });
    expect((await gate.evaluate(edit('test_three.py', (text) => text.replace('run()', 'run(1)')))).decision).toBe(
      'allow',
    );
    const each = edit('test_each.py', (text) => text.replace('assert run() == 3', 'assert run() == 3  # again'));
    expect((await gate.evaluate(each)).decision).toBe('allow');
  });
});

describe('the name of a file or test', () => {
  const names = ['tests/infrastructure/test_repository.py', 'tests/performance/test_thresholds.py'];
  const files = Object.fromEntries(names.map((name) => [name, harmless]));
  const tests = names.map((name) => `${name}::test_production_database_is_refused`);

  it('holds no run and no edit by the words of a rule whose facts are derived', async () => {
    const { gate, edit } = await bench(files);
    for (const action of [
      { kind: 'run_tests', paths: names, arguments: { tests } } as const,
      ...names.map((name) => edit(name, seeded)),
    ])
      expect(await gate.evaluate(action)).toMatchObject({ decision: 'allow', triggers: [] });
  });

  it('holds no edit near it where it is a module that the test replaces; a sentence holds', async () => {
    const test = (text: string) => `@patch("${text}")\n${harmless}`;
    const names = ['app.infrastructure.mail.send', 'the infrastructure of mails', 'app.production.database.url'];
    const held = await Promise.all(
      names.map(async (name) => {
        const { gate, edit } = await bench({ 'tests/test_mail.py': test(name) });
        return (await gate.evaluate(edit('tests/test_mail.py', seeded))).decision;
      }),
    );
    expect(held).toEqual(['allow', 'approval_required', 'approval_required']);
  });

  it('holds what is only described, and by the words of a policy everything', async () => {
    const described = await bench(files);
    const action = { kind: 'describe', text: 'rename a variable', paths: names } as const;
    expect(ids((await described.gate.evaluate(action)).triggers)).toEqual(['infrastructure', 'performance.*threshold']);
    const policy = 'triggers:\n  - keyword: infrastructure\n    reason: Ask the platform team.\n';
    const { gate } = await bench({ ...files, '.testing-patterns/escalation.yaml': policy });
    const { triggers } = await gate.evaluate({ kind: 'run_tests', paths: names });
    expect(triggers).toMatchObject([{ reason: 'Ask the platform team.', where: names[0] }]);
  });
});
