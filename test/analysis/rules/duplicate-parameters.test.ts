import { describe, expect, it } from 'vitest';
import { duplicateParameters } from '../../../src/analysis/rules/duplicate-parameters.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(duplicateParameters);

describe('duplicate-parameters', () => {
  const reported = async (rows: string, rest = '') => {
    const code = `import pytest\n\n\n@pytest.mark.parametrize("x", [${rows}]${rest})\ndef test_x(x):\n    assert f(x)\n`;
    const { reports } = await check(duplicateParameters, { framework: 'pytest', code });
    return reports.map(({ at, fix }) => ({ text: code.slice(at.start, at.end), fixed: fix !== undefined }));
  };

  it('tells bytes from text and looks into collections', async () => {
    expect(await reported('"a", b"a", {"k": [1]}, {"l": [1]}, {"k": [1]}')).toEqual([
      { text: '{"k": [1]}', fixed: true },
    ]);
  });

  it('compares what the standard library makes of equal values, and nothing else that is called', async () => {
    expect(await reported('Decimal("1"), made(1), made(1)')).toEqual([]);
    const code = `from decimal import Decimal

import pytest


@pytest.mark.parametrize("x", [Decimal("1"), Decimal("2"), Decimal("1")])
def test_x(x):
    assert f(x)
`;
    const { reports } = await check(duplicateParameters, { framework: 'pytest', code });
    expect(reports.map(({ at }) => code.slice(at.start, at.end))).toEqual(['Decimal("1")']);
  });

  it('offers no removal where ids are given by position', async () => {
    expect(await reported('1, 2, 1', ', ids=["a", "b", "c"]')).toEqual([{ text: '1', fixed: false }]);
  });

  it('takes a table with every value twice for a repetition', async () => {
    expect(await reported('1, 2, 1, 2')).toEqual([]);
  });
});
