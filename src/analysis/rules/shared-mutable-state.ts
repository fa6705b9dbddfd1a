import type { TestFile, Variable } from '../facts.ts';
import { defineRule } from '../rule.ts';
import type { Source } from '../source.ts';
import { orderDependences } from './support/state/order.ts';
import { findLeak, type Leak } from './support/state/shared-state.ts';
import { rebuildFix } from './support/state/shared-state-fix.ts';

/**
 * A variable outside the tests that one test changes and another looks at, and that nothing rebuilds between them.
 * Source: TanStack/query f16855526 (one client for a whole file), seed repository f5186d61f (a limiter that kept counting).
 */
export const sharedMutableState = defineRule({
  id: 'shared-mutable-state',
  title: 'State that leaks from one test into another',
  cause: 'shared-state',
  topic: 'flaky',
  severity: 'warning',
  languages: ['typescript', 'python'],
  pattern: 'flaky/test-isolation',
  why: 'A test that sees what another one left behind passes or fails by the order of the tests. It breaks when it is run alone, shuffled, repeated or in parallel, and the failure points at the wrong test.',
  examples: {
    bad: [
      {
        framework: 'vitest',
        code: `import { expect, it } from 'vitest';

const items: string[] = [];

it('starts empty', () => {
  expect(items).toHaveLength(0);
});

it('adds', () => {
  items.push('a');
  expect(items).toContain('a');
});
`,
        fixed: `import { expect, it, beforeEach } from 'vitest';

let items: string[] = [];
beforeEach(() => {
  items = [];
});

it('starts empty', () => {
  expect(items).toHaveLength(0);
});

it('adds', () => {
  items.push('a');
  expect(items).toContain('a');
});
`,
      },
      {
        framework: 'pytest',
        code: `class TestCart:
    items = []

    def test_adds(self):
        self.items.append(1)
        assert self.items == [1]

    def test_empty(self):
        assert self.items == []
`,
        fixed: `import pytest


class TestCart:
    @pytest.fixture(autouse=True)
    def _fresh_items(self):
        self.items = []

    def test_adds(self):
        self.items.append(1)
        assert self.items == [1]

    def test_empty(self):
        assert self.items == []
`,
      },
      {
        framework: 'pytest',
        code: `cache = {}

def test_fills():
    cache["a"] = 1
    assert cache["a"] == 1

def test_empty():
    assert len(cache) == 0
`,
      },
      {
        framework: 'unittest',
        code: `import unittest


class CartTest(unittest.TestCase):
    items = []

    def test_adds(self):
        self.items.append(1)
        self.assertEqual(self.items, [1])

    def test_empty(self):
        self.assertEqual(self.items, [])
`,
        fixed: `import unittest


class CartTest(unittest.TestCase):
    def setUp(self):
        self.items = []

    def test_adds(self):
        self.items.append(1)
        self.assertEqual(self.items, [1])

    def test_empty(self):
        self.assertEqual(self.items, [])
`,
      },
    ],
    good: [
      {
        framework: 'vitest',
        code: `import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

let server: Server;
let items: string[] = [];
const seen: string[] = [];

beforeAll(() => {
  server = start();
});
beforeEach(() => {
  items = [];
});
afterEach(() => {
  seen.length = 0;
});

describe('items', () => {
  it('adds', () => {
    items.push(server.name);
    seen.push('a');
    expect(items.concat(seen)).toHaveLength(2);
  });
  it('counts', () => {
    expect(items.concat(seen)).toHaveLength(0);
  });
});
`,
      },
      {
        framework: 'vitest',
        code: `import { expect, it } from 'vitest';

let result: number;
let next = 0;

it('adds', () => {
  result = add(1, next++);
  expect(result).toBeGreaterThan(0);
});
it('adds more', () => {
  result = add(2, next++);
  expect(result).toBeGreaterThan(1);
});
`,
      },
      {
        framework: 'vitest',
        code: `import { expect, it, vi } from 'vitest';

const save = vi.fn();
const api = { load: vi.fn(), url: '' };

it('saves', () => {
  save.mockReturnValue(1);
  api.url = '/a';
  expect(run(save, api)).toBe(1);
});
it('loads', () => {
  expect(run(save, api)).toBe(undefined);
});
`,
      },
      {
        framework: 'pytest',
        code: `class TestCart:
    items = []

    def test_adds(self):
        self.items = [1]
        self.items.append(2)
        assert self.items == [1, 2]

    def test_empty(self):
        assert self.items == []
`,
      },
      {
        framework: 'pytest',
        code: `import pytest

cache = {}

@pytest.fixture(autouse=True)
def _empty():
    yield
    cache.clear()

def test_fills():
    cache["a"] = 1
    assert cache["a"] == 1

def test_empty():
    assert cache == {}
`,
      },
      {
        framework: 'unittest',
        code: `import unittest


class CartTest(unittest.TestCase):
    items = []

    def setUp(self):
        self.items = []

    def test_adds(self):
        self.items.append(1)
        self.assertEqual(self.items, [1])

    def test_empty(self):
        self.assertEqual(self.items, [])
`,
      },
    ],
  },
  *check({ file, source }) {
    // A test that needs what another one made is a fault of its own, with a rule of its own.
    const needed = new Set(orderDependences(file, source).map((dependence) => dependence.variable));
    for (const variable of file.variables) {
      if (needed.has(variable) || !isShared(file, source, variable)) continue;
      const leak = findLeak(file, source, variable);
      if (!leak) continue;
      yield {
        at: leak.write.span,
        test: leak.writer.id,
        severity: leak.certain ? ('error' as const) : ('warning' as const),
        message: messageFor(variable, leak),
        fix: rebuildFix(file, source, variable, leak),
      };
    }
  },
});

function messageFor({ name }: Variable, { writer, reader }: Leak): string {
  const wayOut = 'Build it anew before each test.';
  if (writer === reader) {
    return `"${writer.title}" adds to ${name} and counts what is there, so a second run (repeat, retry, next parameter) sees more. ${wayOut}`;
  }
  return `"${writer.title}" changes ${name}, which "${reader.title}" reads: the result depends on which of them runs, and when. ${wayOut}`;
}

/** Lives longer than a test and is no mock: those have rules of their own. */
function isShared(file: TestFile, source: Source, variable: Variable): boolean {
  if (variable.level === 'function' || variable.value === 'mock' || variable.value === 'function') return false;
  if (variable.level === 'class') {
    return file.language === 'python' && file.suites.some((suite) => suite.className === variable.className);
  }
  const initializer = variable.initializer ? source.slice(variable.initializer) : '';
  return !/\b(?:vi|jest)\.(?:fn|mocked|hoisted|spyOn)\b|\bsinon\.|Mock\(|\bmock\w*\(|create_autospec|\bstub\w*\(/.test(
    initializer,
  );
}
