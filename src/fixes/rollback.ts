import type { State } from '../state/index.ts';
import type { Workspace } from '../workspace/index.ts';
import { Journal, type JournalEntry, type JournalFile } from './journal.ts';
import { inspect, nominalPath, realPathOf } from './target.ts';
import { replaceAll, takeBack } from './write.ts';

/**
 * Puts the original bytes back wherever the new ones stand, and removes what waited to be renamed. A file that somebody has
 * changed since is left alone: it is theirs.
 *
 * @returns the files that could not be put back, as shown to people
 */
export async function restoreOriginals(
  workspace: Workspace,
  journal: Journal,
  entry: JournalEntry,
): Promise<readonly string[]> {
  const stuck: string[] = [];
  for (const file of entry.files) {
    try {
      await takeFileBack(workspace, entry, file);
      const target = await inspect(workspace, file);
      if (target.sha256 !== file.sha256_after) continue;
      const bytes = await journal.original(entry, file);
      await replaceAll([{ ...target, expects: file.sha256_after, bytes, mode: file.mode }], entry.undo_id);
    } catch {
      stuck.push(file.path);
    }
  }
  return stuck;
}

/** Back to before the action that was interrupted: applying wrote the new bytes, undoing the old ones. */
export async function takeFileBack(workspace: Workspace, entry: JournalEntry, file: JournalFile): Promise<void> {
  const { sha256: before, sha256_after: after } = file;
  const wrote = entry.status === 'undoing' ? before : after;
  await takeBack(await realPathOf(workspace, file), entry.undo_id, wrote, [before, after]);
}

/** {@link recover} for the start of a program: touches nothing and waits for nobody when nothing was interrupted. */
export async function recoverAtStart(workspace: Workspace, state: State): Promise<readonly string[]> {
  const journal = new Journal(state);
  if ((await journal.interrupted()).length === 0) return [];
  return state.withLock('files', () => recover(workspace, journal, state));
}

/**
 * Brings what a crash interrupted back to how the files were. Call it under the workspace's lock.
 *
 * @returns the files that could not be put back, as shown to people
 */
export async function recover(workspace: Workspace, journal: Journal, state: State): Promise<readonly string[]> {
  const stuck: string[] = [];
  for (const entry of await journal.interrupted()) {
    await state.withFiles(entry.files.map(nominalPath), async () => {
      const left = await restoreOriginals(workspace, journal, entry);
      stuck.push(...left);
      // What is stuck stays interrupted, so that the next action tries again.
      if (left.length === 0) await journal.mark(entry, entry.status === 'undoing' ? 'undone' : 'rolled_back');
    });
  }
  return stuck;
}
