import { importFrom } from '../edits/python.ts';
import { insert } from '../edits/statements.ts';
import { atStartOfBody, importNames, localName, styleOf } from '../edits/typescript.ts';
import type { Assertion, ClockRead, Span, Test, TestFile } from '../facts.ts';
import { defineRule, type Edit, type FixDraft, type RuleContext, type Severity } from '../rule.ts';
import { contains } from '../source.ts';
import { hooksFor, inTest, modifierNames, setupFunctions, testAround } from './support/scope.ts';
import { isClockHeld } from './support/time/clocks.ts';
import { readingsIn, variablesReadIn } from './support/values.ts';

/** Calls that only give the reading another form. */
const reshapes =
  /(?:^|\.)(?:str|int|float|round|abs|dict|list|tuple|Math\.\w+|Number|String|JSON\.stringify|timedelta|combine|format|formatISO|formatDate|strftime|isoformat|toISOString|slice|split|replace|objectContaining|arrayContaining|stringContaining|stringMatching|startOfDay|addDays|subDays|dayjs|moment)$/;

/** `expect(…)`, `assertEqual(…)` and their likes take the value to compare it. */
const asserts = /^(?:expect|assert|should|t\.assert|self\.assert|cls\.assert)/;

/** What is left of an instant when only the day is looked at. */
const onlyTheDay =
  /^(?:\.(?:getFullYear|getMonth|getDate|getDay|getUTC(?:FullYear|Month|Date|Day)|toDateString|toLocaleDateString|date|weekday|isoweekday|isocalendar)\(|\.(?:year|month|day)\b|\.toISOString\(\)\s*\.(?:split\(['"]T['"]\)|(?:slice|substring|substr)\(0,\s*(?:10|7|4)\))|\.isoformat\(\)\[:10\]|\.strftime\(["'](?:%Y|%m|%d|%B|%b|%A|-|\/|\s)+["']\))/;

/** One part of an instant on a side of its own: `expires.year == expected.year`. */
const partOfDay = /[\w)\]]\.(?:year|month|day)$/;

