import { describe, expect, it } from 'vitest';
import type { TestFile } from '../../src/analysis/facts.ts';
import { createFixtureIndex } from '../../src/analysis/fixture-graph.ts';
import type { FixtureIndex, FixtureSite } from '../../src/analysis/fixtures.ts';
import { project, read } from './python/reading.ts';

const path = 'tests/unit/test_shop.py';

interface Opened {
  readonly file: TestFile;
  readonly index: FixtureIndex;
  readonly opened: readonly string[];
}

/** The index of `tests/unit/test_shop.py` in a workspace of these files. */
function open(files: Readonly<Record<string, string>>): Opened {
  const opened: string[] = [];
  const workspace = project({
    read: (name) => files[name],
    exists: (name) => Object.hasOwn(files, name),
    list: () => [],
  });
  const known = new Map<string, TestFile>();
  const readFile = (name: string) => {
    const text = files[name];
    if (text === undefined) return undefined;
    const facts = known.get(name) ?? read(text, name);
    known.set(name, facts);
    return facts;
  };
  const file = readFile(path);
  if (!file) throw new Error(`the workspace needs ${path}`);
  const { pytest } = workspace.facts(path, 'pytest');
  const sources = {
    read(name: string) {
      opened.push(name);
      return readFile(name);
    },
    peek: (name: string) => files[name],
    resolve: (from: string, module: string) => workspace.resolve(from, module),
    conftests: pytest?.conftests ?? [],
  };
  return { file, index: createFixtureIndex(file, sources, pytest), opened };
}

function functionNamed({ file }: Opened, name: string) {
  const fn = file.functions.find((candidate) => candidate.name === name);
  if (!fn) throw new Error(`no function ${name}`);
  return fn;
}

function testNamed({ file }: Opened, title: string) {
  const test = file.tests.find((candidate) => candidate.title === title);
  if (!test) throw new Error(`no test ${title}`);
  return test;
}

const where = (site: FixtureSite | undefined) =>
  site && `${site.from} ${site.file.path}#${site.file.functions[site.fixture.function]?.name}`;
const names = (sites: readonly FixtureSite[]) => sites.map(({ fixture }) => fixture.name).sort();

const fixture = (name: string, body = 'return 1', decorator = '@pytest.fixture') =>
  `import pytest\n\n\n${decorator}\ndef ${name}:\n    ${body}\n`;

