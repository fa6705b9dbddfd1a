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

  it('is an error for tight limits, a warning for those of a second and more, and worth a look from five on', async () => {
    expect(await severityOf('0.5')).toEqual(['error']);
    expect(await severityOf('1')).toEqual(['warning']);
    expect(await severityOf('5')).toEqual(['info']);
  });

  it('does not take what a callback measures for a duration', async () => {
    const code = `it('is gone', async () => {
  const gone = await new Promise((resolve) => {
    const start = Date.now();
    const check = () => (Date.now() - start > 1000 ? resolve(false) : setTimeout(check, 10));
    check();
  });
  expect(gone).toBe(true);
});
`;
    expect((await check(elapsedTime, { framework: 'jest', code })).reports).toEqual([]);
  });
});
