import type { RuleMeta } from '../../rule.ts';

export const mockAssignExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'jest',
      code: `describe('report', () => {
  it('warns', () => {
    console.warn = jest.fn();
    report(-1);
    expect(console.warn).toHaveBeenCalled();
  });

  it('counts', () => {
    expect(report(2)).toBe(2);
  });
});
`,
      fixed: `afterEach(() => {
  jest.restoreAllMocks();
});

describe('report', () => {
  it('warns', () => {
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    report(-1);
    expect(console.warn).toHaveBeenCalled();
  });

  it('counts', () => {
    expect(report(2)).toBe(2);
  });
});
`,
    },
    {
      framework: 'vitest',
      code: `import { afterEach, expect, it, vi } from 'vitest';
import { client } from './client';

afterEach(() => {
  vi.restoreAllMocks();
});

it('shows the error', async () => {
  client.load = vi.fn().mockRejectedValue(new Error('down'));
  expect(await page()).toContain('down');
});

it('shows the cart', async () => {
  expect(await page()).toContain('2 items');
});
`,
      fixed: `import { afterEach, expect, it, vi } from 'vitest';
import { client } from './client';

afterEach(() => {
  vi.restoreAllMocks();
});

it('shows the error', async () => {
  vi.spyOn(client, 'load').mockRejectedValue(new Error('down'));
  expect(await page()).toContain('down');
});

it('shows the cart', async () => {
  expect(await page()).toContain('2 items');
});
`,
    },
    {
      framework: 'pytest',
      code: `from unittest.mock import AsyncMock, Mock

from shop import mail
from shop.db import Store


def test_orders():
    mail.send = Mock()
    Store.save = AsyncMock(return_value=1)
    assert order("tea") == 1
    mail.send.assert_called_once_with("tea")
`,
      fixed: `from unittest.mock import AsyncMock, Mock

from shop import mail
from shop.db import Store


def test_orders(monkeypatch):
    monkeypatch.setattr(mail, "send", Mock())
    monkeypatch.setattr(Store, "save", AsyncMock(return_value=1))
    assert order("tea") == 1
    mail.send.assert_called_once_with("tea")
`,
    },
    {
      framework: 'unittest',
      code: `import unittest
from unittest import mock

import shop.mail


class OrderTest(unittest.TestCase):
    def setUp(self):
        shop.mail.send = mock.Mock()

    def test_orders(self):
        order("tea")
        shop.mail.send.assert_called_once_with("tea")
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `from unittest.mock import Mock, patch

from shop import mail
from shop.db import Store


def test_orders(monkeypatch):
    store = Store()
    store.save = Mock()
    monkeypatch.setattr(mail, "send", Mock())
    mail.send.return_value = Mock()
    assert order("tea", store)


def test_puts_back():
    original = Store.save
    Store.save = Mock()
    try:
        assert order("tea")
    finally:
        Store.save = original


@patch("shop.mail.log")
def test_logs(log):
    mail.log = Mock()
    assert order("tea")
`,
    },
    {
      framework: 'unittest',
      code: `import unittest
from unittest import mock

import shop.mail


class OrderTest(unittest.TestCase):
    def setUp(self):
        self.send = shop.mail.send
        shop.mail.send = mock.Mock()

    def tearDown(self):
        shop.mail.send = self.send

    def test_orders(self):
        order("tea")
        shop.mail.send.assert_called_once_with("tea")
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';
import { Client } from './client';

it('loads once', async () => {
  const client = new Client();
  client.load = vi.fn().mockResolvedValue([]);
  await page(client);
  expect(client.load).toHaveBeenCalledTimes(1);
});

it('is empty', async () => {
  expect(await page(new Client())).toBe('');
});
`,
    },
    {
      framework: 'jest',
      code: `const originalWarn = console.warn;

afterEach(() => {
  console.warn = originalWarn;
});

it('warns', () => {
  console.warn = jest.fn();
  report(-1);
  expect(console.warn).toHaveBeenCalled();
});

it('counts', () => {
  expect(report(2)).toBe(2);
});
`,
    },
    {
      framework: 'jest',
      code: `const socket = { send: jest.fn() };

it('sends', () => {
  socket.send = jest.fn(() => true);
  expect(send(socket)).toBe(true);
});

it('closes', () => {
  expect(close(socket)).toBe(true);
});
`,
    },
  ],
};
