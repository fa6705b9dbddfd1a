import type { RuleMeta } from '../../rule.ts';

export const unrestoredSpyExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';
import * as api from './api';

it('shows the error', async () => {
  vi.spyOn(api, 'load').mockRejectedValue(new Error('down'));
  expect(await page()).toContain('down');
});

it('shows the cart', async () => {
  expect(await page()).toContain('2 items');
});
`,
      fixed: `import { expect, it, vi, afterEach } from 'vitest';
import * as api from './api';

afterEach(() => {
  vi.restoreAllMocks();
});

it('shows the error', async () => {
  vi.spyOn(api, 'load').mockRejectedValue(new Error('down'));
  expect(await page()).toContain('down');
});

it('shows the cart', async () => {
  expect(await page()).toContain('2 items');
});
`,
    },
    {
      framework: 'jest',
      code: `const api = require('./api');

describe('page', () => {
  afterEach(() => {
    jest.clearAllMocks();
  });

  it('shows the error', async () => {
    const load = jest.spyOn(api, 'load');
    load.mockRejectedValue(new Error('down'));
    expect(await page()).toContain('down');
  });

  it('shows the cart', async () => {
    expect(await page()).toContain('2 items');
  });
});
`,
      fixed: `const api = require('./api');

describe('page', () => {
  afterEach(() => {
    jest.clearAllMocks();
    jest.restoreAllMocks();
  });

  it('shows the error', async () => {
    const load = jest.spyOn(api, 'load');
    load.mockRejectedValue(new Error('down'));
    expect(await page()).toContain('down');
  });

  it('shows the cart', async () => {
    expect(await page()).toContain('2 items');
  });
});
`,
    },
    {
      framework: 'mocha',
      code: `import sinon from 'sinon';
import { api } from './api.js';

it('shows the error', async () => {
  sinon.stub(api, 'load').rejects(new Error('down'));
  expect(await page()).to.contain('down');
});
`,
      fixed: `import sinon from 'sinon';
import { api } from './api.js';

afterEach(() => {
  sinon.restore();
});

it('shows the error', async () => {
  sinon.stub(api, 'load').rejects(new Error('down'));
  expect(await page()).to.contain('down');
});
`,
    },
    {
      framework: 'node:test',
      code: `import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { api } from './api.js';

test('shows the error', async () => {
  mock.method(api, 'load', () => Promise.reject(new Error('down')));
  assert.match(await page(), /down/);
});

test('shows the cart', async () => {
  assert.match(await page(), /2 items/);
});
`,
      fixed: `import assert from 'node:assert/strict';
import { mock, test, afterEach } from 'node:test';
import { api } from './api.js';

afterEach(() => {
  mock.restoreAll();
});

test('shows the error', async () => {
  mock.method(api, 'load', () => Promise.reject(new Error('down')));
  assert.match(await page(), /down/);
});

test('shows the cart', async () => {
  assert.match(await page(), /2 items/);
});
`,
    },
    {
      framework: 'unittest',
      code: `import unittest
from unittest.mock import patch


class OrderTest(unittest.TestCase):
    def setUp(self):
        patcher = patch("shop.mail.send")
        self.send = patcher.start()

    def test_orders(self):
        order("tea")
        self.send.assert_called_once_with("tea")
`,
      fixed: `import unittest
from unittest.mock import patch


class OrderTest(unittest.TestCase):
    def setUp(self):
        patcher = patch("shop.mail.send")
        self.send = patcher.start()
        self.addCleanup(patcher.stop)

    def test_orders(self):
        order("tea")
        self.send.assert_called_once_with("tea")
`,
    },
    {
      framework: 'pytest',
      code: `from unittest import mock


def test_orders():
    send = mock.patch("shop.mail.send").start()
    save = mock.patch.object(shop, "save").start()
    order("tea")
    send.assert_called_once_with("tea")
    save.assert_called_once_with("tea")
`,
      fixed: `from unittest import mock


def test_orders(request):
    send = mock.patch("shop.mail.send").start()
    request.addfinalizer(mock.patch.stopall)
    save = mock.patch.object(shop, "save").start()
    order("tea")
    send.assert_called_once_with("tea")
    save.assert_called_once_with("tea")
`,
    },
  ],
  good: [
    {
      framework: 'unittest',
      code: `import unittest
from unittest.mock import patch


class OrderTest(unittest.TestCase):
    def setUp(self):
        patcher = patch("shop.mail.send")
        self.send = patcher.start()
        self.addCleanup(patcher.stop)
        self.saving = patch("shop.db.save")
        self.saving.start()

    def tearDown(self):
        self.saving.stop()

    def test_orders(self):
        order("tea")
        self.send.assert_called_once_with("tea")
`,
    },
    {
      framework: 'pytest',
      code: `import threading
from unittest.mock import patch

import pytest


@pytest.fixture
def send():
    patcher = patch("shop.mail.send")
    yield patcher.start()
    patcher.stop()


@pytest.fixture
def save(mocker):
    return mocker.patch("shop.db.save")


def test_orders(send, save):
    thread = threading.Thread(target=order)
    thread.start()
    thread.join()
    with patch("shop.log.info") as info:
        order("tea")
    info.assert_called_once()
`,
    },
    {
      framework: 'pytest',
      files: {
        'tests/conftest.py': `import pytest
from unittest.mock import patch


@pytest.fixture(autouse=True)
def stop_patches():
    yield
    patch.stopall()
`,
      },
      code: `from unittest.mock import patch


def test_orders():
    patch("shop.mail.send").start()
    assert order("tea")
`,
    },
    {
      framework: 'vitest',
      code: `import { afterEach, expect, it, vi } from 'vitest';
import * as api from './api';

afterEach(() => {
  vi.restoreAllMocks();
});

it('shows the error', async () => {
  vi.spyOn(api, 'load').mockRejectedValue(new Error('down'));
  expect(await page()).toContain('down');
});

it('shows the cart', async () => {
  expect(await page()).toContain('2 items');
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';
import { Store } from './store';

it('saves', () => {
  const store = new Store();
  vi.spyOn(store, 'save').mockReturnValue(true);
  expect(submit(store)).toBe(true);
});

it('loads', () => {
  expect(submit(new Store())).toBe(false);
});
`,
    },
    {
      framework: 'jest',
      files: { 'jest.config.js': 'module.exports = { restoreMocks: true };' },
      code: `const api = require('./api');

it('shows the error', async () => {
  jest.spyOn(api, 'load').mockRejectedValue(new Error('down'));
  expect(await page()).toContain('down');
});

it('shows the cart', async () => {
  expect(await page()).toContain('2 items');
});
`,
    },
    {
      framework: 'node:test',
      code: `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api } from './api.js';

test('shows the error', async (t) => {
  t.mock.method(api, 'load', () => Promise.reject(new Error('down')));
  assert.match(await page(), /down/);
});

test('shows the cart', async () => {
  assert.match(await page(), /2 items/);
});
`,
    },
    {
      framework: 'vitest',
      code: `import { beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});

it('warns', () => {
  warn();
  expect(console.error).toHaveBeenCalled();
});

it('counts', () => {
  expect(count()).toBe(1);
});
`,
    },
  ],
};
