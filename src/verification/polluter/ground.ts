import { copyFile, lstat, mkdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import type { Project, Runner } from '../../runners/runner.ts';
import { absent } from '../../state/index.ts';
import { changedBetween, fingerprint } from '../proof/fingerprint.ts';
import { runnerInCopy } from '../proof/runner-in-copy.ts';
import { copyWorkspace, sweepCopies } from '../proof/workspace-copy.ts';
import type { ProjectRecord } from '../record.ts';
import { projectOf } from '../targets.ts';

/**
 * Where a search makes its runs: a private copy of the workspace root. What the tests of one run write there would decide the
 * next, and in the user's own folder nobody may take it away.
 */
export interface Ground {
  readonly project: Project;
  readonly runner: Runner;
  /** Real path of the copy. */
  readonly root: string;
  readonly limitations: readonly string[];
  /** Makes the copy as it was. */
  clean(): Promise<void>;
  remove(): Promise<void>;
}

/** @throws {ProofError} when the root holds too much to be copied; `RunnerError` when the runner is not installed. */
export async function openGround(record: ProjectRecord, signal?: AbortSignal): Promise<Ground> {
  await sweepCopies();
  const copy = await copyWorkspace(record.root, { signal });
  try {
    const real = projectOf(record);
    const runner = await runnerInCopy(real, record.root, copy);
    const start = await fingerprint(copy.root);
    // Files that were put back are others to the file system.
    let clean = start;
    return {
      project: { ...real, folder: copy.twin(real.folder) },
      runner,
      root: copy.root,
      limitations: copy.limitations,
      async clean() {
        const changed = changedBetween(clean, await fingerprint(copy.root));
        // What took the place of a folder, a link perhaps, comes before what was in that: nothing behind it is removed.
        for (const name of changed) await rm(path.join(copy.root, name), { recursive: true, force: true });
        for (const name of changed) {
          if (start.has(name)) await putBack(path.join(record.root, name), path.join(copy.root, name));
          else await removeEmpty(path.dirname(name), copy.root, record.root);
        }
        if (changed.length > 0) clean = await fingerprint(copy.root);
      },
      remove: copy.remove,
    };
  } catch (error) {
    await copy.remove();
    throw error;
  }
}

async function putBack(real: string, file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await copyFile(real, file);
}

/** A folder that tests have made, when nothing is left in it, and those above it. */
async function removeEmpty(folder: string, copy: string, real: string): Promise<void> {
  for (let at = folder; at !== '.'; at = path.dirname(at)) {
    if (await lstat(path.join(real, at)).catch(absent)) return;
    const gone = await rmdir(path.join(copy, at)).then(
      () => true,
      () => false,
    );
    if (!gone) return;
  }
}
