import type { RuleMeta } from '../../rule.ts';

export const orderDependenceExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

let id: string;

it('creates', async () => {
  id = await store.create('cart');
  expect(id).toMatch(/^cart-/);
});

it('deletes', async () => {
  expect(await store.remove(id)).toBe(true);
});
`,
    },
    {
      framework: 'jest',
      code: `describe('log', () => {
  const lines = [];

  test('writes', () => {
    lines.push(format('a'));
    expect(lines[0]).toBe('[a]');
  });

  test('keeps what was written', () => {
    expect(lines).toHaveLength(1);
  });
});
`,
    },
    {
      framework: 'mocha',
      code: `const { expect } = require('chai');

const state = {};

it('signs in', async () => {
  state.token = await signIn('ada');
  expect(state.token).to.be.a('string');
});

it('reads the profile', async () => {
  const profile = await load('/me', state.token);
  expect(profile.name).to.equal('ada');
});
`,
    },
    {
      framework: 'pytest',
      code: `created_id = None


def test_create(client):
    global created_id
    created_id = client.post("/items").json()["id"]
    assert created_id is not None


def test_read(client):
    assert client.get(f"/items/{created_id}").status_code == 200
`,
    },
    {
      framework: 'unittest',
      code: `import unittest


class ItemTest(unittest.TestCase):
    item_id = None

    def test_1_create(self):
        self.__class__.item_id = create("a")
        self.assertTrue(self.item_id)

    def test_2_read(self):
        self.assertEqual(load(self.item_id).name, "a")
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { beforeEach, expect, it } from 'vitest';

let id: string;

beforeEach(async () => {
  id = await store.create('cart');
});

it('renames', async () => {
  id = await store.rename(id, 'basket');
  expect(id).toMatch(/^basket-/);
});

it('deletes', async () => {
  expect(await store.remove(id)).toBe(true);
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test.describe('order', () => {
  test.describe.configure({ mode: 'serial' });

  let id: string;

  test('is placed', async ({ page }) => {
    id = await placeOrder(page);
    expect(id).not.toBe('');
  });

  test('is shown', async ({ page }) => {
    await page.goto('/orders/' + id);
    await expect(page.getByText(id)).toBeVisible();
  });
});
`,
    },
    {
      framework: 'jest',
      code: `let browser;

async function launch() {
  browser ??= await start();
}

test('opens', async () => {
  await launch();
  expect(browser.pages()).toHaveLength(0);
});

test('opens again', async () => {
  if (!browser) browser = await start();
  expect(browser.pages()).toHaveLength(0);
});
`,
    },
    {
      framework: 'vitest',
      code: `import { afterEach, expect, it } from 'vitest';

let server: Server | undefined;

afterEach(() => {
  server = undefined;
});

it('listens', () => {
  server = listen();
  expect(server.address()).toBeDefined();
});

it('has nothing to listen to', () => {
  server?.close();
  expect(server).toBeUndefined();
});
`,
    },
    {
      framework: 'pytest',
      code: `class TestItems:
    item_id = None

    def test_create(self):
        self.item_id = create("a")
        assert load(self.item_id).name == "a"

    def test_has_none(self):
        assert self.item_id is None
        assert load_all(self.item_id) == []
`,
    },
    {
      framework: 'pytest',
      code: `import pytest

created_id = None


@pytest.mark.order(1)
def test_create(client):
    global created_id
    created_id = client.post("/items").json()["id"]
    assert created_id


@pytest.mark.order(2)
def test_read(client):
    assert client.get(f"/items/{created_id}").status_code == 200
`,
    },
    {
      framework: 'pytest',
      code: `connection = None


def setup_module():
    global connection
    connection = connect()


def test_connects():
    global connection
    connection = connect()
    assert connection.is_open


def test_reads():
    if connection:
        assert connection.read() == 1
`,
    },
  ],
};
