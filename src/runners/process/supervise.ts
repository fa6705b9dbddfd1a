import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { processesOf, RUN_ID, residentBytes, signalGroup, sweep } from '../../../drivers/process-tree.mjs';
import type { Limits } from '../runner.ts';
import { guardRun } from './guard.ts';

export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly runId: string;
  /** Removed by the guard if we die. */
  readonly folder: string;
  readonly limits: Limits;
  readonly signal?: AbortSignal | undefined;
  /** One line written to file descriptor 3. */
  readonly onLine: (line: string) => void;
}

export interface Ended {
  readonly cause: 'exit' | 'timed_out' | 'out_of_memory' | 'cancelled';
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly ms: number;
  /** Processes still there when the main one had ended by itself; 0 when we ended it, because then the others are dying too. */
  readonly left: number;
  readonly output: string;
}

/** Between SIGTERM and SIGKILL. Milliseconds. */
const graceMs = 2000;
const memoryPollMs = 500;
/** For what should have come at once: so many waits, so long each. A machine that stands still takes but one of them. Milliseconds. */
const waits = 10;
const waitMs = 50;
const maxOutput = 64 * 1024;

/**
 * Runs a command in a process group of its own until it ends or a limit does, then ends all that it left: SIGTERM to the group,
 * two seconds, SIGKILL to the group, then every process that carries the run id (a detached grandchild leaves the group).
 *
 * @throws the system's error when the command cannot be started (`ENOENT`)
 */
export async function supervise(launch: Launch): Promise<Ended> {
  const { limits, runId, signal } = launch;
  signal?.throwIfAborted();
  const guard = guardRun(runId);
  const started = performance.now();
  const child = spawn(launch.file, launch.args, {
    cwd: launch.cwd,
    env: { ...launch.env, [RUN_ID]: runId },
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) guard.started(child.pid, launch.folder);
  const output = new Tail(maxOutput);
  child.stdout?.on('data', (chunk: Buffer) => output.add(chunk));
  child.stderr?.on('data', (chunk: Buffer) => output.add(chunk));
  const lines = readLines(child, launch.onLine);

  let cause: Ended['cause'] = 'exit';
  let kill: NodeJS.Timeout | undefined;
  const stop = (why: Ended['cause']) => {
    if (cause !== 'exit' || child.pid === undefined) return;
    cause = why;
    const { pid } = child;
    signalGroup(pid, 'SIGTERM');
    kill = setTimeout(() => {
      signalGroup(pid, 'SIGKILL');
      sweep(runId);
    }, graceMs);
  };
  const onAbort = () => stop('cancelled');
  signal?.addEventListener('abort', onAbort, { once: true });
  const clock = setTimeout(() => stop('timed_out'), limits.timeMs);
  const memory = setInterval(() => {
    if (residentBytes(processesOf(runId)) > limits.memoryBytes) stop('out_of_memory');
  }, memoryPollMs);

  try {
    const { exitCode, signal: ending } = await exitOf(child);
    const ms = performance.now() - started;
    // A limit that comes while we tidy up was none of the run.
    const ended = { cause, exitCode, signal: ending, ms, left: cause === 'exit' ? processesOf(runId).length : 0 };
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
    for (let wait = 0; wait < waits && !sweep(runId); wait++) await pause(waitMs);
    await drained(child, Promise.all([lines, closed(child)]));
    return { ...ended, output: output.text() };
  } finally {
    clearTimeout(clock);
    clearTimeout(kill);
    clearInterval(memory);
    signal?.removeEventListener('abort', onAbort);
    guard.over();
  }
}

function exitOf(child: ChildProcess): Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
}

function closed(child: ChildProcess): Promise<void> {
  const open = [child.stdout, child.stderr].filter((stream) => stream && !stream.closed);
  return Promise.all(open.map((stream) => new Promise((resolve) => stream?.once('close', resolve)))).then(
    () => undefined,
  );
}

/** Whoever held the pipes is gone: what was written is all there will be. One who escaped us with a pipe in hand is not waited for. */
async function drained(child: ChildProcess, read: Promise<unknown>): Promise<void> {
  let open = true;
  const done = read.then(() => {
    open = false;
  });
  for (let wait = 0; wait < waits && open; wait++) await Promise.race([done, pause(waitMs)]);
  for (const stream of child.stdio) stream?.destroy();
}

function readLines(child: ChildProcess, onLine: (line: string) => void): Promise<void> {
  const channel = child.stdio[3];
  if (!channel || !('read' in channel)) return Promise.resolve();
  const input: Readable = channel;
  // A reset when the other side is killed is an end like any other.
  input.on('error', () => undefined);
  const reader = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  reader.on('line', onLine);
  return new Promise((resolve) => reader.once('close', resolve));
}

/** The last bytes of an output. */
class Tail {
  private readonly max: number;
  private chunks: Buffer[] = [];
  private size = 0;

  constructor(max: number) {
    this.max = max;
  }

  add(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    if (this.size > 2 * this.max) this.cut();
  }

  text(): string {
    this.cut();
    return stripVTControlCharacters(Buffer.concat(this.chunks).toString('utf8'));
  }

  private cut(): void {
    const all = Buffer.concat(this.chunks);
    const kept = all.subarray(Math.max(0, all.length - this.max));
    this.chunks = [kept];
    this.size = kept.length;
  }
}
