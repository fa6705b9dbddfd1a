import { spawn } from 'node:child_process';
import { RUN_ID, sweep } from '../../../drivers/process-tree.mjs';
import { guardRun } from './guard.ts';

/** Keeps `cores` cores busy until the answer is called. Not part of the run: its memory does not count, and it is not left over. */
export function startLoad(cores: number, runId: string): () => void {
  if (cores < 1) return () => undefined;
  const id = `${runId}-load`;
  const guard = guardRun(id);
  const burners = Array.from({ length: cores }, () =>
    spawn(process.execPath, ['-e', 'for (;;) Math.sqrt(2)'], { stdio: 'ignore', env: { [RUN_ID]: id } }),
  );
  return () => {
    for (const burner of burners) burner.kill('SIGKILL');
    sweep(id);
    guard.over();
  };
}
