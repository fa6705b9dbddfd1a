import { createHash, randomBytes } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { codeOf } from '../error-code.ts';

/** A name for who holds something, such that others can tell whether that process still lives: `place.pid.start.random`. */
export async function newHolder(): Promise<string> {
  const start = (await processEntry(process.pid))?.start ?? unknownStart;
  return [await place(), process.pid, start, randomBytes(8).toString('hex')].join('.');
}

/** `unknown`: in another container or on another machine, or where the system does not tell when a process began. */
export async function lifeOf(holder: string): Promise<'alive' | 'dead' | 'unknown'> {
  const [where, number, start] = holder.split('.');
  const pid = Number(number);
  if (where !== (await place()) || !Number.isSafeInteger(pid) || pid <= 0) return 'unknown';
  if (!exists(pid)) return 'dead';
  const entry = start === unknownStart ? undefined : await processEntry(pid);
  if (!entry) return 'unknown';
  // A number is given to another process some day; one that nobody waited for has ended all the same.
  return entry.start === start && entry.state !== 'Z' && entry.state !== 'X' ? 'alive' : 'dead';
}

/** The number of the process that a holder's name tells. */
export function pidOf(holder: string): string {
  return holder.split('.')[1] ?? '';
}

/** The process that a holder's name tells, whatever it holds. */
export function processOf(holder: string): string {
  return holder.split('.').slice(0, 3).join('.');
}

const unknownStart = '0';

let known: Promise<string> | undefined;

/** Where numbers and beginnings of processes mean the same: one start of one machine, and on Linux one container. */
function place(): Promise<string> {
  known ??= Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => hostname()),
    readlink('/proc/self/ns/pid').catch(() => ''),
    readlink('/proc/self/ns/time').catch(() => ''),
  ]).then((parts) => createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 16));
  return known;
}

interface ProcessEntry {
  readonly state: string;
  /** When it began, in ticks since the machine started. */
  readonly start: string;
}

/** Undefined where the system keeps no such entry, and for a process that is gone. */
async function processEntry(pid: number): Promise<ProcessEntry | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is the program's name, in brackets and with whatever it holds; the third is the state, the 22nd the start.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = '', start = ''] = [fields[0], fields[19]];
  return state && start ? { state, start } : undefined;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Others than "no such process" tell of one that is another user's.
    return codeOf(error) !== 'ESRCH';
  }
}
