import { spawn } from 'node:child_process';
import { RUN_ID } from '../../../drivers/process-tree.mjs';
import { guardRun } from './guard.ts';

/**
 * Keeps `cores` cores busy until the answer is called, which waits until they are free: on a busy machine a killed process takes
 * its time to end. Not part of the run: its memory does not count, and it is not left over.
 */
export function startLoad(cores: number, runId: string): () => Promise<void> {
  if (cores < 1) return async () => undefined;
  const id = `${runId}-load`;
  const guard = guardRun(id);
  const burners = Array.from({ length: cores }, () =>
    spawn(process.execPath, ['-e', 'for (;;) Math.sqrt(2)'], { stdio: 'ignore', env: { [RUN_ID]: id } }),
  );
  // One that the system has no room for is none that has to end.
  const ended = burners.map((burner) => new Promise((resolve) => burner.once('exit', resolve).once('error', resolve)));
  return async () => {
    for (const burner of burners) burner.kill('SIGKILL');
    await Promise.all(ended);
    guard.over();
  };
}
