import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      files: { 'pytest.ini': '[pytest]\naddopts = -n 4\n' },
      code: `import pytest


@pytest.mark.parametrize("method", {"get", "put", "delete"})
def test_allowed(client, method):
    assert client.request(method, "/").ok
`,
      fixed: `import pytest


@pytest.mark.parametrize("method", sorted({"get", "put", "delete"}))
def test_allowed(client, method):
    assert client.request(method, "/").ok
`,
    },
    {
      framework: 'pytest',
      code: `import os
from pathlib import Path

import pytest

ROLES = {"admin", "guest"}


@pytest.mark.parametrize("role", list(ROLES))
def test_role(role):
    assert may_read(role)


@pytest.fixture(params=Path("cases").glob("*.json"))
def case(request):
    return load(request.param)
`,
      fixed: `import os
from pathlib import Path

import pytest

ROLES = {"admin", "guest"}


@pytest.mark.parametrize("role", sorted(ROLES))
def test_role(role):
    assert may_read(role)


@pytest.fixture(params=sorted(Path("cases").glob("*.json")))
def case(request):
    return load(request.param)
`,
    },
    {
      framework: 'pytest',
      code: `import time
import uuid

import pytest


@pytest.mark.parametrize("key", ["fixed", str(uuid.uuid4())])
def test_key(key):
    assert store(key) == key


@pytest.mark.parametrize("at, ok", [(0, False), (time.time(), True)])
def test_recent(at, ok):
    assert is_recent(at) is ok
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import os

import pytest

ROLES = {"admin", "guest"}


@pytest.mark.parametrize("role", sorted(ROLES))
@pytest.mark.parametrize("size", {1, 2, 3})
@pytest.mark.parametrize("name", sorted(os.listdir("cases")))
def test_role(role, size, name):
    assert may_read(role, size, name)
`,
    },
    {
      framework: 'pytest',
      code: `import uuid
from datetime import datetime

import pytest


@pytest.mark.parametrize("key", [uuid.uuid4(), datetime.now()])
def test_key(key):
    assert store(key) == key


@pytest.mark.parametrize("key", [pytest.param(str(uuid.uuid4()), id="fresh")])
def test_fresh(key):
    assert store(key) == key


@pytest.mark.parametrize("key", [str(uuid.uuid4())], ids=["fresh"])
def test_named(key):
    assert store(key) == key
`,
    },
    {
      framework: 'pytest',
      code: `import random

import pytest

random.seed(7)


@pytest.mark.parametrize("n", [random.randint(1, 9), random.randint(1, 9)])
@pytest.mark.parametrize("tags", [{"a", "b"}])
def test_n(n, tags):
    assert next_of(n) == n + 1
`,
    },
  ],
};
