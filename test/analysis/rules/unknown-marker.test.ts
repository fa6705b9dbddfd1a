import { describe, expect, it } from 'vitest';
import { unknownMarker } from '../../../src/analysis/rules/unknown-marker.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(unknownMarker);

describe('unknown-marker', () => {
  const severities = async (mark: string, ini = '') => {
    const code = `import pytest\n\n\n@pytest.mark.${mark}\ndef test_a():\n    assert one()\n`;
    const { reports } = await check(unknownMarker, {
      framework: 'pytest',
      code,
      files: { 'pytest.ini': `[pytest]\n${ini}` },
    });
    return reports.map(({ severity }) => severity);
  };

  it('is sure only of a misspelt mark of pytest itself', async () => {
    expect(await severities('xFail')).toEqual(['error']);
    expect(await severities('parameterize("x", [1])')).toEqual(['error']);
    expect(await severities('skips')).toEqual(['info']);
  });

  it('warns where marks are strict, since a plugin may still register it', async () => {
    expect(await severities('slow', 'addopts = --strict-markers\n')).toEqual(['warning']);
  });
});
