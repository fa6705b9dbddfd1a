import { existsSync } from 'node:fs';
import { expect, onTestFinished, vi } from 'vitest';
import type { Limits, RunResult } from '../../../src/runners/runner.ts';

const limits: Limits = { timeMs: 60_000, memoryBytes: 2 ** 31 };

/**
 * A run whose time is up, and three seconds more, as soon as `file` is there: its test writes it right before it hangs, however
 * long the machine took to come to that. Call it inside a test.
 */
export async function overTime(file: string, run: (limits: Limits) => Promise<RunResult>): Promise<RunResult> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const result = run(limits);
  await expect.poll(() => existsSync(file), { timeout: limits.timeMs }).toBe(true);
  vi.advanceTimersByTime(limits.timeMs + 3_000);
  return result;
}
