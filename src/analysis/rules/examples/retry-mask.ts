import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('saves', { retry: 3 }, async () => {
  expect(await save()).toBe(true);
});
`,
    },
    {
      framework: 'jest',
      code: `jest.retryTimes(3, { logErrorsBeforeRetry: true });

it('saves', async () => {
  expect(await save()).toBe(true);
});
`,
    },
    {
      framework: 'mocha',
      code: `const assert = require('node:assert');

describe('cart', function () {
  this.retries(2);

  it('saves', async function () {
    assert.equal(await save(), true);
  });
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test.describe.configure({ mode: 'serial', retries: 2 });

test('opens', async ({ page }) => {
  await expect(page.getByRole('dialog')).toBeVisible();
});
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.mark.flaky(reruns=3)
def test_saves(client):
    assert client.save().ok
`,
    },
    {
      framework: 'pytest',
      code: `def test_saves(client):
    for attempt in range(3):
        try:
            answer = client.save()
            assert answer.ok
            break
        except AssertionError:
            pass
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import time

import pytest
from tenacity import retry


@pytest.mark.flaky
def test_is_labelled(client):
    assert client.save().ok


@retry
def fetch(client):
    return client.fetch()


def test_polls(client):
    for _ in range(50):
        try:
            assert client.status() == "done"
            break
        except AssertionError:
            time.sleep(0.1)


def test_retry_decorator(client):
    @retry
    def load():
        return client.load()

    assert load()
`,
    },
    {
      framework: 'vitest',
      files: { 'vitest.config.ts': 'export default { test: { retry: 2 } };\n' },
      code: `import { expect, it } from 'vitest';

it('saves', { retry: 0, timeout: 1000 }, async () => {
  expect(await save({ retry: 3 })).toBe(true);
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';

it('asks again', async () => {
  const client = createClient({ retries: 3, retry: 5 });
  await vi.waitFor(() => expect(client.calls).toBe(4), { timeout: 500, interval: 10 });
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('counts its tries', { retry: 2 }, ({ task }) => {
  expect(task.result?.retryCount).toBe(2);
});
`,
    },
    {
      framework: 'mocha',
      code: `const assert = require('node:assert');

describe('cart', function () {
  this.retries(0);

  it('saves', async function () {
    assert.equal(await save(), true);
  });
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test.describe.configure({ mode: 'parallel', retries: 0 });

test('opens', async ({ page }) => {
  await expect(async () => {
    expect(await page.title()).toBe('Cart');
  }).toPass({ timeout: 5000 });
});
`,
    },
  ],
};
