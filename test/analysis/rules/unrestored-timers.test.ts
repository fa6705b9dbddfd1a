import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/analysis/rule.ts';
import { unrestoredTimers } from '../../../src/analysis/rules/unrestored-timers.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(unrestoredTimers);

describe('unrestored-timers: how bad it is', () => {
  const severities = async (example: Example) =>
    (await check(unrestoredTimers, example)).reports.map((report) => report.severity ?? unrestoredTimers.severity);

  it('warns when real timers come back at the end of the body only', async () => {
    const code = `it('polls', () => {
  jest.useFakeTimers();
  expect(polls()).toBe(0);
  jest.useRealTimers();
});
it('waits', async () => {
  expect(await ready()).toBe(true);
});
`;
    expect(await severities({ framework: 'jest', code })).toEqual(['warning']);
  });

  it('does not take what one test undoes when it finishes for all tests', async () => {
    const code = `import { expect, it, onTestFinished, vi } from 'vitest';

it('polls', () => {
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
  expect(polls()).toBe(0);
});
it('polls again', () => {
  vi.useFakeTimers();
  expect(polls()).toBe(0);
});
it('waits', async () => {
  expect(await ready()).toBe(true);
});
`;
    expect(await severities({ framework: 'vitest', code })).toEqual(['error']);
  });

  it('only mentions a beforeEach for the whole file, where the file has a process of its own', async () => {
    const code = `beforeEach(() => {
  jest.useFakeTimers();
});
it('polls', () => {
  expect(polls()).toBe(0);
});
`;
    expect(await severities({ framework: 'jest', code })).toEqual(['info']);
  });

  it('leaves timers alone that are faked once for such a file', async () => {
    const code = `jest.useFakeTimers();

it('polls', () => {
  jest.useFakeTimers({ now: 0 });
  expect(polls()).toBe(0);
});
it('polls again', () => {
  expect(polls()).toBe(0);
});
`;
    expect(await severities({ framework: 'jest', code })).toEqual([]);
  });

  it('puts back in afterAll what one suite fakes in beforeAll', async () => {
    const code = `describe('poller', () => {
  beforeAll(() => {
    jest.useFakeTimers();
  });
  it('polls', () => {
    expect(polls()).toBe(0);
  });
});
it('waits', async () => {
  expect(await ready()).toBe(true);
});
`;
    const mended = code.replace(
      "describe('poller', () => {\n",
      "describe('poller', () => {\n  afterAll(() => {\n    jest.useRealTimers();\n  });\n\n",
    );
    expect(await applyFixes(unrestoredTimers, { framework: 'jest', code })).toBe(mended);
  });

  it('takes a hook by name for what it is', async () => {
    const code = `import { afterEach, expect, it, vi } from 'vitest';

afterEach(vi.useRealTimers);

it('polls', () => {
  vi.useFakeTimers();
  expect(polls()).toBe(0);
});
`;
    expect(await severities({ framework: 'vitest', code })).toEqual([]);
  });

  it('is silent when the inner suite fakes and the outer one restores, not the other way round', async () => {
    const suites = (outer: string, inner: string) => `import { afterEach, describe, expect, it, vi } from 'vitest';

describe('outer', () => {
  ${outer}
  it('waits', () => {
    vi.useFakeTimers();
    expect(polls()).toBe(0);
  });
  describe('inner', () => {
    ${inner}
    it('polls', () => {
      expect(polls()).toBe(0);
    });
  });
});
`;
    const hook = 'afterEach(() => { vi.useRealTimers(); });';
    expect(await severities({ framework: 'vitest', code: suites(hook, '') })).toEqual([]);
    expect(await severities({ framework: 'vitest', code: suites('', hook) })).toEqual(['error']);
  });

  it('knows clocks that undo themselves in Python', async () => {
    const code = `import unittest

from freezegun import freeze_time


class TodayTest(unittest.TestCase):
    def setUp(self):
        self.freezer = freeze_time("2024-01-01")
        self.freezer.start()
        self.addCleanup(self.freezer.stop)

    def test_today(self):
        self.assertEqual(today(), "2024-01-01")
`;
    expect(await severities({ framework: 'unittest', code })).toEqual([]);
  });
});

describe('unrestored-timers: the order of a clean-up', () => {
  const file = (lines: string): Example => ({
    framework: 'vitest',
    code: `import { afterEach, beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
${lines}
});

it('polls', () => {
  expect(polls()).toBe(0);
});
`,
  });

  it('wants the switch behind what works on the timers', async () => {
    const early = file('  vi.useRealTimers();\n  vi.runOnlyPendingTimers();\n  cleanup();');
    const { reports } = await check(unrestoredTimers, early);
    expect(reports.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      'warning: Real timers come back before vi.runOnlyPendingTimers(), which then finds none of the timers that the test has set. Switch back last.',
    ]);
    expect(await applyFixes(unrestoredTimers, early)).toBe(
      file('  vi.runOnlyPendingTimers();\n  cleanup();\n  vi.useRealTimers();').code,
    );
  });

  it('makes one finding of all switches that one hook cures, unless every test fakes the timers itself', async () => {
    const faking = ['a', 'b', 'c']
      .map((title) => `test('${title}', () => {\n  jest.useFakeTimers();\n  expect(polls()).toBe(0);\n});\n`)
      .join('');
    const waiting = `test('waits', async () => {\n  expect(await ready()).toBe(true);\n});\n`;
    expect((await check(unrestoredTimers, { framework: 'jest', code: faking })).reports).toEqual([]);
    const { reports } = await check(unrestoredTimers, { framework: 'jest', code: faking + waiting });
    expect(reports.map(({ message }) => message)).toEqual([expect.stringContaining('The same in 3 places here.')]);
  });
});
