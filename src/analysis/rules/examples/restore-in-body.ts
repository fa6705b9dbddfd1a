import type { RuleMeta } from '../../rule.ts';

export const restoreInBodyExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';
import * as api from './api';

it('shows the error', async () => {
  const load = vi.spyOn(api, 'load').mockRejectedValue(new Error('down'));
  expect(await page()).toContain('down');
  expect(load).toHaveBeenCalledTimes(1);
  load.mockRestore();
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
  const load = vi.spyOn(api, 'load').mockRejectedValue(new Error('down'));
  expect(await page()).toContain('down');
  expect(load).toHaveBeenCalledTimes(1);
});

it('shows the cart', async () => {
  expect(await page()).toContain('2 items');
});
`,
    },
    {
      framework: 'jest',
      code: `const config = require('./config');

it('reads the flag', () => {
  const before = config.flag;
  config.flag = () => true;
  expect(title()).toBe('new');
  config.flag = before;
});

it('reads the default', () => {
  expect(title()).toBe('old');
});
`,
    },
    {
      framework: 'pytest',
      code: `from app import settings


def test_debug_mail():
    before = settings.DEBUG
    settings.DEBUG = True
    assert recipients() == ["dev@example.org"]
    settings.DEBUG = before


def test_mail():
    assert recipients() == ["all@example.org"]
`,
      fixed: `from app import settings


def test_debug_mail(monkeypatch):
    before = settings.DEBUG
    monkeypatch.setattr(settings, "DEBUG", True)
    assert recipients() == ["dev@example.org"]
    settings.DEBUG = before


def test_mail():
    assert recipients() == ["all@example.org"]
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { expect, it, onTestFinished, vi } from 'vitest';
import * as api from './api';

it('shows the error', async () => {
  const load = vi.spyOn(api, 'load').mockRejectedValue(new Error('down'));
  onTestFinished(() => {
    load.mockRestore();
  });
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

it('shows the error', async () => {
  const load = jest.spyOn(api, 'load').mockRejectedValue(new Error('down'));
  try {
    expect(await page()).toContain('down');
  } finally {
    load.mockRestore();
  }
});

it('shows the cart', async () => {
  expect(await page()).toContain('2 items');
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';
import * as api from './api';

it('shows the error', async () => {
  const load = vi.spyOn(api, 'load').mockRejectedValue(new Error('down'));
  const text = await page();
  load.mockRestore();
  expect(text).toContain('down');
});

it('shows the cart', async () => {
  expect(await page()).toContain('2 items');
});
`,
    },
    {
      framework: 'pytest',
      code: `import os

from app import settings


def test_debug_mail(tmp_path):
    home = os.getcwd()
    os.chdir(tmp_path)
    sent = recipients()
    os.chdir(home)
    assert sent == ["dev@example.org"]


def test_mail():
    settings.DEBUG = True
    try:
        assert recipients() == ["dev@example.org"]
    finally:
        settings.DEBUG = False
`,
    },
  ],
};
