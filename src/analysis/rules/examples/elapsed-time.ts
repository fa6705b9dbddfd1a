import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `import time


def test_waits():
    start = time.time()
    pause(0.1)
    end = time.time()
    assert end - start >= 0.1
`,
      fixed: `import time


def test_waits():
    start = time.perf_counter()
    pause(0.1)
    end = time.perf_counter()
    assert end - start >= 0.1
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('is quick', async () => {
  const start = performance.now();
  await load();
  expect(performance.now() - start).toBeLessThan(100);
});
`,
    },
    {
      framework: 'jest',
      code: `it('is quick', async () => {
  const start = Date.now();
  await load();
  const elapsed = Date.now() - start;
  expect(elapsed).toBeLessThan(5000);
});
`,
    },
    {
      framework: 'pytest',
      code: `import time


def test_is_quick():
    start = time.perf_counter()
    load()
    elapsed = time.perf_counter() - start
    assert elapsed < 0.5
`,
    },
    {
      framework: 'pytest',
      code: `import time


def test_waits_about_that_long():
    start = time.monotonic()
    pause(0.1)
    elapsed = time.monotonic() - start
    assert 0.1 <= elapsed < 0.3
`,
    },
    {
      framework: 'pytest',
      code: `from datetime import datetime


def test_is_quick():
    start = datetime.now()
    load()
    end = datetime.now()
    took = (end - start).total_seconds()
    assert took < 0.2, f"took {took}"
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import time


def test_stamp_lies_between(make):
    before = time.time()
    thing = make()
    after = time.time()
    assert before <= thing.created <= after


def test_age(make):
    made = time.time() - 60
    assert make(made).age >= 60


def test_waits():
    start = time.perf_counter()
    pause(0.1)
    assert time.perf_counter() - start >= 0.1


def test_does_not_spin():
    start = time.process_time()
    pause(0.1)
    assert time.process_time() - start < 0.05
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';

it('waits at least as long as asked', async () => {
  const start = Date.now();
  await pause(100);
  expect(Date.now() - start).toBeGreaterThanOrEqual(100);
});
it('is measured under fake timers', () => {
  vi.useFakeTimers();
  const start = Date.now();
  vi.advanceTimersByTime(50);
  expect(Date.now() - start).toBeLessThan(100);
});
it('reports a number', () => {
  expect(report().duration).toBeLessThan(100);
});
`,
    },
    {
      framework: 'pytest',
      code: `import time


def test_waits():
    start = time.monotonic()
    pause(0.1)
    assert time.monotonic() - start >= 0.1


def test_answer_is_recent(client):
    response = client.get("/")
    assert response.elapsed.total_seconds() < 1


def test_brackets(make):
    before = time.time()
    thing = make()
    assert before <= thing.created <= time.time()
`,
    },
    {
      framework: 'jest',
      code: `it('keeps the older first', () => {
  const first = create();
  const second = create();
  expect(first.createdAt).toBeLessThan(second.createdAt);
});
`,
    },
  ],
};