/** The test reads the clock a second time and expects the same answer. */
export const wallClock = defineRule({
  id: 'wall-clock',
  title: 'Expectation read from the wall clock',
  cause: 'time',
  topic: 'mocking',
  severity: 'warning',
  languages: ['typescript', 'python'],
  pattern: 'mocking/time',
  why: 'The code under test reads the clock, and the test reads it again for its expectation. The two readings differ by the time in between: by milliseconds always, by a day around midnight.',
  examples: {
    bad: [
      {
        framework: 'vitest',
        code: `import { expect, it } from 'vitest';
import { create } from './order';

it('stamps the order', () => {
  const order = create();
  expect(order.createdAt).toEqual(new Date());
});
`,
        fixed: `import { expect, it, onTestFinished, vi } from 'vitest';
import { create } from './order';

it('stamps the order', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  vi.setSystemTime(new Date('2024-01-15T12:00:00Z'));
  const order = create();
  expect(order.createdAt).toEqual(new Date());
});
`,
      },
      {
        framework: 'jest',
        code: `it('names the year', () => {
  expect(footer()).toContain(String(new Date().getFullYear()));
});
`,
      },
      {
        framework: 'pytest',
        code: `from datetime import date


def test_is_for_today():
    report = make_report()
    assert report.day == date.today()
`,
        files: { 'requirements.txt': 'pytest==8.3.5\nfreezegun==1.5.1\n' },
        fixed: `from datetime import date

from freezegun import freeze_time


@freeze_time("2024-01-15 12:00:00")
def test_is_for_today():
    report = make_report()
    assert report.day == date.today()
`,
      },
      {
        framework: 'pytest',
        code: `from datetime import datetime


def test_stamp():
    order = create()
    now = datetime.now()
    assert order.created_at == now
`,
      },
    ],
    good: [
      {
        framework: 'vitest',
        code: `import { expect, it, vi } from 'vitest';

it('stamps the order between two readings', () => {
  const before = Date.now();
  const order = create();
  expect(order.createdAt).toBeGreaterThanOrEqual(before);
  expect(order.createdAt).toBeLessThanOrEqual(Date.now());
});
it('keeps the date it is given', () => {
  const now = new Date();
  const order = create({ createdAt: now });
  expect(order.createdAt).toEqual(now);
});
it('stamps a held time', () => {
  vi.setSystemTime(new Date('2024-01-01'));
  expect(create().createdAt).toEqual(new Date());
  vi.useRealTimers();
});
it('gives a number', () => {
  expect(typeof Date.now()).toBe('number');
  expect(isPast(new Date())).toBe(false);
});
`,
      },
      {
        framework: 'pytest',
        code: `from datetime import date, datetime, timedelta

from freezegun import freeze_time


@freeze_time("2024-01-15")
def test_is_for_today():
    assert make_report().day == date.today()


def test_keeps_the_day():
    today = date.today()
    report = make_report(today)
    assert report.day == today


def test_gives_it_back():
    tomorrow = date.today() + timedelta(days=1)
    assert future(tomorrow) == tomorrow


def test_brackets():
    before = datetime.now()
    order = create()
    assert before <= order.created_at <= datetime.now()


def test_age():
    assert age(date.today() - timedelta(days=400)) == 1
`,
      },
      {
        framework: 'jest',
        code: `beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2024-01-01') });
});
afterEach(() => {
  jest.useRealTimers();
});

it('stamps the order', () => {
  expect(create().createdAt).toEqual(new Date());
});
`,
      },
    ],
  },
  *check(context) {
    const { file } = context;
    if (!file.clocks.some((reading) => reading.clock === 'wall')) return;
    for (const assertion of file.assertions) {
      if (!comparesExactly(context, assertion)) continue;
      const test = testAround(file, assertion.function);
      if (!test) continue;
      const sides = [assertion.actual, assertion.expected].filter((side) => side !== undefined);
      const reading = sides.flatMap((side) => comparedReadings(context, test, side))[0];
      if (!reading || isClockHeld(context, test, assertion.span.start, 'date')) continue;
      const isDay = looksAtDay(context, reading) || sides.every((side) => partOfDay.test(context.source.slice(side)));
      yield {
        at: assertion.span,
        ...severityOf(file, isDay),
        message: isDay
          ? 'The expectation reads the clock again: around midnight the code and the test see different days. Hold the clock, or pass the date in.'
          : 'The expectation reads the clock again, a moment after the code did: the two differ whenever the clock ticks in between. Hold the clock, pass the time in, or check that it lies between two readings.',
        fix: holdTheClock(context, test),
      };
    }
  },
});

/** Python's suites compare days everywhere, and few of them ever run at midnight: worth a look. */
function severityOf({ language }: TestFile, isDay: boolean): { readonly severity?: Severity } {
  if (language === 'python') return { severity: 'info' };
  return isDay ? {} : { severity: 'error' };
}

