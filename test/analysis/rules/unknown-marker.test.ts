import { describe, expect, it } from 'vitest';
import { unknownMarker } from '../../../src/analysis/rules/unknown-marker.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(unknownMarker);

describe('unknown-marker', () => {
  const severities = async (mark: string, ini = '', requirements = 'pytest==8.3.5\n') => {
    const code = `import pytest\n\n\n@pytest.mark.${mark}\ndef test_a():\n    assert one()\n`;
    const { reports } = await check(unknownMarker, {
      framework: 'pytest',
      code,
      files: { 'pytest.ini': `[pytest]\n${ini}`, 'requirements.txt': requirements },
    });
    return reports.map(({ severity }) => severity);
  };

  it('is sure only of a misspelt mark of pytest itself', async () => {
    expect(await severities('xFail')).toEqual(['error']);
    expect(await severities('parameterize("x", [1])')).toEqual(['error']);
    expect(await severities('skips')).toEqual(['info']);
  });

  it('trusts a strict suite with plugins that it does not know', async () => {
    const strict = 'addopts = --strict-markers\n';
    expect(await severities('slow', strict)).toEqual(['info']);
    expect(await severities('slow', strict, 'pytest-of-our-own\n')).toEqual([]);
    expect(await severities('skip_if(True)', strict, 'pytest-of-our-own\n')).toEqual(['error']);
  });

  it('leaves out the samples that pytester copies', async () => {
    const count = async (path: string, ini: string) => {
      const code = 'import pytest\n\n\n@pytest.mark.foo\ndef test_a():\n    assert one()\n';
      const example = { framework: 'pytest' as const, path, code, files: { 'pytest.ini': `[pytest]\n${ini}` } };
      return (await check(unknownMarker, example)).reports.length;
    };
    expect(await count('testing/example_scripts/marks/test_a.py', '')).toBe(0);
    expect(await count('testing/samples/test_a.py', 'pytester_example_dir = ./testing/samples/\n')).toBe(0);
    expect(await count('testing/samples/test_a.py', '')).toBe(1);
  });
});
