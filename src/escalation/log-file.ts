import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { absent, type State } from '../state/index.ts';

const lineEnd = 0x0a;
/** Lines are kept far shorter than this, so the last one always lies in the tail. */
const tailBytes = 256 * 1024;

/** A file of lines that only grows, shared by all processes that work with one state. */
export class LogFile {
  private readonly state: State;
  private readonly name: string;

  constructor(state: State, name: string) {
    this.state = state;
    this.name = name;
  }

  /** Adds the line that `lineAfter` makes of the one before it (undefined at the start), and waits until it is on the disk. */
  append(lineAfter: (previous: string | undefined) => string): Promise<void> {
    return this.state.withLock(this.name, async () => {
      await this.state.makeFolder();
      const file = await open(this.path, 'a+', 0o600);
      try {
        const { size } = await file.stat();
        const tail = Buffer.alloc(Math.min(size, tailBytes));
        await file.read(tail, 0, tail.length, size - tail.length);
        const lines = tail.toString('utf8').split('\n');
        // A line without its end was cut off by a crash: it stays where `verify` finds it.
        const torn = tail.length > 0 && tail.at(-1) !== lineEnd;
        const previous = size === 0 ? undefined : lines.at(torn ? -1 : -2);
        await file.appendFile(`${torn ? '\n' : ''}${lineAfter(previous)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    });
  }

  async lines(): Promise<string[]> {
    const text = (await readFile(this.path, 'utf8').catch(absent)) ?? '';
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    return lines;
  }

  private get path(): string {
    return path.join(this.state.folder, `${this.name}.jsonl`);
  }
}
