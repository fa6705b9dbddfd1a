import { describe, expect, it } from 'vitest';
import { xfailStrict } from '../../../src/analysis/rules/xfail-strict.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(xfailStrict);

describe('xfail-strict', () => {
  const messageOf = async (mark: string) => {
    const code = `import pytest\n\n\n${mark}\nclass TestMail:\n    def test_sends(self, mail):\n        assert mail.sent\n`;
    const { reports } = await check(xfailStrict, { framework: 'pytest', code });
    return reports.map(({ message }) => message);
  };

  it('speaks of each test of a class that is marked as a whole', async () => {
    expect(await messageOf("@pytest.mark.xfail(reason='no server')")).toEqual([
      'Each test of the class is green whether it fails or passes, so nobody hears of it when the reason is gone. Add strict=True, and one passing test of the class fails the run.',
    ]);
    expect(await messageOf('@pytest.mark.xfail')).toEqual([
      'Each test of the class is green whether it fails or passes, and nothing says why they may fail. Add a reason and strict=True (and raises= with the error that is meant).',
    ]);
  });

  it('speaks of the module where the mark is on it', async () => {
    expect(await messageOf("pytestmark = pytest.mark.xfail(reason='no server')\n\n")).toEqual([
      expect.stringContaining('one passing test of the module fails the run'),
    ]);
  });
});
