import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('saves', async () => {
  save();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(saved()).toBe(true);
});
`,
      fixed: `import { expect, it, vi } from 'vitest';

it('saves', async () => {
  save();
  await vi.waitFor(() => expect(saved()).toBe(true));
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';

it('notifies twice', async () => {
  const listener = vi.fn();
  start(listener);
  await sleep(50);
  expect(listener).toHaveBeenCalledTimes(2);
  expect(await count()).toBe(2);
});
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
`,
      fixed: `import { expect, it, vi } from 'vitest';

it('notifies twice', async () => {
  const listener = vi.fn();
  start(listener);
  await vi.waitFor(async () => {
    expect(listener).toHaveBeenCalledTimes(2);
    expect(await count()).toBe(2);
  });
});
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
`,
    },
    {
      framework: 'jest',
      code: `import { render, screen } from '@testing-library/react';

it('shows the name', async () => {
  render(<Profile />);
  await new Promise((r) => setTimeout(r, 500));
  expect(screen.getByText('Ann')).toBeInTheDocument();
});
`,
      fixed: `import { render, screen, waitFor } from '@testing-library/react';

it('shows the name', async () => {
  render(<Profile />);
  await waitFor(() => expect(screen.getByText('Ann')).toBeInTheDocument());
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('opens', async ({ page }) => {
  await page.getByRole('button').click();
  await page.waitForTimeout(1000);
  await expect(page.getByRole('dialog')).toBeVisible();
});
`,
      fixed: `import { expect, test } from '@playwright/test';

test('opens', async ({ page }) => {
  await page.getByRole('button').click();
  await expect(page.getByRole('dialog')).toBeVisible();
});
`,
    },
    {
      framework: 'pytest',
      code: `import time


def test_worker_finishes(worker):
    worker.start()
    time.sleep(0.5)
    assert worker.finished
`,
      fixed: `import time


def test_worker_finishes(worker):
    worker.start()
    deadline = time.monotonic() + 5
    while not worker.finished and time.monotonic() < deadline:
        time.sleep(0.01)
    assert worker.finished
`,
    },
    {
      framework: 'pytest',
      code: `import asyncio


async def test_notifies(bus, seen):
    await bus.publish("x")
    await asyncio.sleep(0.1)
    assert len(seen) == 1, "one event"
`,
      fixed: `import asyncio
import time


async def test_notifies(bus, seen):
    await bus.publish("x")
    deadline = time.monotonic() + 5
    while not (len(seen) == 1) and time.monotonic() < deadline:
        await asyncio.sleep(0.01)
    assert len(seen) == 1, "one event"
`,
    },
    {
      framework: 'jest',
      code: `it('does not call back', async () => {
  const callback = jest.fn();
  subscribe(callback)();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(callback).not.toHaveBeenCalled();
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';

it('saves', async () => {
  save();
  await vi.waitFor(() => expect(saved()).toBe(true));
});
`,
    },
    {
      framework: 'vitest',
      code: `import { afterEach, beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('debounces', async () => {
  const pause = new Promise((resolve) => setTimeout(resolve, 100));
  vi.advanceTimersByTime(100);
  await pause;
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(calls()).toBe(1);
});
`,
    },
    {
      framework: 'jest',
      code: `it('is fast enough for one tick', async () => {
  const fetcher = jest.fn(async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return 1;
  });
  expect(await load(fetcher)).toBe(1);
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('answers before the limit', async () => {
  const winner = await Promise.race([answer(), sleep(1000, 'late')]);
  expect(winner).toBe(42);
});

it('polls', async () => {
  while (!(await ready())) {
    await sleep(20);
  }
  expect(await ready()).toBe(true);
});
`,
    },
    {
      framework: 'pytest',
      code: `import time

import pytest


def test_polls(job):
    deadline = time.monotonic() + 5
    while not job.done and time.monotonic() < deadline:
        time.sleep(0.01)
    assert job.done


def test_gives_up(limit):
    with pytest.raises(TimeoutError), limit(0.1):
        time.sleep(1)


def test_slow_source(monkeypatch):
    def slow():
        time.sleep(0.2)
        return 1

    assert fetch(slow) == 1
`,
    },
  ],
};
