import { describe, expect, it } from 'vitest';
import { uncollectedTest } from '../../../src/analysis/rules/uncollected-test.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(uncollectedTest);

describe('uncollected-test', () => {
  const messages = async (code: string, files: Readonly<Record<string, string>> = {}) => {
    const { reports } = await check(uncollectedTest, { framework: 'pytest', code, files });
    return reports.map(({ message }) => message);
  };

  it('counts what a dataclass loses', async () => {
    const code =
      'from dataclasses import dataclass\n\n\n@dataclass\nclass TestCart:\n    size: int = 1\n\n    def test_a(self):\n        assert self.size\n\n    def test_b(self):\n        assert self.size\n';
    expect(await messages(code)).toEqual([
      expect.stringContaining('its decorator gives it __init__: its 2 tests never run'),
    ]);
  });

  it('leaves a file alone whose plain tests are not collected either', async () => {
    const files = { 'pytest.ini': '[pytest]\npython_functions = check_*\n' };
    const code = 'def test_a():\n    assert one()\n\n\nclass CartTests:\n    def test_b(self):\n        assert two()\n';
    expect(await messages(code, files)).toEqual([]);
  });

  it('leaves an inner function alone that the test hands on', async () => {
    expect(
      await messages('def test_a():\n    def test_b():\n        assert one()\n\n    return run(test_b)\n'),
    ).toEqual([]);
  });
});
