import type { RuleMeta } from '../../rule.ts';

export const misspeltMockAssertionExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `from unittest.mock import Mock


def test_sends_one_mail():
    mailer = Mock()
    sign_up("ada@example.com", mailer)
    mailer.send.called_once_with("ada@example.com")
`,
      fixed: `from unittest.mock import Mock


def test_sends_one_mail():
    mailer = Mock()
    sign_up("ada@example.com", mailer)
    mailer.send.assert_called_once_with("ada@example.com")
`,
    },
    {
      framework: 'pytest',
      files: { '.python-version': '3.11.9\n' },
      code: `from unittest.mock import patch


@patch("shop.mail.send")
@patch("shop.db.save")
def test_orders(save, send):
    order("tea")
    assert save.called_once
    assert send.called_once_with("tea")
    send.assert_called_once
`,
      fixed: `from unittest.mock import patch


@patch("shop.mail.send")
@patch("shop.db.save")
def test_orders(save, send):
    order("tea")
    save.assert_called_once()
    send.assert_called_once_with("tea")
    send.assert_called_once()
`,
    },
    {
      framework: 'unittest',
      code: `import unittest
from unittest.mock import AsyncMock, MagicMock


class OrderTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.store = MagicMock()
        self.queue = AsyncMock()

    async def test_saves(self):
        await order(self.store, self.queue)
        self.assertTrue(self.store.save.called_once_with("tea"))
        self.queue.put.awaited_once_with("tea")
`,
      fixed: `import unittest
from unittest.mock import AsyncMock, MagicMock


class OrderTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.store = MagicMock()
        self.queue = AsyncMock()

    async def test_saves(self):
        await order(self.store, self.queue)
        self.store.save.assert_called_once_with("tea")
        self.queue.put.assert_awaited_once_with("tea")
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture
def store(mocker):
    return mocker.patch("shop.db.store")


def test_saves(store):
    order("tea")
    store.save.asert_called_once_with("tea")
`,
      fixed: `import pytest


@pytest.fixture
def store(mocker):
    return mocker.patch("shop.db.store")


def test_saves(store):
    order("tea")
    store.save.assert_called_once_with("tea")
`,
    },
    {
      framework: 'pytest',
      code: `def test_saves(store):
    order("tea")
    assert store.save.assert_called_once, "saved once"
    store.save.assert_called_once_with
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `from unittest.mock import Mock


def test_sends_one_mail():
    mailer = Mock()
    sign_up("ada@example.com", mailer)
    assert mailer.send.called
    mailer.send.assert_called_once_with("ada@example.com")
    assert mailer.send.call_count == 1
`,
    },
    {
      framework: 'pytest',
      code: `class Recorder:
    def called_once_with(self, *arguments):
        return self.calls == [arguments]


def test_records():
    recorder = Recorder()
    mock_send = recorder
    order("tea", recorder)
    assert recorder.called_once_with("tea")
    assert mock_send.called_once_with("tea")
`,
    },
    {
      framework: 'pytest',
      code: `from unittest.mock import Mock, create_autospec

from shop import Door, Store, save


def test_refuses_unknown_names():
    store = Mock(spec=Store)
    saved = create_autospec(save)
    store.called_once_with("tea")
    saved.called_once_with("tea")


def test_ringer(door):
    assert door.called_once
    door.not_called()
`,
    },
  ],
};
