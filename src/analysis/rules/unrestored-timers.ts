import { hookEdit, importNames, styleOf } from '../edits/typescript.ts';
import type { TestFile, TimerSwitch } from '../facts.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { encloses, type Place, placeOf, suiteOf, unlessWholeFile } from './support/places.ts';
import { mockObject, runnerModule } from './support/runner.ts';
import { modifierNames } from './support/scope.ts';
import { cleansUp, isSwitchedBackInBody, isSwitchedBackInHook } from './support/timers-back.ts';
import { isTypeTest } from './support/type-tests.ts';

/**
 * Fake timers that stay on: the tests after this one wait for a clock that no longer moves.
 * Source: 26 files of the survey never switch back; preactjs/preact#3458 and three more restore only in the body.
 */
export const unrestoredTimers = defineRule({
  id: 'unrestored-timers',
  title: 'Fake timers that are never switched off',
  cause: 'mock-leak',
  topic: 'mocking',
  severity: 'error',
  languages: ['typescript', 'python'],
  pattern: 'mocking/time',
  why: 'Faked timers outlive the test that asked for them. A later test that waits, or a clean-up that uses a timer, then hangs until its timeout, and only in some orders.',
  examples: {
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
  },
  *check(context) {
    const { file, project } = context;
    if (
      file.framework === 'playwright' ||
      isTypeTest(file.path) ||
      project.runner.fakesTimers ||
      project.runner.restoresTimers
    )
      return;
    for (const timer of file.timers) {
      if (timer.operation !== 'fake' || timer.scoped) continue;
      const report = judge(context, timer, placeOf(file, timer.function));
      if (report) yield report;
    }
  },
});

function judge(context: RuleContext, timer: TimerSwitch, place: Place): Report | undefined {
  const { file, project } = context;
  if (place.kind === 'helper') return undefined;
  const suite = suiteOf(file, place);
  const isolated = !project.runner.sharesProcess;
  const wholeFile = unlessWholeFile(file, suite) === undefined;
  // Faked once for a whole file that has a process of its own: what the author wanted, and nobody else sees it.
  if (isolated && fakesOnce(place) && (place.kind === 'collection' || wholeFile)) return undefined;
  if (isSwitchedBackInHook(file, suite) || cleansUp(file, timer) || isFakedAround(file, timer, place)) return undefined;
  // Concurrent tests share the timers: a hook of one would pull them away from another.
  const concurrent = place.kind === 'test' && modifierNames(file, place.test).includes('concurrent');
  const fix = concurrent ? undefined : afterFix(context, suite, fakesOnce(place) ? 'afterAll' : 'afterEach');
  if (isolated && ((place.kind === 'hook' && wholeFile) || file.tests.length < 2)) {
    const message =
      'Timers stay faked to the end of the file, also while hooks clean up. Switch real timers back on in afterEach.';
    return { at: timer.span, severity: 'info', message, fix };
  }
  if (place.kind === 'test' && isSwitchedBackInBody(file, timer)) {
    const message =
      'Real timers come back at the end of the body, so a failing test leaves them faked for the next one. Switch back in afterEach.';
    return { at: timer.span, severity: 'warning', message, fix };
  }
  const [what, wayOut] =
    file.language === 'python'
      ? ['The clock stays frozen', 'Use it as a context manager or decorator.']
      : ['Timers stay faked', `Switch real timers back on in ${fakesOnce(place) ? 'afterAll' : 'afterEach'}.`];
  return { at: timer.span, message: `${what} after this test, and a later test that waits will hang. ${wayOut}`, fix };
}

/** Not anew for each test: at file level, in a describe body, in beforeAll. */
function fakesOnce(place: Place): boolean {
  return place.kind === 'collection' || (place.kind === 'hook' && place.hook.kind === 'beforeAll');
}

/** The timers of the file or suite are faked for good, so this switch changes nothing for the tests after it. */
function isFakedAround(file: TestFile, timer: TimerSwitch, place: Place): boolean {
  return file.timers.some((other) => {
    if (other === timer || other.operation !== 'fake') return false;
    const there = placeOf(file, other.function);
    return fakesOnce(there) && !fakesOnce(place) && encloses(file, suiteOf(file, there), suiteOf(file, place));
  });
}

function afterFix(
  { file, source }: RuleContext,
  suite: number | undefined,
  kind: 'afterEach' | 'afterAll',
): FixDraft | undefined {
  const mock = mockObject(file);
  if (mock === undefined) return undefined;
  const hook = hookEdit(file, source, kind, [`${mock}.useRealTimers()${styleOf(source).semicolon}`], suite);
  if (!hook) return undefined;
  const imports = importNames(file, source, runnerModule(file), [kind]);
  const when = kind === 'afterEach' ? 'after each test' : 'after the last test';
  return { title: `Switch real timers back on ${when}`, safety: 'safe', edits: [...imports, hook] };
}
