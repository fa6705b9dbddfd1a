import { describe, expect, it } from 'vitest';
import { fixedSleep } from '../../../src/analysis/rules/fixed-sleep.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(fixedSleep);

describe('fixed-sleep', () => {
  const python = async (body: string) => {
    const code = `import time\n\n\ndef test_worker(worker):\n    worker.start()\n    time.sleep(0.5)\n${body}`;
    const { reports } = await check(fixedSleep, { framework: 'pytest', code });
    return reports.map(({ severity, fix }) => ({ severity: severity ?? fixedSleep.severity, fix: fix?.safety }));
  };

  it('is an error with a fix before the assertion it waits for', async () => {
    expect(await python('    assert worker.finished\n')).toEqual([{ severity: 'error', fix: 'suggested' }]);
  });

  it('warns when the test then looks for something absent, which no wait can prove', async () => {
    expect(await python('    assert worker.error is None\n')).toEqual([{ severity: 'warning', fix: undefined }]);
    expect(await python('    assert not worker.failed\n')).toEqual([{ severity: 'warning', fix: undefined }]);
  });

  it('warns when another step comes first', async () => {
    expect(await python('    worker.stop()\n    assert worker.finished\n')).toEqual([
      { severity: 'warning', fix: undefined },
    ]);
  });

  it('warns when the pause lets time pass rather than work finish', async () => {
    expect(await python('    assert worker.age > 0.4\n')).toEqual([{ severity: 'warning', fix: undefined }]);
  });

  it('does not poll a condition that may raise before it holds', async () => {
    expect(await python('    assert worker.results[0] == 1\n')).toEqual([{ severity: 'error', fix: undefined }]);
  });

  it('is silent when nothing is asserted afterwards', async () => {
    expect(await python('    worker.stop()\n')).toEqual([]);
  });

  it('moves an assertion of several lines into the callback, and leaves no gap where the pause was', async () => {
    const code = `import { expect, it, vi } from 'vitest';

it('notifies', async () => {
  const listener = vi.fn();
  start(listener);

  await new Promise((resolve) => setTimeout(resolve, 50));

  expect(listener).toHaveBeenCalledWith({
    name: 'ann',
  });
});
`;
    expect(await applyFixes(fixedSleep, { framework: 'vitest', code })).toBe(`import { expect, it, vi } from 'vitest';

it('notifies', async () => {
  const listener = vi.fn();
  start(listener);

  await vi.waitFor(() => {
    expect(listener).toHaveBeenCalledWith({
      name: 'ann',
    });
  });
});
`);
  });
});
