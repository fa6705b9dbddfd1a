import { describe, expect, it } from 'vitest';
import { read } from './reading.ts';

describe('tests and suites', () => {
  it('finds test functions and methods of test classes with their full titles', () => {
    const file = read('def test_a(): pass\nclass TestB:\n    def test_c(self): pass\n    def helper(self): pass\n');
    expect(file.tests.map(({ fullTitle }) => fullTitle)).toEqual(['test_a', 'TestB::test_c']);
  });

  it('joins nested classes in the title', () => {
    const file = read('class TestA:\n    class TestB:\n        def test_c(self): pass\n');
    expect(file.tests[0]?.fullTitle).toBe('TestA::TestB::test_c');
  });

  it('takes a TestCase subclass for a suite whatever its name, also through a base in the file', () => {
    const file = read(
      'import unittest\nclass Base(unittest.TestCase): pass\nclass CartTests(Base):\n    def test_a(self): pass\n',
    );
    expect(file.tests[0]?.fullTitle).toBe('CartTests::test_a');
  });

  it.each([
    ['a class without the prefix', 'class Shop:\n    def test_a(self): pass\n', 'tests/test_a.py'],
    ['a nested function', 'def outer():\n    def test_a(): pass\n', 'tests/test_a.py'],
    ['a fixture', 'import pytest\n@pytest.fixture\ndef test_data(): pass\n', 'tests/test_a.py'],
    ['a property', 'class TestA:\n    @property\n    def test_a(self): pass\n', 'tests/test_a.py'],
    ['conftest.py', 'def test_a(): pass\n', 'tests/conftest.py'],
  ])('sees no test in %s', (_, source, path) => {
    expect(read(source, path).tests).toEqual([]);
  });

  it("knows SQLAlchemy's own fixtures and tables", () => {
    const file = read(
      `from sqlalchemy import testing
from sqlalchemy.testing import combinations


class TestRows:
    @testing.fixture
    def test_data(self): pass

    @testing.variation("kind", ["a", "b"])
    @combinations((1, 2), argnames="x, y")
    def test_rows(self, connection, kind, x, y): pass

    @combinations("connection", "engine")
    def test_names(self, connection, name): pass
`,
    );
    expect(file.fixtures.map(({ name }) => name)).toEqual(['test_data']);
    expect(file.tests.map(({ title, fixtures, parametrized }) => [title, fixtures, parametrized])).toEqual([
      ['test_rows', ['connection'], true],
      ['test_names', ['connection', 'name'], true],
    ]);
  });

  it('spans a test from its first decorator to its last character', () => {
    const source = 'import pytest\n\n@pytest.mark.slow\ndef test_a():\n    assert 1\n';
    const file = read(source);
    expect(file.at(file.tests[0]?.span)).toBe('@pytest.mark.slow\ndef test_a():\n    assert 1');
  });

  it('knows the body, the parameter place and where async goes', () => {
    const file = read('def test_a(x):\n    go()\n    stay()\n');
    const fn = file.functions[1];
    expect(file.at(fn?.body)).toBe('go()\n    stay()');
    expect(fn?.parametersAt).toBe('def test_a('.length);
    expect(fn?.asyncInsertAt).toBe(0);
  });

  it('reads marks as modifiers whose span is the whole line', () => {
    const file = read(
      'import pytest\nclass TestA:\n    @pytest.mark.skip(reason="x")  # why\n    def test_a(self): pass\n',
    );
    const [modifier] = file.tests[0]?.modifiers ?? [];
    expect(modifier?.name).toBe('skip');
    expect(file.at(modifier?.span)).toBe('    @pytest.mark.skip(reason="x")  # why\n');
  });

  it('puts the marks of a class on its suite', () => {
    const file = read('import pytest\n@pytest.mark.asyncio\nclass TestA:\n    pytestmark = [pytest.mark.slow]\n');
    expect(file.suites[0]?.modifiers.map(({ name }) => name)).toEqual(['asyncio', 'slow']);
  });

  it('puts pytestmark of the module on its tests and suites', () => {
    const file = read('import pytest\npytestmark = pytest.mark.asyncio\nasync def test_a(): pass\nclass TestB: pass\n');
    expect(file.tests[0]?.modifiers.map(({ name }) => name)).toEqual(['asyncio']);
    expect(file.suites[0]?.modifiers.map(({ name }) => name)).toEqual(['asyncio']);
  });

  it('reads skips of unittest as marks', () => {
    const file = read(
      'from unittest import skip, TestCase\nclass A(TestCase):\n    @skip("later")\n    def test_a(self): pass\n',
    );
    expect(file.tests[0]?.modifiers.map(({ name }) => name)).toEqual(['skip']);
  });

  it.each([
    '@pytest.mark.parametrize("x", [1])\ndef test_a(x): pass\n',
    '@pytest.mark.parametrize("x", [1])\nclass TestA:\n    def test_a(self, x): pass\n',
  ])('knows that %j is parametrized', (source) => {
    expect(read(`import pytest\n${source}`).tests[0]?.parametrized).toBe(true);
  });

  it('lists the fixtures a test asks for, without self, parameters, defaults and injected mocks', () => {
    const file = read(`import pytest
from unittest.mock import patch

class TestA:
    @patch("shop.pay")
    @pytest.mark.parametrize(("n", "m"), [(1, 2)])
    @pytest.mark.usefixtures("clean")
    def test_a(self, pay, db, n, m, extra=1, *args, **kwargs): pass
`);
    expect(file.tests[0]?.fixtures).toEqual(['db', 'clean']);
  });

  it('keeps an indirect parameter as a fixture', () => {
    const file = read('import pytest\n@pytest.mark.parametrize("db", [1], indirect=True)\ndef test_a(db): pass\n');
    expect(file.tests[0]?.fixtures).toEqual(['db']);
  });

  it('tells a test that is defined under a condition', () => {
    const file = read('if POSIX:\n    def test_a(): pass\ndef test_b(): pass\n');
    expect(file.tests.map((test) => test.registeredConditionally)).toEqual([true, false]);
  });

  it.each([
    ['setup_method', 'beforeEach'],
    ['teardown_method', 'afterEach'],
    ['setUp', 'beforeEach'],
    ['tearDown', 'afterEach'],
    ['asyncSetUp', 'beforeEach'],
    ['setUpClass', 'beforeAll'],
    ['teardown_class', 'afterAll'],
  ])('reads %s as %s of its suite', (name, kind) => {
    const file = read(`class TestA:\n    def ${name}(self): pass\n`);
    expect(file.hooks).toMatchObject([{ kind, suite: 0 }]);
  });

  it('reads setup_module as a hook of the file', () => {
    expect(read('def setup_module(): pass\n').hooks).toMatchObject([{ kind: 'beforeAll' }]);
  });

  it('reads lambdas and nested functions as functions, named after their variable', () => {
    const file = read('def test_a():\n    check = lambda x: x\n    def inner(): pass\n    run(lambda: 1)\n');
    expect(file.functions.slice(2).map(({ name, parent }) => [name, parent])).toEqual([
      ['check', 1],
      ['inner', 1],
      ['', 1],
    ]);
    expect(file.functions[4]?.argumentOf).toBe(0);
  });
});

