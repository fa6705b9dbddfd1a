import { describe, expect, it } from 'vitest';
import { overbroadException } from '../../../src/analysis/rules/overbroad-exception.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(overbroadException);

describe('overbroad-exception', () => {
  it('is silent where the test raises the exception itself', async () => {
    const code = `import pytest


def test_text():
    with pytest.raises(Exception) as excinfo:
        raise Exception("x")
    str(excinfo)
`;
    expect((await check(overbroadException, { framework: 'pytest', code })).reports).toEqual([]);
  });
});
