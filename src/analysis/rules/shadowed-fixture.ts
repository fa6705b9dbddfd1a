import type { Fixture, FunctionFact, TestFile } from '../facts.ts';
import { defineRule } from '../rule.ts';
import { definesFixture, freeName } from './support/pytest/fixtures.ts';

/**
 * Two fixtures of one name in one module or class: Python binds the name anew, and nobody ever gets the earlier one. A fixture
 * that overrides one of a conftest.py is something else: pytest's own way to change it.
 * Measured on pytest 7.2, in a module and in a class: no warning, and both tests get the second one. Source: pytest's how-to on
 * overriding fixtures.
 */
export const shadowedFixture = defineRule({
  id: 'shadowed-fixture',
  title: 'Fixture that a later one of the same name replaces',
  cause: 'environment',
  topic: 'fixtures',
  severity: 'error',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'fixtures/composition',
  why: 'A second fixture of the same name in the same place replaces the first, silently. Tests that were written for the first one now run with the set-up of the second, and may pass for the wrong reason.',
  examples: {
    bad: [
      {
        framework: 'pytest',
        code: `import pytest


@pytest.fixture
def user():
    return make_user(role="admin")


def test_admin(user):
    assert user.can_edit


@pytest.fixture
def user():
    return make_user(role="guest")


def test_guest(user):
    assert user.can_read
`,
        fixed: `import pytest


@pytest.fixture
def user_2():
    return make_user(role="admin")


def test_admin(user):
    assert user.can_edit


@pytest.fixture
def user():
    return make_user(role="guest")


def test_guest(user):
    assert user.can_read
`,
      },
      {
        framework: 'pytest',
        code: `import pytest


class TestCart:
    @pytest.fixture
    def cart(self):
        return Cart()

    @pytest.fixture()
    def cart(self):
        return Cart(items=[1])

    def test_items(self, cart):
        assert cart.items == [1]
`,
        fixed: `import pytest


class TestCart:
    @pytest.fixture
    def cart_2(self):
        return Cart()

    @pytest.fixture()
    def cart(self):
        return Cart(items=[1])

    def test_items(self, cart):
        assert cart.items == [1]
`,
      },
    ],
    good: [
      {
        framework: 'pytest',
        files: { 'tests/conftest.py': 'import pytest\n\n\n@pytest.fixture\ndef user():\n    return make_user()\n' },
        code: `import pytest


@pytest.fixture
def user(user):
    user.role = "admin"
    return user


class TestGuest:
    @pytest.fixture
    def user(self):
        return make_user(role="guest")

    def test_guest(self, user):
        assert user.can_read


def test_admin(user):
    assert user.can_edit
`,
      },
      {
        framework: 'pytest',
        code: `import sys

import pytest

if sys.platform == "win32":
    @pytest.fixture
    def shell():
        return "cmd"
else:
    @pytest.fixture
    def shell():
        return "sh"


def test_shell(shell):
    assert run(shell) == 0
`,
      },
      {
        framework: 'pytest',
        code: `import pytest


class TestCart:
    @pytest.fixture
    def cart(self):
        return Cart()

    def test_empty(self, cart):
        assert cart.items == []


class TestOrder:
    @pytest.fixture
    def cart(self):
        return Cart(items=[1])

    def test_items(self, cart):
        assert cart.items == [1]
`,
      },
    ],
  },
  *check({ file, source }) {
    const last = new Map<string, Fixture>();
    const plain = file.fixtures.filter((fixture) => isPlain(file, file.functions[fixture.function]));
    for (const fixture of plain) last.set(keyOf(file, fixture), fixture);
    const taken = new Set(file.functions.map((fn) => fn.name));
    for (const earlier of plain) {
      const later = last.get(keyOf(file, earlier));
      const name = file.functions[earlier.function]?.name ?? '';
      if (!later || later === earlier) continue;
      const fresh = freeName(name, taken);
      const { line } = source.position(later.nameSpan.start);
      yield {
        at: earlier.nameSpan,
        message: `Nobody gets this fixture: line ${line} defines "${name}" again and replaces it, so tests written for this one run with the other. Give one of them another name.`,
        fix: {
          title: `Rename the earlier one to ${fresh}`,
          safety: 'suggested',
          edits: [{ ...earlier.nameSpan, text: fresh }],
        },
      };
    }
  },
});

/** The attribute of the module or of the class: what Python binds anew. */
function keyOf(file: TestFile, fixture: Fixture): string {
  const fn = file.functions[fixture.function];
  return `${fn?.parent ?? 0} ${fn?.className ?? ''} ${fn?.name ?? ''}`;
}

/** Not one of several variants: no branch or `try` around it, no decorator that keeps earlier definitions alive. */
function isPlain(file: TestFile, fn: FunctionFact | undefined): boolean {
  if (!fn || fn.decorators.some(({ callee }) => !definesFixture(callee) && !/^pytest\.mark\./.test(callee)))
    return false;
  const parent = file.functions[fn.parent];
  // Mixins of one name are told apart by nothing that facts know.
  if (parent?.role === 'module' && fn.className !== undefined) return false;
  if (parent && parent.role !== 'module' && parent.role !== 'suite') return false;
  const around = file.blocks[file.blocks[fn.block]?.parent ?? 0];
  return around?.kind === 'module' || around?.kind === 'function';
}
