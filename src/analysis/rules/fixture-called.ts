import { addParameter } from '../edits/python.ts';
import type { CallFact, Fixture, FunctionFact } from '../facts.ts';
import { functionsAround } from '../nesting.ts';
import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import { literally } from '../words.ts';
import { definesFixture } from './support/pytest/fixtures.ts';

/**
 * A fixture called like a function: `Fixture "db" called directly`.
 * Source: pytest's deprecations page (error since 4.0); run on pytest 7.2.
 */
export const fixtureCalled = defineRule({
  id: 'fixture-called',
  title: 'Fixture called as a function',
  cause: 'environment',
  topic: 'fixtures',
  severity: 'error',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'fixtures/composition',
  why: 'A fixture is no function any more: pytest fails whoever calls it with "Fixture called directly". A test or fixture gets the value by naming the fixture as a parameter; code that others call belongs in a plain function.',
  examples: {
    bad: [
      {
        framework: 'pytest',
        code: `import pytest


@pytest.fixture
def user():
    return make_user()


def test_name():
    assert user().name == "Ada"
`,
        fixed: `import pytest


@pytest.fixture
def user():
    return make_user()


def test_name(user):
    assert user.name == "Ada"
`,
      },
      {
        framework: 'pytest',
        code: `import pytest


class TestCart:
    @pytest.fixture
    def cart(self):
        return Cart()

    def test_items(self):
        mine = self.cart()
        assert mine.items == []
`,
        fixed: `import pytest


class TestCart:
    @pytest.fixture
    def cart(self):
        return Cart()

    def test_items(self, cart):
        mine = cart
        assert mine.items == []
`,
      },
      {
        framework: 'pytest',
        files: { 'tests/fixtures.py': 'import pytest\n\n\n@pytest.fixture\ndef user():\n    return make_user()\n' },
        code: `from tests.fixtures import user


def names():
    return [user().name]


def test_names():
    assert names() == ["Ada"]
`,
      },
    ],
    good: [
      {
        framework: 'pytest',
        code: `import pytest


@pytest.fixture
def make_user():
    def make(name):
        return User(name)

    return make


def test_name(make_user):
    assert make_user("Ada").name == "Ada"


class TestCart:
    @pytest.fixture(autouse=True)
    def cart(self):
        self.cart = Cart

    def test_items(self):
        assert self.cart().items == []
`,
      },
      {
        framework: 'pytest',
        code: `import pytest


def make_user():
    return User("Ada")


@pytest.fixture
def user():
    return make_user()


def test_name(user):
    other = make_user()
    assert other.name == user.name
`,
      },
      {
        framework: 'pytest',
        code: `import pytest
from app.factories import user


@pytest.fixture(name="user")
def user_fixture():
    return user()


def test_name(user):
    assert user.name == "Ada"
`,
      },
    ],
  },
  *check(context) {
    const { file } = context;
    for (const call of file.calls) {
      const fixture = calledFixture(context, call);
      if (!fixture) continue;
      yield {
        at: call.span,
        message: `"${fixture.name}" is a fixture: pytest stops this call with 'Fixture "${fixture.name}" called directly'. Name it as a parameter, or move its body into a plain function.`,
        fix: requested(context, call, fixture.name),
      };
    }
  },
});

function calledFixture(context: RuleContext, call: CallFact): Fixture | undefined {
  const { file, source, fixtures } = context;
  const written = source.slice(call.calleeSpan);
  const method = /^(?:self|cls)\.(\w+)$/.exec(written)?.[1];
  if (method !== undefined) return methodFixture(context, call, method);
  const module = file.functions[0];
  if (!module || !/^\w+$/.test(written) || isLocal(context, call, written)) return undefined;
  const own = file.fixtures.find((fixture) => {
    const fn = file.functions[fixture.function];
    return fn?.name === written && fn.parent === 0 && fn.className === undefined;
  });
  const functions = file.functions.filter((fn) => fn.name === written && fn.parent === 0 && fn.className === undefined);
  if (own) return functions.length === 1 && isFixture(own) && !call.origin ? own : undefined;
  if (!call.origin || functions.length > 0) return undefined;
  const site = fixtures.all(written, module).find(({ from }) => from === 'import');
  const name = site?.file.functions[site.fixture.function]?.name;
  return site && name === call.origin.name && isFixture(site.fixture) ? site.fixture : undefined;
}

function isFixture({ decorator }: Fixture): boolean {
  return decorator !== undefined && definesFixture(decorator.callee);
}

function methodFixture({ file, source }: RuleContext, call: CallFact, method: string): Fixture | undefined {
  const owner = [...functionsAround(file, call.function)].find(({ className }) => className !== undefined)?.className;
  if (owner === undefined) return undefined;
  const named = file.functions.filter((fn) => fn.name === method && fn.className === owner);
  const assigned = new RegExp(
    `\\b(?:self|cls|${literally(owner)})\\.${literally(method)}\\s*(?::[^=\\n]*)?=(?!=)`,
  ).test(source.text);
  const fixture = file.fixtures.find(({ function: id }) => id === named[0]?.id);
  return named.length === 1 && !assigned && fixture && isFixture(fixture) ? fixture : undefined;
}

/** A parameter or a variable of a function around the call stands before the fixture of that name, and so does one of the module. */
function isLocal({ file }: RuleContext, call: CallFact, name: string): boolean {
  const around = [...functionsAround(file, call.function)];
  return (
    around.some(({ parameters }) => parameters.some((parameter) => parameter.name === name)) ||
    around.some(({ id }) =>
      file.functions.some((fn) => fn.parent === id && fn.name === name && fn.role !== 'fixture'),
    ) ||
    file.variables.some(
      (variable) =>
        variable.name === name && (variable.level === 'module' || around.some(({ id }) => id === variable.function)),
    ) ||
    file.imports.some((entry) => entry.local === name && around.some(({ id }) => id === entry.function))
  );
}

function requested({ file, source }: RuleContext, call: CallFact, name: string): FixDraft | undefined {
  const owner = [...functionsAround(file, call.function)].find(({ role }) => role === 'test' || role === 'fixture');
  if (!owner || call.arguments.length > 0 || isBound(owner, name)) return undefined;
  const parameter = addParameter(source, owner, name);
  const awaiting = /\bawait\s+$/.exec(source.text.slice(Math.max(0, call.span.start - 20), call.span.start))?.[0] ?? '';
  return (
    parameter && {
      title: `Ask for the fixture "${name}"`,
      safety: 'suggested',
      edits: [...parameter, { start: call.span.start - awaiting.length, end: call.span.end, text: name }],
    }
  );
}

function isBound({ parameters }: FunctionFact, name: string): boolean {
  return parameters.some((parameter) => parameter.name === name);
}
