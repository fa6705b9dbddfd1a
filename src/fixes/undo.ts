import { readRegularFile, sha256, type Workspace } from '../workspace/index.ts';
import type { Desk } from './apply.ts';
import { FixError } from './error.ts';
import { mend, messageOf } from './failure.ts';
import type { JournalEntry } from './journal.ts';
import { takeFileBack } from './rollback.ts';
import { inspect } from './target.ts';
import { ChangedMeanwhile, type Replacement, replaceAll } from './write.ts';

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
    await redo(workspace, undoing, forth, error);
    // An entry that cannot be marked now, on a full disk, is carried to its end by the next action.
    await journal.mark(undoing, 'applied').catch(() => undefined);
    if (error instanceof ChangedMeanwhile) return { status: 'stale', stale: [error.path] };
    throw new FixError(
      `The undo could not be written: ${messageOf(error)}. The fixes are still applied. ${mend(error)} then undo again.`,
    );
  }
  await journal.mark(undoing, 'undone').catch(() => undefined);
  return undone;
}

/** After a failure in the middle: the files that are back already get the applied bytes again. `forth`: in the order of the entry. */
async function redo(
  workspace: Workspace,
  undoing: JournalEntry,
  forth: readonly Replacement[],
  cause: unknown,
): Promise<void> {
  const stuck: string[] = [];
  for (const [index, replacement] of forth.entries()) {
    const file = undoing.files[index];
    try {
      if (file) await takeFileBack(workspace, undoing, file);
      const now = await readRegularFile(replacement.real);
      // The others were not put back yet, or belong to somebody who changed them.
      if (now.ok && sha256(now.bytes) === replacement.expects) await replaceAll([replacement], undoing.undo_id);
    } catch {
      stuck.push(replacement.path);
    }
  }
  if (stuck.length === 0) return;
  throw new FixError(
    `The undo stopped in the middle (${messageOf(cause)}). Undone so far: ${stuck.join(', ')}. ` +
      `${mend(cause)} then any apply_fixes or undo_fixes carries the undo to its end.`,
  );
}
