import { describe, expect, it } from 'vitest';
import { yieldTest } from '../../../src/analysis/rules/yield-test.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(yieldTest);

describe('yield-test', () => {
  const message = async (code: string, requirements = '') => {
    const files = { 'requirements.txt': requirements };
    const { reports } = await check(yieldTest, { framework: 'pytest', code, files });
    return reports.map((report) => report.message).join('\n');
  };
  const table = 'import pytest\n\n\ndef test_prices():\n    yield check, 1\n';

  it.each([
    ['pytest==8.3.5\n', 'pytest reports it as xfailed, and from 8.4 on it is an error.'],
    ['pytest==9.0.2\n', 'pytest 8.4 and later refuse to collect it.'],
    ['pytest\n', 'pytest before 8.4 reports it as xfailed, later ones refuse to collect it.'],
  ])('says what holds for the version: %s', async (requirements, expected) => {
    expect(await message(table, requirements)).toContain(expected);
  });

  it('knows a method of a unittest class in a pytest project', async () => {
    const code =
      'import unittest\n\nimport pytest\n\n\nclass TestShop(unittest.TestCase):\n    def test_prices(self):\n        yield self.check, 1\n';
    expect(await message(code)).toContain('it is reported as passed');
  });

  it.each([
    ['yield check, 1', 'Use pytest.mark.parametrize'],
    ['yield connect()', 'If it is a fixture'],
  ])('names the way out: %s', async (line, expected) => {
    expect(await message(`import pytest\n\n\ndef test_prices():\n    ${line}\n`)).toContain(expected);
  });
});