describe('fixtures', () => {
  const head = 'import pytest, pytest_asyncio\nfrom pytest import fixture\n';

  it('reads name, scope and autouse from the decorator', () => {
    const file = read(
      `${head}@pytest.fixture(name="db", scope="module", autouse=True)\ndef make_db(tmp_path): return 1\n`,
    );
    expect(file.fixtures).toMatchObject([
      { name: 'db', scope: 'module', autouse: true, async: false, requests: ['tmp_path'] },
    ]);
  });

  it.each([
    ['@fixture', 'pytest.fixture'],
    ['@pytest.yield_fixture', 'pytest.yield_fixture'],
    ['@pytest_asyncio.fixture(loop_scope="session")', 'pytest_asyncio.fixture'],
  ])('understands %s', (decorator, callee) => {
    expect(read(`${head}${decorator}\nasync def db(): pass\n`).fixtures).toMatchObject([
      { name: 'db', async: true, decorator: { callee } },
    ]);
  });

  it('calls a computed scope dynamic', () => {
    expect(read(`${head}@pytest.fixture(scope=pick)\ndef db(): pass\n`).fixtures[0]?.scope).toBe('dynamic');
  });

  it.each([
    ['yield db\n    db.close()', true],
    ['with connect() as db:\n        yield db', true],
    ['try:\n        yield 1\n    finally:\n        stop()', true],
    ['request.addfinalizer(stop)\n    return 1', true],
    ['yield db', false],
    ['yield db\n    # nothing more', false],
    ['return db', false],
  ])('knows whether %j tears down', (body, expected) => {
    expect(read(`${head}@pytest.fixture\ndef db(request):\n    ${body}\n`).fixtures[0]?.hasTeardown).toBe(expected);
  });

  it('marks the end of the first yield statement', () => {
    const source = `${head}@pytest.fixture\ndef db():\n    value = yield 1\n    yield 2\n`;
    const fn = read(source).functions[1];
    expect(source.slice(0, fn?.yieldEnd)).toMatch(/value = yield 1$/);
    expect(fn?.generator).toBe(true);
  });

  it('leaves the yield of an inner function to that function', () => {
    const file = read(`${head}@pytest.fixture\ndef db():\n    def numbers():\n        yield 1\n    return numbers\n`);
    expect(file.functions.map(({ generator }) => generator)).toEqual([false, false, true]);
  });
});