function comparesExactly({ source }: RuleContext, assertion: Assertion): boolean {
  if (assertion.negated || /closeto|almostequal/i.test(assertion.matcher)) return false;
  if (!['equal', 'contains', 'snapshot'].includes(assertion.compares)) return false;
  // One of several readings is a bracket: `hour in {before.hour, after.hour}`.
  if (assertion.compares === 'contains' && assertion.expected && /^[[({][^,]+,/.test(source.slice(assertion.expected)))
    return false;
  return !/\bapprox\(|\btypeof\b|\bisinstance\(|\btype\(|\bexpect\.any/.test(source.slice(assertion.span));
}

/** Readings on this side of the comparison that are compared themselves, written here or kept in a variable that goes nowhere else. */
function comparedReadings(context: RuleContext, test: Test, side: Span): ClockRead[] {
  const { file, source } = context;
  if (/[<>]/.test(source.slice(side).replaceAll('=>', ''))) return [];
  const here = readingsIn(file, side).filter((reading) => isComparedIn(context, reading.span, side));
  const kept = variablesReadIn(file, side).flatMap(({ accesses, initializer, level }) => {
    if (!initializer || level !== 'function' || readingsIn(file, initializer).length === 0) return [];
    if (!accesses.every((access) => access.kind === 'read' && isInAssertion(context, access.span))) return [];
    // Handed to the code as well, even inside the assertion, it is input.
    if (!accesses.every((access) => isComparedIn(context, access.span))) return [];
    return readingsIn(file, initializer).filter((reading) => isComparedIn(context, reading.span, initializer));
  });
  return [...here, ...kept].filter(
    (reading) => reading.clock === 'wall' && inTest(file, test, reading.function) && !isSubtracted(context, side),
  );
}

function isInAssertion({ file }: RuleContext, span: Span): boolean {
  return file.assertions.some((assertion) => contains(assertion.statement, span));
}

/** False when the value goes into a call that does more than give it another form: then it is input, not expectation. */
function isComparedIn({ file }: RuleContext, span: Span, side?: Span): boolean {
  return file.calls.every(
    (call) =>
      (side !== undefined && !contains(side, call.span)) ||
      reshapes.test(call.callee) ||
      asserts.test(call.callee) ||
      !call.arguments.some((argument) => contains(argument.span, span)),
  );
}

/** `now - start` is a duration, the business of elapsed-time. */
function isSubtracted({ file, source }: RuleContext, side: Span): boolean {
  const sources = readingsIn(file, side).length + variablesReadIn(file, side).length;
  return sources >= 2 && /[\w)\]]\s*-\s*[\w(]/.test(source.slice(side));
}

/** `format(new Date(), 'yyyy-MM-dd')`. */
const formattedDay = /^\s*\)?,\s*['"](?:[yMdDYLEu]|[-/., ])+['"]/;

function looksAtDay({ source }: RuleContext, reading: ClockRead): boolean {
  if (formattedDay.test(source.text.slice(reading.span.end, reading.span.end + 60))) return true;
  return reading.unit === 'date' || onlyTheDay.test(source.text.slice(reading.span.end, reading.span.end + 60));
}

function holdTheClock(context: RuleContext, test: Test): FixDraft | undefined {
  const { file } = context;
  const setup = setupFunctions(file, test);
  if (
    file.clocks.some(
      (clock) => clock.function === 0 || setup.some((fn) => inTest(file, { ...test, function: fn }, clock.function)),
    )
  ) {
    return undefined; // what was set up before the clock stopped would not fit what the test sees
  }
  const edits = file.language === 'python' ? freeze(context, test) : fakeDate(context, test);
  return edits && { title: 'Hold the clock in this test', safety: 'suggested', edits };
}

function fakeDate({ file, source }: RuleContext, test: Test): Edit[] | undefined {
  const fn = file.functions[test.function];
  if (file.framework !== 'vitest' || !fn || modifierNames(file, test).includes('concurrent')) return undefined;
  const { quote, semicolon } = styleOf(source);
  const vi = localName(file, 'vitest', 'vi');
  const start = atStartOfBody(source, fn, [
    `${vi}.useFakeTimers({ toFake: [${quote}Date${quote}] })${semicolon}`,
    `${localName(file, 'vitest', 'onTestFinished')}(() => {`,
    `${source.indentUnit}${vi}.useRealTimers()${semicolon}`,
    `})${semicolon}`,
    `${vi}.setSystemTime(new Date(${quote}2024-01-15T12:00:00Z${quote}))${semicolon}`,
  ]);
  return start && [...importNames(file, source, 'vitest', ['onTestFinished', 'vi']), start];
}

/** Only where no fixture runs before the decorator's clock: it would have read the real one. */
function freeze({ file, source, project }: RuleContext, test: Test): Edit[] | undefined {
  const fn = file.functions[test.function];
  const isKnown = (name: string) => /^(?:monkeypatch|tmp_path|capsys|caplog|mocker|request)$/.test(name);
  if (!fn || !project.pytest?.distributions.includes('freezegun') || !test.fixtures.every(isKnown)) return undefined;
  if (hooksFor(file, test).length > 0) return undefined;
  const { local, edits } = importFrom(file, source, 'freezegun', 'freeze_time');
  const options = fn.async ? ', real_asyncio=True' : '';
  const indent = source.indentAt(fn.span.start);
  return [...edits, insert(fn.span.start, `@${local}("2024-01-15 12:00:00"${options})${source.eol}${indent}`)];
}
