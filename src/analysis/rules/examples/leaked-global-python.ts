import type { Example } from '../../rule.ts';

/** Python's examples of leaked-global. */
export const bad: readonly Example[] = [
  {
    framework: 'pytest',
    code: `from app import settings
from app.mail import recipients


def test_debug_mail():
    settings.DEBUG = True
    assert recipients() == ["dev@example.org"]


def test_mail():
    assert recipients() == ["all@example.org"]
`,
    fixed: `from app import settings
from app.mail import recipients


def test_debug_mail(monkeypatch):
    monkeypatch.setattr(settings, "DEBUG", True)
    assert recipients() == ["dev@example.org"]


def test_mail():
    assert recipients() == ["all@example.org"]
`,
  },
  {
    framework: 'pytest',
    code: `import os
import sys

import pytest


@pytest.fixture
def project(tmp_path):
    os.chdir(tmp_path)
    sys.path.insert(0, str(tmp_path))
    return tmp_path


def test_finds_config(project):
    (project / "app.toml").write_text("")
    assert find_config() == "app.toml"
`,
    fixed: `import os
import sys

import pytest


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_finds_config(project):
    (project / "app.toml").write_text("")
    assert find_config() == "app.toml"
`,
  },
  {
    framework: 'unittest',
    code: `import unittest

from app import settings


class MailTest(unittest.TestCase):
    def test_debug(self):
        settings.DEBUG = True
        self.assertEqual(recipients(), ["dev@example.org"])

    def test_all(self):
        self.assertEqual(recipients(), ["all@example.org"])
`,
    fixed: `import unittest

from app import settings


class MailTest(unittest.TestCase):
    def test_debug(self):
        self.addCleanup(setattr, settings, "DEBUG", settings.DEBUG)
        settings.DEBUG = True
        self.assertEqual(recipients(), ["dev@example.org"])

    def test_all(self):
        self.assertEqual(recipients(), ["all@example.org"])
`,
  },
  {
    framework: 'pytest',
    code: `import logging


def test_is_quiet(caplog):
    logging.getLogger("app.http").setLevel(logging.ERROR)
    load("/missing")
    assert caplog.text == ""
`,
  },
];

export const good: readonly Example[] = [
  {
    framework: 'pytest',
    code: `import os

import pytest

from app import settings


@pytest.fixture
def debug():
    before = settings.DEBUG
    settings.DEBUG = True
    yield
    settings.DEBUG = before


@pytest.fixture(autouse=True)
def _home():
    home = os.getcwd()
    yield
    os.chdir(home)


def test_debug_mail(debug, tmp_path):
    os.chdir(tmp_path)
    assert recipients() == ["dev@example.org"]
`,
  },
  {
    framework: 'pytest',
    code: `from app import settings
from app.cache import Cache


def test_debug_mail(monkeypatch):
    monkeypatch.setattr(settings, "DEBUG", False)
    settings.DEBUG = True
    Cache._instance = None
    assert recipients() == ["dev@example.org"]


def test_mail():
    before = settings.DEBUG
    settings.DEBUG = True
    try:
        assert recipients() == ["dev@example.org"]
    finally:
        settings.DEBUG = before
`,
  },
  {
    framework: 'unittest',
    code: `import os
import unittest

from app import settings


class MailTest(unittest.TestCase):
    def setUp(self):
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir("/")
        self.debug = settings.DEBUG
        settings.DEBUG = True

    def tearDown(self):
        settings.DEBUG = self.debug

    def test_all(self):
        self.assertEqual(recipients(), ["dev@example.org"])
`,
  },
  {
    framework: 'pytest',
    path: 'tests/conftest.py',
    code: `import sys

from app import settings

sys.path.insert(0, "src")
settings.DEBUG = True
`,
  },
];
