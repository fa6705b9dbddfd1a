import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { absent, type State } from '../state/index.ts';

const lineEnd = 0x0a;
/** Lines are kept far shorter than this, so the last one always lies in the tail. */
const tailBytes = 256 * 1024;

/** A file of lines that only grows, shared by all processes that work with one state. */
export class LogFile {
  private readonly state: State;
  private readonly path: string;
  private readonly name: string;

  constructor(state: State, name: string) {
    this.state = state;
    this.name = name;
    this.path = path.join(state.folder, `${name}.jsonl`);
  }

  /** Runs `task` while no other process reads or writes the file in the same way. Not reentrant. */
  alone<T>(task: () => Promise<T>): Promise<T> {
    return this.state.withLock(this.name, task);
  }

  /** The last whole line; undefined when there is none. */
  async last(): Promise<string | undefined> {
    const file = await open(this.path, 'r').catch(absent);
    if (!file) return undefined;
    try {
      const { size } = await file.stat();
      const tail = Buffer.alloc(Math.min(size, tailBytes));
      await file.read(tail, 0, tail.length, size - tail.length);
      const lines = tail.toString('utf8').split('\n');
      return lines.at(-2);
    } finally {
      await file.close();
    }
  }

  /** Adds lines and waits until they are on the disk. What a crash has left of a line would swallow the next: it goes. */
  async add(lines: readonly string[]): Promise<void> {
    await this.state.makeFolder();
    const file = await open(this.path, 'a+', 0o600);
    try {
      const { size } = await file.stat();
      const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
      if (size > 0 && buffer[0] !== lineEnd) await file.truncate((await readFile(this.path)).lastIndexOf(lineEnd) + 1);
      await file.appendFile(lines.map((line) => `${line}\n`).join(''));
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** The whole lines, and whether a crash has left a part of one more. */
  async read(): Promise<{ readonly lines: readonly string[]; readonly torn: boolean }> {
    const lines = ((await readFile(this.path, 'utf8').catch(absent)) ?? '').split('\n');
    return { lines: lines.slice(0, -1), torn: lines.at(-1) !== '' };
  }
}
