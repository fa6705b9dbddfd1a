import type { FunctionFact } from '../facts.ts';
import { defineRule, type RuleContext } from '../rule.ts';
import { ownDecorators } from './support/assertions/known-decorators.ts';
import { isSwitchedOff } from './support/scope.ts';
import { versionIs } from './support/versions.ts';

/**
 * A test with `yield` is a generator function: calling it runs nothing. Measured with pytest 7.2.1 and Python 3.11: a function
 * that starts with `assert False` is reported as xfailed, as an async generator under `@pytest.mark.asyncio` and in a
 * unittest class as passed. pytest 8.4 makes the first an error (changelog #12960).
 */
export const yieldTest = defineRule({
  id: 'yield-test',
  title: 'Test with yield, which never runs',
  cause: 'vacuous',
  topic: 'structure',
  severity: 'error',
  languages: ['python'],
  frameworks: ['pytest', 'unittest'],
  pattern: 'structure/collected-tests',
  why: 'A function with `yield` is a generator: calling it gives an object and runs not one line of it. What it asserts is never looked at, and several versions of pytest and unittest report it as xfailed or even as passed.',
  examples: {
    bad: [
      {
        framework: 'pytest',
        code: `def test_totals(shop):
    for item in shop.items():
        yield check_price, item
`,
      },
      {
        framework: 'pytest',
        code: `import pytest


@pytest.mark.asyncio
async def test_listens(server):
    client = await server.connect()
    assert client.ready
    yield client
    await client.close()
`,
      },
      {
        framework: 'unittest',
        code: `import unittest


class ShopTest(unittest.TestCase):
    def test_totals(self):
        for item in items():
            yield self.check, item
`,
      },
    ],
    good: [
      {
        framework: 'pytest',
        code: `import pytest


@pytest.fixture
def test_user(database):
    user = database.add("ann")
    yield user
    database.remove(user)


def test_streams(shop):
    def prices():
        yield 1
        yield 2

    assert shop.total(prices()) == 3
`,
      },
      {
        framework: 'pytest',
        code: `from contextlib import contextmanager

import pytest_twisted


@contextmanager
def test_server():
    yield 8080


@pytest_twisted.inlineCallbacks
def test_answer(client):
    answer = yield client.get("/")
    assert answer == 3
`,
      },
      {
        framework: 'unittest',
        code: `import unittest


class ShopTest(unittest.TestCase):
    def test_total(self):
        for item in items():
            with self.subTest(item):
                self.assertGreater(item.price, 0)
`,
      },
    ],
  },
  *check(context) {
    const { file } = context;
    for (const test of file.tests) {
      const fn = file.functions[test.function];
      const [first] = fn?.yields ?? [];
      if (!fn || fn.id === 0 || !first || isSwitchedOff(file, test) || !ownDecorators(fn)) continue;
      yield { at: first.span, test: test.id, message: `${wording(context, fn)} ${wayOut(context, fn)}` };
    }
  },
});

function wording(context: RuleContext, fn: FunctionFact): string {
  const { file, project } = context;
  const isMethodOfUnittest =
    file.framework === 'unittest' ||
    file.classes?.some(({ name, bases }) => name === fn.className && bases.some((base) => /TestCase$/.test(base)));
  const head = 'With `yield` the test is a generator, and not one line of it ever runs';
  if (isMethodOfUnittest) return `${head}: it is reported as passed.`;
  if (fn.async)
    return `With \`yield\` the test is an async generator, which no runner iterates: not one line of it ever runs.`;
  if (versionIs(project, 'pytest', { atLeast: '8.4' }) === 'yes')
    return `${head}: pytest 8.4 and later refuse to collect it.`;
  if (versionIs(project, 'pytest', { below: '8.4' }) === 'yes')
    return `${head}: pytest reports it as xfailed, and from 8.4 on it is an error.`;
  return `${head}: pytest before 8.4 reports it as xfailed, later ones refuse to collect it.`;
}

/** One `yield` of a resource reads like a fixture, `yield check, value` like a table. */
function wayOut({ source }: RuleContext, { yields = [] }: FunctionFact): string {
  const isTable = yields.some(({ span }) => /^yield\s*\(?\s*[\w.]+\s*,/.test(source.slice(span)));
  if (isTable) return 'Use pytest.mark.parametrize, or a loop with assertions.';
  return 'If it is a fixture, decorate it with @pytest.fixture and give it a name without `test_`; else take the `yield` out.';
}
