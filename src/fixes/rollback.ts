import type { State } from '../state/index.ts';
import type { Workspace } from '../workspace/index.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { inspect, nominalPath } from './target.ts';
import { discardWaiting, replaceAll } from './write.ts';

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
      await discardWaiting(nominalPath(file), entry.undo_id);
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

/** Brings what a crash interrupted back to how the files were. Call it under the workspace's lock. */
export async function recover(workspace: Workspace, journal: Journal, state: State): Promise<void> {
  for (const entry of await journal.interrupted()) {
    await state.withFiles(entry.files.map(nominalPath), async () => {
      const stuck = await restoreOriginals(workspace, journal, entry);
      // What is stuck stays interrupted, so that the next action tries again.
      if (stuck.length === 0) await journal.mark(entry, entry.status === 'undoing' ? 'undone' : 'rolled_back');
    });
  }
}
