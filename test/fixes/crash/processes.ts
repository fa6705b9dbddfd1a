import { type ChildProcess, spawn } from 'node:child_process';
import { faultsModule } from './bundle.ts';
import type { Job } from './main.ts';

export interface Surroundings {
  /** What starts the job, such as a shell that sets a limit first: the whole command follows. */
  readonly before?: readonly string[];
  /** As whom. */
  readonly uid?: number | undefined;
}

export function start(main: string, job: Job, { before = [], uid }: Surroundings = {}): ChildProcess {
  const faults = 'faults' in job || job.do.endsWith('everywhere') ? ['--no-warnings', '--import', faultsModule] : [];
  const [command = '', ...rest] = [...before, process.execPath, ...faults, main, JSON.stringify(job)];
  return spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'], ...(uid !== undefined && { uid, gid: uid }) });
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

export async function ended(child: ChildProcess): Promise<Ended> {
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout?.on('data', (part: Buffer) => output.push(part));
  child.stderr?.on('data', (part: Buffer) => errors.push(part));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ code, signal, output: Buffer.concat(output).toString(), errors: Buffer.concat(errors).toString() }),
    );
  });
}

/** Runs `job` to its end and gives what it answers. */
export async function answer<T>(main: string, job: Job, around: Surroundings = {}): Promise<T> {
  const { code, output, errors } = await ended(start(main, job, around));
  if (code !== 0) throw new Error(`${job.do} ended with ${code}: ${errors}`);
  return JSON.parse(output);
}