describe('which fixture a name means', () => {
  it('is that of the class, then of the module, then of the nearest conftest.py', () => {
    const opened = open({
      [path]: `${fixture('db()')}
class TestShop:
    @pytest.fixture
    def db(self):
        return 2

    def test_own(self, db, cart, app):
        assert db

def test_outside(db):
    assert db
`,
      'tests/unit/conftest.py': fixture('cart()') + fixture('db()'),
      'tests/conftest.py': fixture('cart()') + fixture('app()'),
    });
    const own = functionNamed(opened, 'test_own');
    expect(where(opened.index.find('db', own))).toBe('class tests/unit/test_shop.py#db');
    expect(where(opened.index.find('db', functionNamed(opened, 'test_outside')))).toBe(
      'module tests/unit/test_shop.py#db',
    );
    expect(where(opened.index.find('cart', own))).toBe('conftest tests/unit/conftest.py#cart');
    expect(where(opened.index.find('app', own))).toBe('conftest tests/conftest.py#app');
    expect(opened.index.all('db', own).map(({ from }) => from)).toEqual(['class', 'module', 'conftest']);
    expect(opened.index.find('elsewhere', own)).toBeUndefined();
  });

  it('is that of a base class, also of one that is imported', () => {
    const opened = open({
      [path]: `from tests.bases import ShopBase


class Local(ShopBase):
    pass


class TestShop(Local):
    def test_total(self, db):
        assert db
`,
      'tests/bases.py': `import pytest


class ShopBase:
    @pytest.fixture
    def db(self):
        return 1
`,
    });
    expect(where(opened.index.find('db', functionNamed(opened, 'test_total')))).toBe('class tests/bases.py#db');
  });

  it('is that of an import: by name, under another name, by a star, through a package', () => {
    const opened = open({
      [path]: `from .fixtures import db
from .fixtures import cart as basket
from tests.more import *
from tests.kit import app

def test_total(db, basket, order, app, cart):
    assert db
`,
      'tests/unit/fixtures.py': fixture('db()') + fixture('cart()'),
      'tests/more.py': fixture('order()') + fixture('_hidden()'),
      'tests/kit/__init__.py': 'from .apps import app\n',
      'tests/kit/apps.py': fixture('app()'),
    });
    const test = functionNamed(opened, 'test_total');
    const found = (name: string) => where(opened.index.find(name, test));
    expect(found('db')).toBe('import tests/unit/fixtures.py#db');
    expect(found('basket')).toBe('import tests/unit/fixtures.py#cart');
    expect(found('cart')).toBeUndefined();
    expect(found('order')).toBe('import tests/more.py#order');
    expect(found('_hidden')).toBeUndefined();
    expect(found('app')).toBe('import tests/kit/apps.py#app');
  });

  it('is that of a module that a conftest.py imports or names as a plugin', () => {
    const opened = open({
      [path]: 'def test_total(db, cart, order):\n    assert db\n',
      'tests/conftest.py': `from tests.dbs import db

pytest_plugins = [
    "tests.carts",  # the carts
    "pytest_django",
]
`,
      'tests/dbs.py': fixture('db()'),
      'tests/carts.py': `pytest_plugins = "tests.orders"\n${fixture('cart()')}`,
      'tests/orders.py': fixture('order()'),
    });
    const test = functionNamed(opened, 'test_total');
    expect(where(opened.index.find('db', test))).toBe('conftest tests/dbs.py#db');
    expect(where(opened.index.find('cart', test))).toBe('conftest tests/carts.py#cart');
    expect(where(opened.index.find('order', test))).toBe('conftest tests/orders.py#order');
  });

  it('counts the name that the decorator gives', () => {
    const opened = open({
      [path]: `${fixture('make_db()', 'return 1', '@pytest.fixture(name="db")')}
def test_total(db):
    assert db
`,
    });
    const test = functionNamed(opened, 'test_total');
    expect(where(opened.index.find('db', test))).toBe('module tests/unit/test_shop.py#make_db');
    expect(opened.index.find('make_db', test)).toBeUndefined();
  });

  it('is the later one of two in one module, unless that is defined under a condition', () => {
    const twice = open({
      [path]: `${fixture('db()')}${fixture('db()', 'return 2')}\ndef test_total(db):\n    assert db\n`,
    });
    const test = functionNamed(twice, 'test_total');
    expect(twice.index.all('db', test).map((site) => site.fixture.function)).toEqual([2]);
    const maybe = open({
      [path]: `${fixture('db()')}
if sys.platform == "win32":
    @pytest.fixture
    def db():
        return 2

def test_total(db):
    assert db
`,
    });
    expect(maybe.index.all('db', functionNamed(maybe, 'test_total'))).toHaveLength(2);
  });

  it('is the overridden one when a fixture asks for its own name', () => {
    const opened = open({
      [path]: `${fixture('db(db)', 'return db')}
def test_total(db):
    assert db
`,
      'tests/conftest.py': fixture('db()'),
    });
    expect(where(opened.index.find('db', functionNamed(opened, 'db')))).toBe('conftest tests/conftest.py#db');
    const site = opened.index.find('db', functionNamed(opened, 'test_total'));
    expect(where(site && opened.index.requested(site, 'db'))).toBe('conftest tests/conftest.py#db');
  });

  it('is none of a fixture that a function makes for its caller', () => {
    const opened = open({
      [path]: `import pytest

def make():
    @pytest.fixture
    def db():
        return 1
    return db

def test_total(db):
    assert db
`,
    });
    expect(opened.index.find('db', functionNamed(opened, 'test_total'))).toBeUndefined();
  });
});

