import { describe, expect, it } from 'vitest';
import { parameterMismatch } from '../../../src/analysis/rules/parameter-mismatch.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(parameterMismatch);

describe('parameter-mismatch', () => {
  const messages = async (decorator: string, signature: string) => {
    const code = `import pytest\n\n\n${decorator}\ndef test_a(${signature}):\n    assert one()\n`;
    const { reports } = await check(parameterMismatch, { framework: 'pytest', code });
    return reports.map(({ message }) => message);
  };

  it('takes a text apart letter by letter, as pytest does', async () => {
    expect(await messages('@pytest.mark.parametrize("a, b", ["xy", "xyz"])', 'a, b')).toEqual([
      expect.stringContaining('this parameter set has 3 values'),
    ]);
  });

  it('does not take **kwargs for the parameter', async () => {
    expect(await messages('@pytest.mark.parametrize("a, b", [(1, 2)])', 'a, **b')).toEqual([
      expect.stringContaining('"test_a" has no parameter "b"'),
    ]);
  });

  it('takes a name that no parameter can have as it is', async () => {
    expect(await messages('@pytest.mark.parametrize("[", [1])', '')).toEqual([
      expect.stringContaining('"test_a" has no parameter "["'),
    ]);
  });

  it('says nothing of a name with a default, which is another rule’s', async () => {
    expect(await messages('@pytest.mark.parametrize("a", [1])', 'a=2')).toEqual([]);
  });
});
