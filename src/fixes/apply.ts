import type { State } from '../state/index.ts';
import { maxFileBytes, sha256, type Workspace } from '../workspace/index.ts';
import { splice } from './edits.ts';
import { FixError } from './error.ts';
import { mend, messageOf, nothingChanged } from './failure.ts';
import type { Journal, JournalEntry } from './journal.ts';
import type { FixPlan, PlannedFile } from './plan.ts';
import { recover, restoreOriginals } from './rollback.ts';
import { inspect, nominalPath, type Target } from './target.ts';
import { ChangedMeanwhile, replaceAll } from './write.ts';

/** What acting on files needs. */
export interface Desk {
  readonly workspace: Workspace;
  readonly state: State;
  readonly journal: Journal;
}

export type ApplyResult =
  | {
      readonly status: 'applied';
      readonly applied: readonly { readonly path: string; readonly fixes: number }[];
      readonly undo_id: string;
    }
  /** These files changed since the plan was made. Nothing was touched. */
  | { readonly status: 'stale'; readonly stale: readonly string[] };

/** A plan is undone by the id that carries its own random part, so that applying twice gives one undo. */
export function undoIdOf(planId: string): string {
  return planId.replace(/^plan_/, 'undo_');
}

/**
 * Runs `task` alone on the files, after what a crash left behind has been put in order.
 *
 * @throws {FixError} also for what the disk refuses before a file is written; what fails later says itself how the files are.
 */
export async function alone<T>(
  desk: Desk,
  files: readonly { root: string; relative: string; path: string }[],
  task: () => Promise<T>,
): Promise<T> {
  try {
    return await desk.state.withLock('files', async () => {
      await recover(desk.workspace, desk.journal, desk.state);
      await desk.journal.sweep();
      return desk.state.withFiles(files.map(nominalPath), task);
    });
  } catch (error) {
    throw nothingChanged(error);
  }
}

/** Writes a plan's edits: all files or none. Call it through {@link alone}. */
export async function applyPlan(desk: Desk, plan: FixPlan): Promise<ApplyResult> {
  const { workspace, journal } = desk;
  const undo_id = undoIdOf(plan.plan_id);
  const targets = await Promise.all(plan.files.map(async (file) => ({ file, target: await inspect(workspace, file) })));
  const applied: ApplyResult = {
    status: 'applied',
    applied: plan.files.map(({ path, fixes }) => ({ path, fixes: fixes.length })),
    undo_id,
  };
  const known = await journal.read(undo_id);
  if (known?.status === 'applied' && targets.every(({ file, target }) => target.sha256 === file.sha256_after))
    return applied;
  const stale = targets.filter(({ file, target }) => target.sha256 !== file.sha256).map(({ file }) => file.path);
  if (stale.length > 0) return { status: 'stale', stale };

  const replacements = targets.map(({ file, target }) => ({
    ...target,
    expects: file.sha256,
    bytes: editedBytes(file, target),
  }));
  const entry = await journal.open(
    {
      undo_id,
      plan_id: plan.plan_id,
      files: targets.map(({ file, target }) => ({
        path: file.path,
        root: file.root,
        relative: file.relative,
        sha256: file.sha256,
        sha256_after: file.sha256_after,
        mode: target.mode,
        fixes: file.fixes.length,
      })),
    },
    targets.map(({ target }) => target.bytes),
  );
  try {
    await replaceAll(replacements, undo_id);
    await journal.mark(entry, 'applied');
    return applied;
  } catch (error) {
    await rollBack(desk, entry, error);
    if (error instanceof ChangedMeanwhile) return { status: 'stale', stale: [error.path] };
    throw new FixError(
      `The fixes could not be written: ${messageOf(error)}. All files are as they were. ${mend(error)} then apply the plan again.`,
    );
  }
}

async function rollBack({ workspace, journal }: Desk, entry: JournalEntry, cause: unknown): Promise<void> {
  const stuck = await restoreOriginals(workspace, journal, entry);
  if (stuck.length === 0) {
    // An entry that cannot be closed now, on a full disk, is closed by the next action: there is nothing left to put back.
    await journal.mark(entry, 'rolled_back').catch(() => undefined);
    return;
  }
  throw new FixError(
    `Writing failed (${messageOf(cause)}) and these files could not be put back yet: ${stuck.join(', ')}. ` +
      'Their original bytes are kept and the next apply_fixes or undo_fixes puts them back; mend the cause first.',
  );
}

/** The bytes after the edits, proved to be the ones that were shown. */
export function editedBytes(file: PlannedFile, { bytes }: Pick<Target, 'bytes'>): Buffer {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const expected = file.edits.every(({ start, end, expect }) => text.slice(start, end) === expect);
  const edited = Buffer.from(splice(text, file.edits), 'utf8');
  if (edited.length > maxFileBytes) {
    throw new FixError(
      `The plan would make "${file.path}" larger than 2 MB, which could not be read again. Nothing was changed. ` +
        'Allowed: files of at most 2 MB. Split the file, or leave it out and call suggest_fixes for the other paths.',
    );
  }
  if (expected && sha256(edited) === file.sha256_after) return edited;
  throw new FixError(
    `The plan does not give what it showed for "${file.path}". Nothing was changed. Call suggest_fixes again.`,
  );
}
