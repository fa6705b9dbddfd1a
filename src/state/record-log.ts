import { constants } from 'node:fs';
import { type FileHandle, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { StateError } from './error.ts';
import { absent, writeNewFile } from './files.ts';
import { isId } from './ids.ts';
import type { State } from './state.ts';

export interface RecordLogOptions<Head, Entry> {
  /** What one log is called, and what its ids begin with: `campaign`. The folder is named by the plural. */
  readonly kind: string;
  readonly head: z.ZodType<Head>;
  readonly entry: z.ZodType<Entry>;
  /** Logs that nothing was added to for longer are dropped when a new one begins. Milliseconds. */
  readonly ageMs: number;
}

/** What a log says: its head, and the entries in the order in which they were added. */
export interface Logged<Head, Entry> {
  readonly head: Head;
  readonly entries: readonly Entry[];
}

const ending = '.jsonl';
const newline = 0x0a;

/** Long work that a kill may stop at any time, a file each: a line of JSON for what it is, then lines that are only ever added. */
export class RecordLog<Head, Entry> {
  private readonly state: State;
  private readonly options: RecordLogOptions<Head, Entry>;

  constructor(state: State, options: RecordLogOptions<Head, Entry>) {
    this.state = state;
    this.options = options;
  }

  /** Keeps a new log, and drops those that are too old. @throws {StateError} when `id` is not one of this kind. */
  async create(id: string, head: Head): Promise<void> {
    const file = this.file(id);
    const folder = await this.state.makeFolder(this.folderName);
    await writeNewFile(file, `${JSON.stringify(head)}\n`);
    await removeOlderThan(folder, this.options.ageMs);
  }

  /**
   * Undefined when there is none of that id, also for texts that are no ids. A last line cut short by a kill is left out:
   * what it was to say never came to its end.
   *
   * @throws {StateError} when the file is damaged elsewhere.
   */
  async read(id: string): Promise<Logged<Head, Entry> | undefined> {
    const { kind, head, entry } = this.options;
    const text = isId(id, kind) ? await readFile(this.file(id), 'utf8').catch(absent) : undefined;
    if (text === undefined) return undefined;
    const [first = '', ...rest] = wholeLines(text);
    const begin = head.safeParse(parseJson(first));
    const added = rest.map((line) => entry.safeParse(parseJson(line)));
    if (!begin.success || added.some(({ success }) => !success))
      throw new StateError(`The ${kind} ${id} in ${this.folder} is damaged. Remove that file and start a new ${kind}.`);
    return { head: begin.data, entries: added.flatMap((line) => (line.success ? [line.data] : [])) };
  }

  /** Those that can be read; a damaged one tells nothing. */
  async all(): Promise<readonly Logged<Head, Entry>[]> {
    const names = (await readdir(this.folder).catch(absent)) ?? [];
    const found = await Promise.all(names.map((name) => this.read(path.basename(name, ending)).catch(() => undefined)));
    return found.flatMap((log) => log ?? []);
  }

  /** Adds an entry and waits until it is on the disk: a kill right afterwards cannot lose it. Hold {@link alone} meanwhile. */
  async append(id: string, entry: Entry): Promise<void> {
    const handle = await open(this.file(id), constants.O_RDWR | constants.O_APPEND);
    try {
      await handle.truncate(await endOfLines(handle));
      // Unlike `write`, this ends when all is written, or fails: a disk that gets full takes a part of it first.
      await handle.writeFile(`${JSON.stringify(entry)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  /** Runs `task` while no other process works on this log. Under a text that is no id there is none to protect. */
  alone<T>(id: string, task: () => Promise<T>): Promise<T> {
    return isId(id, this.options.kind) ? this.state.withLock(id, task) : task();
  }

  private get folderName(): string {
    return `${this.options.kind}s`;
  }

  private get folder(): string {
    return path.join(this.state.folder, this.folderName);
  }

  private file(id: string): string {
    if (!isId(id, this.options.kind)) throw new StateError(`"${id}" cannot be the id of a ${this.options.kind}.`);
    return path.join(this.folder, `${id}${ending}`);
  }
}

function wholeLines(text: string): string[] {
  return text.split('\n').slice(0, -1);
}

/** Where the last whole line ends: what a kill has left of one would swallow the next. */
async function endOfLines(file: FileHandle): Promise<number> {
  const { size } = await file.stat();
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
  return buffer[0] === newline ? size : (await file.readFile()).lastIndexOf(newline) + 1;
}

async function removeOlderThan(folder: string, ageMs: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    const written = await stat(file).catch(absent);
    if (written && Date.now() - written.mtimeMs > ageMs) await rm(file, { force: true });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