describe('what a test uses', () => {
  const files = {
    [path]: `import pytest

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def cart(db):
    return [db]


@pytest.fixture(autouse=True)
def quiet():
    yield


@pytest.mark.usefixtures("network")
class TestShop:
    @pytest.fixture(autouse=True)
    def seed(self):
        yield

    def test_total(self, cart, tmp_path):
        assert cart


def test_lazy(request):
    assert request.getfixturevalue("cart")
`,
    'tests/conftest.py': `import pytest

@pytest.fixture
def db(engine):
    return 1

@pytest.fixture(scope="session")
def engine():
    return 1

@pytest.fixture
def clock():
    return 1

@pytest.fixture
def network():
    return 1

@pytest.fixture(autouse=True)
def clean(engine):
    yield

@pytest.fixture
def unused():
    return 1
`,
  };

  it('is what it asks for, marks, autouse fixtures in reach, and what these ask for', () => {
    const opened = open(files);
    expect(names(opened.index.used(testNamed(opened, 'test_total')))).toEqual([
      'cart',
      'clean',
      'clock',
      'db',
      'engine',
      'network',
      'quiet',
      'seed',
    ]);
    expect(names(opened.index.used(testNamed(opened, 'test_lazy')))).toEqual([
      'cart',
      'clean',
      'clock',
      'db',
      'engine',
      'quiet',
    ]);
    expect(names(opened.index.autouse(testNamed(opened, 'test_lazy')))).toEqual(['clean', 'quiet']);
  });

  it('takes the override of the module for what a conftest.py fixture asks for', () => {
    const opened = open({ ...files, [path]: `${fixture('engine()')}\ndef test_total(db):\n    assert db\n` });
    const engine = opened.index.used(testNamed(opened, 'test_total')).find((site) => site.fixture.name === 'engine');
    expect(where(engine)).toBe('module tests/unit/test_shop.py#engine');
  });

  it('is what parametrize hands to a fixture, not what it fills itself', () => {
    const opened = open({
      [path]: `${fixture('db()')}${fixture('size()')}${fixture('color()')}
@pytest.mark.parametrize("color", ["red"])
class TestShop:
    @pytest.mark.parametrize("db, size", [(1, 2)], indirect=["db"])
    def test_total(self, db, size, color):
        assert db
`,
    });
    expect(names(opened.index.used(testNamed(opened, 'test_total')))).toEqual(['db']);
  });

  it('ends where fixtures ask for each other in a circle', () => {
    const opened = open({
      [path]: `${fixture('a(b)')}${fixture('b(a)')}\ndef test_total(a):\n    assert a\n`,
    });
    expect(names(opened.index.used(testNamed(opened, 'test_total')))).toEqual(['a', 'b']);
  });
});

describe('the index', () => {
  it('knows the fixtures of plugins and prefers what is installed', () => {
    const { index } = open({ [path]: '', 'requirements.txt': 'pytest-flask\n' });
    expect(index.plugin('tmp_path_factory')).toEqual({ name: 'tmp_path_factory', scope: 'session', plugin: 'pytest' });
    expect(index.plugin('client')?.plugin).toBe('pytest-flask');
    expect(index.plugin('constructor')).toBeUndefined();
  });

  it('reads no other file before it is asked, and of the tested code only what may hold fixtures', () => {
    const opened = open({
      [path]: 'from shop.orders import total\n\ndef test_total(db):\n    assert total(db)\n',
      'shop/orders.py': 'def total(db):\n    return 1\n',
      'tests/conftest.py': fixture('db()'),
    });
    expect(opened.opened).toEqual([]);
    opened.index.used(testNamed(opened, 'test_total'));
    expect(opened.opened).toEqual(['tests/conftest.py']);
  });
});
