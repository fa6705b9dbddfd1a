import { posix } from 'node:path';
import type { Fixture, FunctionFact, TestFile } from '../facts.ts';
import { defineRule, type RuleContext } from '../rule.ts';
import { wholeName } from '../words.ts';
import { isSpareName } from './support/pytest/fixtures.ts';

/**
 * A fixture of a test module that nothing in it asks for.
 * Only where it can be sure: not autouse, no override of a fixture that somebody else asks for, its name stands nowhere else in the file.
 */
export const unusedFixture = defineRule({
  id: 'unused-fixture',
  title: 'Fixture that nobody asks for',
  cause: 'environment',
  topic: 'fixtures',
  severity: 'info',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'fixtures/scoping',
  why: 'Nothing runs a fixture that no test requests. Often its name was misspelt or a test was lost, and what it should have set up or checked is missing without a word.',
  examples: {
    bad: [
      {
        framework: 'pytest',
        code: `import pytest


@pytest.fixture
def clean_cache():
    cache.clear()
    yield
    cache.clear()


def test_total():
    assert total() == 0
`,
      },
      {
        framework: 'pytest',
        code: `import pytest


class TestCart:
    @pytest.fixture(name="cart")
    def make_cart(self):
        return Cart()

    def test_items(self, carts):
        assert carts == []
`,
      },
    ],
    good: [
      {
        framework: 'pytest',
        code: `import pytest


@pytest.fixture
def db():
    return connect()


@pytest.fixture(autouse=True)
def quiet():
    yield


@pytest.fixture
def network():
    yield


@pytest.mark.usefixtures("network")
def test_total(db):
    assert total(db) == 0
`,
      },
      {
        framework: 'pytest',
        files: {
          'tests/conftest.py': `import pytest


@pytest.fixture
def app(app_config):
    return make_app(app_config)


@pytest.fixture
def app_config():
    return {}
`,
        },
        code: `import pytest


@pytest.fixture
def app_config():
    return {"debug": True}


def test_debug(app):
    assert app.debug
`,
      },
      {
        framework: 'pytest',
        files: { 'requirements.txt': 'pytest-asyncio==1.3.0\n' },
        code: `import pytest


@pytest.fixture(scope="session")
def event_loop_policy():
    return make_policy()


@pytest.fixture(scope="session")
def vcr_config():
    return {"record_mode": "none"}


@pytest.fixture
def memory_store():
    return MemoryStore()


def test_store(request):
    for kind in ["memory", "disk"]:
        assert request.getfixturevalue(f"{kind}_store").size() == 0
`,
      },
    ],
  },
  *check(context) {
    const { file } = context;
    if (file.tests.length === 0 || posix.basename(file.path) === 'conftest.py') return;
    if (asksByComputedName(context) || inheritsTests(context.file)) return;
    for (const fixture of file.fixtures) {
      const fn = file.functions[fixture.function];
      if (!fn || fixture.autouse || !standsAlone(context, fn) || isMentioned(context, fixture, fn)) continue;
      // A name that is no identifier can only be asked for in a way that is not followed here.
      if (!/^\w+$/.test(fixture.name) || mayOverride(context, fixture, fn)) continue;
      yield {
        at: fixture.nameSpan,
        message: `No test of this file asks for the fixture "${fixture.name}", so it never runs. Request it where it was meant, or remove it.`,
      };
    }
  },
});

/** In the module or in a test class; a mixin's users stand elsewhere. */
function standsAlone({ file }: RuleContext, fn: FunctionFact): boolean {
  const parent = file.functions[fn.parent];
  return parent?.role === 'suite' || (parent?.role === 'module' && fn.className === undefined);
}

/** Anywhere but where it is defined: a parameter, a string, `__all__`, even a comment. */
function isMentioned({ file, source }: RuleContext, { name, span, nameSpan }: Fixture, fn: FunctionFact): boolean {
  const taken = new Set(file.functions.map((each) => each.name));
  if (isSpareName(fn.name, taken)) return true;
  return [name, fn.name]
    .filter((word) => /^\w+$/.test(word))
    .some((word) =>
      [...source.text.matchAll(new RegExp(wholeName(word), 'g'))].some(
        ({ index }) => index < span.start || (index > nameSpan.start && index >= span.end),
      ),
    );
}

/** Configuration of plugins by a fixture of a given name; names without end, so only their usual shapes. */
const settings =
  /(?:_config|_configs|_options|_args|_settings|_parameters|_hosts|_scope|_setup|_cleanup|_file|_policy|_backend|_name|_locale|_seed|_url|_cls|_class|_adapter|_params)$|^(?:vcr|docker|django|celery|browser|httpserver|splinter|alembic|event_loop|assert_all|pytest)_|^(?:app|base_url|event_loop)$/;

function mayOverride({ fixtures, file }: RuleContext, { name, requests }: Fixture, fn: FunctionFact): boolean {
  // Asking for its own name it extends that of a plugin that is not seen here.
  if (requests.includes(name)) return true;
  if (settings.test(name) || fixtures.plugin(name) !== undefined || fixtures.all(name, fn).length > 0) return true;
  // What the tests use asks for it, from a conftest.py or a base class.
  return file.tests.some((test) => fixtures.used(test).some(({ fixture }) => fixture.requests.includes(name)));
}

/** A class that brings tests of another file: what those ask for is not seen. */
function inheritsTests({ classes = [], suites }: TestFile): boolean {
  const own = new Set(classes.map(({ name }) => name));
  const tests = new Set(suites.map(({ className }) => className));
  return classes.some(({ name, bases }) =>
    bases.some(
      (base) =>
        !own.has(base) &&
        !/^(?:object|abc\.ABC|typing\..*|unittest\..*TestCase)$/.test(base) &&
        (tests.has(name) || /Test|Suite|Compliance|Contract/.test(base)),
    ),
  );
}

function asksByComputedName({ file }: RuleContext): boolean {
  return file.calls.some(
    ({ callee, arguments: [first] }) =>
      /(?:getfixturevalue|getfuncargvalue|lazy_fixture|fixture_ref|lf)$/.test(callee) && first?.kind !== 'string',
  );
}
