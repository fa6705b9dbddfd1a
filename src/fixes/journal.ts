import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { absent, isId, type JsonStore, type State, syncFolder, writeNewFile } from '../state/index.ts';
import { sha256 } from '../workspace/index.ts';
import { FixError } from './error.ts';

/** How long an applied plan can be undone; then version control is the place to look. */
const ageMs = 30 * 24 * 60 * 60 * 1000;

const JournalFile = z
  .object({
    path: z.string(),
    root: z.string(),
    relative: z.string(),
    sha256: z.string(),
    sha256_after: z.string(),
    /** Permission bits before. */
    mode: z.int(),
    /** How many fixes the file got. */
    fixes: z.int(),
  })
  .readonly();

const JournalEntrySchema = z
  .object({
    undo_id: z.string().refine((id) => isId(id, 'undo')),
    plan_id: z.string(),
    /** ISO 8601. */
    written: z.string(),
    /** `applying` and `undoing` are found only after a crash. */
    status: z.enum(['applying', 'applied', 'undoing', 'undone', 'rolled_back']),
    files: z.array(JournalFile).readonly(),
  })
  .readonly();

export type JournalEntry = z.infer<typeof JournalEntrySchema>;
export type JournalFile = z.infer<typeof JournalFile>;

/** What was applied, and the bytes from before, each safely on the disk before the file it belongs to is touched. */
export class Journal {
  private readonly entries: JsonStore<JournalEntry>;
  private readonly state: State;

  constructor(state: State) {
    this.state = state;
    this.entries = state.store('journal', JournalEntrySchema);
  }

  read(undoId: string): Promise<JournalEntry | undefined> {
    return this.entries.read(undoId);
  }

  /** Opens an entry as `applying`; `originals` stand in the order of the entry's files. */
  async open(entry: Omit<JournalEntry, 'status' | 'written'>, originals: readonly Uint8Array[]): Promise<JournalEntry> {
    const journal = await this.state.makeFolder('journal');
    const folder = path.join(journal, entry.undo_id);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { mode: 0o700 });
    for (const [index, bytes] of originals.entries()) await writeNewFile(path.join(folder, `${index}`), bytes);
    // A file is kept when its folder is, and all folders above that were perhaps made just now.
    for (const above of [folder, journal, this.state.folder, path.dirname(this.state.folder)]) await syncFolder(above);
    return this.mark(entry, 'applying');
  }

  async mark(entry: Omit<JournalEntry, 'status' | 'written'>, status: JournalEntry['status']): Promise<JournalEntry> {
    const marked = { ...entry, status, written: new Date().toISOString() };
    await this.entries.write(entry.undo_id, marked);
    return marked;
  }

  /** Entries that a crash left in the middle. */
  interrupted(): Promise<readonly JournalEntry[]> {
    return this.withStatus('applying', 'undoing');
  }

  /** Entries whose edits were written and not taken back. */
  applied(): Promise<readonly JournalEntry[]> {
    return this.withStatus('applied');
  }

  private async withStatus(...statuses: readonly JournalEntry['status'][]): Promise<readonly JournalEntry[]> {
    const found: JournalEntry[] = [];
    for (const id of await this.entries.ids()) {
      // A record that is damaged on disk tells of nothing to put back, and must not stop all other work.
      const entry = await this.entries.read(id).catch(() => undefined);
      if (entry && statuses.includes(entry.status)) found.push(entry);
    }
    return found;
  }

  /** Forgets what is too old to be undone, and what a crash left half made. Call it under the workspace's lock. */
  async sweep(): Promise<void> {
    await this.entries.removeOlderThan(ageMs);
    const folder = path.join(this.state.folder, 'journal');
    const names = (await readdir(folder).catch(absent)) ?? [];
    const entries = new Set(names.filter((name) => name.endsWith('.json')));
    for (const name of names) {
      // Bytes that no entry tells of, and an entry that was not yet in place: their files were never touched.
      const left = isId(name, 'undo') ? !entries.has(`${name}.json`) : name.endsWith('.tmp');
      if (left) await rm(path.join(folder, name), { recursive: true, force: true });
    }
  }

  /** @throws {FixError} when the kept bytes are missing or damaged. */
  async original(entry: JournalEntry, file: JournalFile): Promise<Buffer> {
    const kept = path.join(this.state.folder, 'journal', entry.undo_id, `${entry.files.indexOf(file)}`);
    const bytes = await readFile(kept).catch(absent);
    if (bytes && sha256(bytes) === file.sha256) return bytes;
    throw new FixError(
      `The kept copy of "${file.path}" from before ${entry.undo_id} is missing or damaged. Nothing was changed. ` +
        'Allowed: undo of an intact journal. Restore the file from version control.',
    );
  }
}
