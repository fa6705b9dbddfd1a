import { describe, expect, it } from 'vitest';
import { wallClock } from '../../../src/analysis/rules/wall-clock.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(wallClock);

describe('wall-clock', () => {
  it('offers no fix where a fixture has read the real clock before the test', async () => {
    const { reports } = await check(wallClock, {
      framework: 'pytest',
      files: { 'requirements.txt': 'pytest==8.3.5\nfreezegun==1.5.1\n' },
      code: `from datetime import date


def test_is_for_today(report):
    assert report.day == date.today()
`,
    });
    expect(reports.map(({ fix }) => fix)).toEqual([undefined]);
  });

  it('keeps the event loop running under a frozen clock', async () => {
    const example = {
      framework: 'pytest' as const,
      files: { 'requirements.txt': 'pytest==8.3.5\nfreezegun==1.5.1\n' },
      code: `from datetime import date


async def test_is_for_today():
    assert (await make_report()).day == date.today()
`,
    };
    expect(await applyFixes(wallClock, example)).toContain(
      '@freeze_time("2024-01-15 12:00:00", real_asyncio=True)\nasync def test_is_for_today',
    );
  });

  it('is a matter of midnight when only parts of the day are compared', async () => {
    const code = `from datetime import datetime


def test_expires(page):
    expected = datetime.now()
    assert page.expires().day == expected.day
    assert page.expires() == datetime.now()
`;
    const { reports } = await check(wallClock, { framework: 'pytest', code });
    expect(reports.map(({ severity, message }) => [severity, message.includes('midnight')])).toEqual([
      ['info', true],
      ['info', false],
    ]);
  });
});
