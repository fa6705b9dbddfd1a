import type { RuleMeta } from '../../rule.ts';

export const unrestoredTimersExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';

it('polls', () => {
  vi.useFakeTimers();
  start();
  vi.advanceTimersByTime(1000);
  expect(polls()).toBe(1);
});

it('waits', async () => {
  expect(await ready()).toBe(true);
});
`,
      fixed: `import { expect, it, vi, afterEach } from 'vitest';

afterEach(() => {
  vi.useRealTimers();
});

it('polls', () => {
  vi.useFakeTimers();
  start();
  vi.advanceTimersByTime(1000);
  expect(polls()).toBe(1);
});

it('waits', async () => {
  expect(await ready()).toBe(true);
});
`,
    },
    {
      framework: 'jest',
      code: `describe('poller', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    stop();
  });

  it('polls', () => {
    start();
    jest.advanceTimersByTime(1000);
    expect(polls()).toBe(1);
  });
});
`,
      fixed: `describe('poller', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    stop();
    jest.useRealTimers();
  });

  it('polls', () => {
    start();
    jest.advanceTimersByTime(1000);
    expect(polls()).toBe(1);
  });
});
`,
    },
    {
      framework: 'pytest',
      code: `from freezegun import freeze_time

def test_today():
    freezer = freeze_time("2024-01-01")
    freezer.start()
    assert today() == "2024-01-01"
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.useRealTimers();
});

describe('poller', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  it('polls', () => {
    expect(polls()).toBe(0);
  });
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it, onTestFinished, vi } from 'vitest';

it('polls', () => {
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
  expect(polls()).toBe(0);
});
`,
    },
    {
      framework: 'jest',
      code: `it('polls', () => {
  jest.useFakeTimers();
  try {
    expect(polls()).toBe(0);
  } finally {
    jest.useRealTimers();
  }
});
`,
    },
    {
      framework: 'pytest',
      code: `from freezegun import freeze_time

@freeze_time("2024-01-01")
def test_today():
    assert today() == "2024-01-01"

def test_tomorrow():
    with freeze_time("2024-01-02"):
        assert today() == "2024-01-02"
`,
    },
  ],
};
