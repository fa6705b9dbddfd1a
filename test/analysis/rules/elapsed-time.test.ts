import { describe, expect, it } from 'vitest';
import { elapsedTime } from '../../../src/analysis/rules/elapsed-time.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(elapsedTime);

describe('elapsed-time', () => {
  const severityOf = async (bound: string) => {
    const code = `import time


def test_is_quick():
    start = time.time()
    load()
    assert time.time() - start < ${bound}
`;
    const { reports } = await check(elapsedTime, { framework: 'pytest', code });
    return reports.map(({ severity }) => severity ?? elapsedTime.severity);
  };

  it('is an error for tight limits and a warning for those of a second and more', async () => {
    expect(await severityOf('0.5')).toEqual(['error']);
    expect(await severityOf('1')).toEqual(['warning']);
  });
});
