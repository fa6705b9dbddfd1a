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

  const onPage = async (body: string) => {
    const code = `import { expect, test } from '@playwright/test';\n\ntest('counts', async ({ page }) => {\n${body}});\n`;
    const { reports } = await check(fixedSleep, { framework: 'playwright', code });
    return reports.map(({ severity, message, fix }) => ({
      severity: severity ?? fixedSleep.severity,
      wayOut: message.split('. ').at(-1)?.split(' ').slice(0, 4).join(' '),
      fix: fix?.safety,
    }));
  };

  it('does not speak of web-first assertions where the next step cannot wait by itself', async () => {
    expect(await onPage('  await page.waitForTimeout(100);\n  expect(requests).toBe(1);\n')).toEqual([
      { severity: 'warning', wayOut: 'Wait for what the', fix: undefined },
    ]);
  });

  it('advises a web-first assertion where a value of the page is read', async () => {
    expect(
      await onPage("  await page.waitForTimeout(100);\n  expect(await page.textContent('h1')).toBe('Cart');\n"),
    ).toEqual([{ severity: 'error', wayOut: 'Leave the waiting to', fix: undefined }]);
  });

  it('does not remove a pause that is there to see that nothing changes', async () => {
    const holds = "  await expect(page.locator('p')).toHaveText('2');\n";
    expect(await onPage(`${holds}  await page.waitForTimeout(400);\n${holds}`)).toEqual([
      { severity: 'warning', wayOut: 'Wait for something that', fix: undefined },
    ]);
  });
});
