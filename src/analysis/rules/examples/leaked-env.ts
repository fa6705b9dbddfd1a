import type { RuleMeta } from '../../rule.ts';

export const leakedEnvExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('reads the port', () => {
  process.env.PORT = '8080';
  expect(config().port).toBe(8080);
});
`,
      fixed: `import { expect, it, vi, afterEach } from 'vitest';

afterEach(() => {
  vi.unstubAllEnvs();
});

it('reads the port', () => {
  vi.stubEnv('PORT', '8080');
  expect(config().port).toBe(8080);
});
`,
    },
    {
      framework: 'pytest',
      code: `import os

def test_port():
    os.environ["PORT"] = "8080"
    assert config().port == 8080
`,
      fixed: `import os

def test_port(monkeypatch):
    monkeypatch.setenv("PORT", "8080")
    assert config().port == 8080
`,
    },
    {
      framework: 'jest',
      code: `it('reads the port', () => {
  process.env.PORT = '8080';
  expect(config().port).toBe(8080);
});
`,
      fixed: `const originalPort = process.env.PORT;
afterEach(() => {
  if (originalPort === undefined) delete process.env.PORT;
  else process.env.PORT = originalPort;
});

it('reads the port', () => {
  process.env.PORT = '8080';
  expect(config().port).toBe(8080);
});
`,
    },
    {
      framework: 'pytest',
      code: `import os

import pytest

@pytest.fixture
def port():
    os.environ.pop("PORT", None)
    yield 1

def test_port(port):
    assert config().port == port
`,
      fixed: `import os

import pytest

@pytest.fixture
def port(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    yield 1

def test_port(port):
    assert config().port == port
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { afterEach, beforeEach, expect, it } from 'vitest';

let before: string | undefined;
beforeEach(() => {
  before = process.env.PORT;
});
afterEach(() => {
  process.env.PORT = before;
});

it('reads the port', () => {
  process.env.PORT = '8080';
  expect(config().port).toBe(8080);
});
`,
    },
    {
      framework: 'jest',
      code: `const env = process.env;
beforeEach(() => {
  process.env = { ...env };
});
afterAll(() => {
  process.env = env;
});
it('reads the port', () => {
  process.env.PORT = '8080';
  expect(config().port).toBe(8080);
});
`,
    },
    {
      framework: 'vitest',
      code: `process.env.TZ = 'UTC';
import { expect, it } from 'vitest';

it('formats', () => {
  expect(format(0)).toBe('1970');
});
`,
    },
    {
      framework: 'pytest',
      code: `import os
from unittest.mock import patch

@patch.dict(os.environ, {"A": "1"})
def test_a():
    os.environ["B"] = "2"
    assert config().b == 2

def test_b():
    with patch.dict(os.environ):
        del os.environ["B"]
        assert config().b is None
`,
    },
    {
      framework: 'pytest',
      code: `import os

import pytest

@pytest.fixture
def port():
    before = os.environ.get("PORT")
    os.environ["PORT"] = "1"
    yield
    if before is None:
        os.environ.pop("PORT", None)
    else:
        os.environ["PORT"] = before

def test_port(port):
    os.environ["PORT"] = "2"
    assert config().port == 2
`,
    },
  ],
};
