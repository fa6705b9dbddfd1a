import { type ChildProcess, spawn } from 'node:child_process';
import { driverPath } from '../driver-path.ts';

let guard: ChildProcess | undefined;

/** Tells the guard process of a run, so that nothing of it outlives us, also when we are killed. */
export function guardRun(runId: string): { started(pid: number, folder: string): void; over(): void } {
  tell(`+${runId}`);
  return {
    started: (pid, folder) => tell(`=${runId} ${pid} ${folder}`),
    over: () => tell(`-${runId}`),
  };
}

function tell(line: string): void {
  guard ??= start();
  guard.stdin?.write(`${line}\n`);
}

function start(): ChildProcess {
  const child = spawn(process.execPath, [driverPath('guard.mjs')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
  });
  // Neither the process nor the pipe to it keeps us alive.
  child.unref();
  if (child.stdin && 'unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  const gone = () => {
    if (guard === child) guard = undefined;
  };
  child.on('error', gone);
  child.on('exit', gone);
  child.stdin?.on('error', gone);
  return child;
}
