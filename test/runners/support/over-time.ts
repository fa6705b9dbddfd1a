import { existsSync } from 'node:fs';
import { expect, onTestFinished, vi } from 'vitest';
import type { Limits, RunResult } from '../../../src/runners/runner.ts';

const limits: Limits = { timeMs: 60_000, memoryBytes: 2 ** 31 };

/**
 * A run whose time is up, and three seconds more, as soon as the test of that id hangs, however long the machine took to come to
 * that: its start was told, which some runners do by way of other processes, and it has written `file`. Call it inside a test.
 */
export async function overTime(
  id: string,
  file: string,
  run: (limits: Limits) => Promise<RunResult>,
): Promise<RunResult> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  // Drivers tell in lines of JSON.
  const { mock } = vi.spyOn(JSON, 'parse');
  const isStart = (line: unknown) => Object(line).type === 'test:start' && Object(line).id === id;
  const result = run(limits);
  const hangs = () => existsSync(file) && mock.results.some(({ value }) => isStart(value));
  await expect.poll(hangs, { timeout: limits.timeMs }).toBe(true);
  vi.advanceTimersByTime(limits.timeMs + 3_000);
  return result;
}
