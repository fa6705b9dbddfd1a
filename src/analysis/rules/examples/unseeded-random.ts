import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `import random


def test_sorts():
    """Any list."""
    items = [random.randint(0, 9) for _ in range(50)]
    assert my_sort(items) == sorted(items)
`,
      fixed: `import random


def test_sorts():
    """Any list."""
    random.seed(0)
    items = [random.randint(0, 9) for _ in range(50)]
    assert my_sort(items) == sorted(items)
`,
    },
    {
      framework: 'pytest',
      code: `import numpy as np

def test_mean():
    rng = np.random.default_rng()
    assert abs(mean(rng.normal(size=100))) < 0.3
`,
      fixed: `import numpy as np

def test_mean():
    rng = np.random.default_rng(0)
    assert abs(mean(rng.normal(size=100))) < 0.3
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('rounds', () => {
  const value = Math.random() * 100;
  expect(round(value)).toBeLessThan(100);
});
`,
      fixed: `import { expect, it } from 'vitest';

it('rounds', () => {
  const value = 0.5 * 100;
  expect(round(value)).toBeLessThan(100);
});
`,
    },
    {
      framework: 'vitest',
      code: `import { faker } from '@faker-js/faker';
import { expect, it } from 'vitest';

it('greets', () => {
  const name = faker.person.firstName();
  expect(greet(name)).toHaveLength(name.length + 7);
});
`,
      fixed: `import { faker } from '@faker-js/faker';
import { expect, it } from 'vitest';

it('greets', () => {
  faker.seed(1);
  const name = faker.person.firstName();
  expect(greet(name)).toHaveLength(name.length + 7);
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { faker } from '@faker-js/faker';
import { expect, expectTypeOf, it } from 'vitest';

it('shows the name', () => {
  const name = faker.person.firstName();
  expect(greet(name)).toContain(name);
  expect(store({ note: faker.lorem.words(5) }).size).toBe(1);
});
it('gives a union', () => {
  const value = load(() => (Math.random() > 0.5 ? 'a' : 'b'));
  expectTypeOf(value).toEqualTypeOf<'a' | 'b'>();
  expect(value.length).toBe(1);
});
it('keeps the shape', () => {
  const user = { id: Math.floor(Math.random() * 20), name: 'Ann' };
  expect(user).toMatchSnapshot({ id: expect.any(Number) });
});
it('gives a new reference', () => {
  const value = select(() => ({ id: Math.random() }));
  expect(value.calls).toBe(1);
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('stores', () => {
  const id = Math.random().toString(36).slice(2);
  const name = \`user-\${Math.random()}\`;
  expect(store(id, name).name).toBe(name);
});
`,
    },
    {
      framework: 'vitest',
      code: `import { afterEach, beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.restoreAllMocks();
});

it('rolls', () => {
  expect(roll(Math.random())).toBe(4);
});
`,
    },
    {
      framework: 'pytest',
      code: `import random

import pytest

@pytest.fixture(autouse=True)
def _seed():
    random.seed(7)

def test_sorts():
    items = random.sample(range(100), 10)
    assert my_sort(items) == sorted(items)
`,
    },
    {
      framework: 'pytest',
      code: `import random
import string

def test_stores():
    name = f"user-{random.randint(0, 99999)}"
    key = "".join(random.choices(string.ascii_letters, k=8))
    assert store(key, name).name == name
`,
    },
    {
      framework: 'pytest',
      files: { 'requirements.txt': 'pytest-randomly==4.0.1\n' },
      code: `import random

def test_sorts():
    items = random.sample(range(100), 10)
    assert my_sort(items) == sorted(items)
`,
    },
  ],
};
