import { readRegularFile, sha256 } from '../workspace/index.ts';
import { type Desk, messageOf } from './apply.ts';
import { FixError } from './error.ts';
import type { JournalEntry } from './journal.ts';
import { inspect } from './target.ts';
import { ChangedMeanwhile, discardWaiting, type Replacement, replaceAll } from './write.ts';

export type UndoResult =
  | { readonly status: 'undone'; readonly files: readonly string[] }
  /** These files changed since the fixes were applied. Nothing was touched. */
  | { readonly status: 'stale'; readonly stale: readonly string[] };

/** Puts back the bytes and the permissions from before: all files or none. Call it through `alone`. */
export async function undoEntry({ workspace, journal }: Desk, entry: JournalEntry): Promise<UndoResult> {
  const targets = await Promise.all(
    entry.files.map(async (file) => ({ file, target: await inspect(workspace, file) })),
  );
  const undone: UndoResult = { status: 'undone', files: entry.files.map(({ path }) => path) };
  if (targets.every(({ file, target }) => target.sha256 === file.sha256)) {
    if (entry.status !== 'undone') await journal.mark(entry, 'undone');
    return undone;
  }
  const stale = targets.filter(({ file, target }) => target.sha256 !== file.sha256_after).map(({ file }) => file.path);
  if (stale.length > 0) return { status: 'stale', stale };

  const back: Replacement[] = [];
  const forth: Replacement[] = [];
  for (const { file, target } of targets) {
    back.push({ ...target, expects: file.sha256_after, bytes: await journal.original(entry, file), mode: file.mode });
    forth.push({ ...target, expects: file.sha256 });
  }
  const undoing = await journal.mark(entry, 'undoing');
  try {
    await replaceAll(back, entry.undo_id);
  } catch (error) {
    await redo(forth, entry.undo_id, error);
    await journal.mark(undoing, 'applied');
    if (error instanceof ChangedMeanwhile) return { status: 'stale', stale: [error.path] };
    throw new FixError(
      `The undo could not be written: ${messageOf(error)}. The fixes are still applied. Mend the cause, then undo again.`,
    );
  }
  await journal.mark(undoing, 'undone');
  return undone;
}

/** After a failure in the middle: the files that are back already get the applied bytes again. */
async function redo(forth: readonly Replacement[], tag: string, cause: unknown): Promise<void> {
  const stuck: string[] = [];
  for (const replacement of forth) {
    try {
      await discardWaiting(replacement.real, tag);
      const now = await readRegularFile(replacement.real);
      // The others were not put back yet, or belong to somebody who changed them.
      if (now.ok && sha256(now.bytes) === replacement.expects) await replaceAll([replacement], tag);
    } catch {
      stuck.push(replacement.path);
    }
  }
  if (stuck.length === 0) return;
  throw new FixError(
    `The undo stopped in the middle (${messageOf(cause)}): ${stuck.join(', ')} ${stuck.length === 1 ? 'is' : 'are'} undone, the rest is not. ` +
      'The next apply_fixes or undo_fixes carries the undo to its end; mend the cause first.',
  );
}
