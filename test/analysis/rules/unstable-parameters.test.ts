import { describe, expect, it } from 'vitest';
import { unstableParameters } from '../../../src/analysis/rules/unstable-parameters.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(unstableParameters);

describe('unstable-parameters', () => {
  const found = async (values: string, ini = '') => {
    const code = `import os\nimport random\n\nimport pytest\n\n\n@pytest.mark.parametrize("x", ${values})\ndef test_a(x):\n    assert one(x)\n`;
    const files = { 'pytest.ini': `[pytest]\n${ini}` };
    const { reports } = await check(unstableParameters, { framework: 'pytest', code, files });
    return reports.map(({ severity, fix }) => `${severity} ${fix?.safety ?? 'no fix'}`);
  };

  it('is an error only where workers must agree', async () => {
    expect(await found('{"a", "b"}')).toEqual(['warning safe']);
    expect(await found('{"a", "b"}', 'addopts = -n auto\n')).toEqual(['error safe']);
  });

  it('does not sort what cannot be sorted', async () => {
    expect(await found('{"a", 1}')).toEqual(['warning safe']);
    expect(await found('list({"a", 1})')).toEqual(['warning no fix']);
    expect(await found('{None, ""}')).toEqual([]);
    expect(await found('os.scandir("cases")')).toEqual(['info no fix']);
  });

  it('reports random numbers, but not those inside a collection, which are no part of the id', async () => {
    expect(await found('[random.randint(1, 9)]')).toEqual(['warning no fix']);
    expect(await found('[[random.randint(1, 9)]]')).toEqual([]);
  });
});
