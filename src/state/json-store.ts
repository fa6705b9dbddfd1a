import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { StateError } from './error.ts';
import { absent, replaceFile, writeNewFile } from './files.ts';
import { isId } from './ids.ts';

/** Beside the record that is used up. */
const claimed = '.used';

/** Records of one kind, each a JSON file named by its id. */
export class JsonStore<T> {
  private readonly folder: string;
  private readonly schema: z.ZodType<T>;
  private readonly ready: () => Promise<void>;

  /** @param ready makes the folder; called before the first write. */
  constructor(folder: string, schema: z.ZodType<T>, ready: () => Promise<void>) {
    this.folder = folder;
    this.schema = schema;
    this.ready = ready;
  }

  /** @throws {StateError} when `id` is not one that `newId` makes. */
  async write(id: string, value: T): Promise<void> {
    const file = this.file(id);
    if (!file) throw new StateError(`"${id}" cannot be the id of a record.`);
    await this.ready();
    await replaceFile(file, `${JSON.stringify(value)}\n`);
  }

  /**
   * Undefined when there is no such record, also for texts that are no ids.
   * @throws {StateError} when the record is damaged.
   */
  async read(id: string): Promise<T | undefined> {
    const file = this.file(id);
    const text = file && (await readFile(file, 'utf8').catch(absent));
    if (text === undefined) return undefined;
    const parsed = this.schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    throw new StateError(`The record ${id} in ${this.folder} is damaged. Remove that file, then ask for a new one.`);
  }

  async ids(): Promise<readonly string[]> {
    const names = (await readdir(this.folder).catch(absent)) ?? [];
    return names
      .flatMap((name) => (name.endsWith('.json') && isId(name.slice(0, -5)) ? [name.slice(0, -5)] : []))
      .sort();
  }

  /**
   * True for the first caller of all processes, ever, also after the record was put back from a copy. Making a file is
   * atomic where a lock can be lost by a process that stood still.
   */
  async claim(id: string): Promise<boolean> {
    const file = this.file(id);
    if (!file) return false;
    await this.ready();
    return writeNewFile(`${file}${claimed}`, '').then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false;
        throw error;
      },
    );
  }

  async isClaimed(id: string): Promise<boolean> {
    const file = this.file(id);
    return file !== undefined && (await stat(`${file}${claimed}`).catch(absent)) !== undefined;
  }

  async remove(id: string): Promise<void> {
    const file = this.file(id);
    if (!file) return;
    await rm(file, { force: true });
    await rm(`${file}${claimed}`, { force: true });
  }

  /** Removes records written more than `ageMs` milliseconds ago, and what a kill has left of one; returns their ids. */
  async removeOlderThan(ageMs: number): Promise<readonly string[]> {
    const removed: string[] = [];
    for (const name of (await readdir(this.folder).catch(absent)) ?? []) {
      const file = path.join(this.folder, name);
      const written = /\.(?:json|tmp)$/.test(name) ? await stat(file).catch(absent) : undefined;
      if (!written || Date.now() - written.mtimeMs <= ageMs) continue;
      const id = path.basename(name, '.json');
      if (isId(id)) {
        await this.remove(id);
        removed.push(id);
      } else if (name.endsWith('.tmp')) await rm(file, { force: true });
    }
    return removed;
  }

  private file(id: string): string | undefined {
    return isId(id) ? path.join(this.folder, `${id}.json`) : undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
