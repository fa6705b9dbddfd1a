import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { absent } from '../../state/index.ts';
import { isData, isSource } from '../source-names.ts';
import { ProofError } from './error.ts';
import { changedBetween, fingerprint } from './fingerprint.ts';
import type { ChangedText } from './record.ts';
import { copyWorkspace, type WorkspaceCopy } from './workspace-copy.ts';

/** Files whose content is looked at; one is enough. */
const mostCompared = 50;

/** The workspace without the change and with it, both private. */
export interface Trees {
  readonly old: WorkspaceCopy;
  readonly new: WorkspaceCopy;
  readonly limitations: readonly string[];
  /** Code of a copy, by content, that is not what it was before anything ran: a run changed what the next one runs. The first ones. */
  changedCode(side: 'old' | 'new'): Promise<readonly string[]>;
  /** What the tests have written into the trees so far, in a sentence, if they have. */
  written(): Promise<readonly string[]>;
  remove(): Promise<void>;
}

/** @throws {ProofError} when a changed file holds neither its text before nor that after. */
export async function copyTrees(
  root: string,
  changes: readonly ChangedText[],
  signal: AbortSignal | undefined,
): Promise<Trees> {
  const copies: WorkspaceCopy[] = [];
  const remove = async () => {
    for (const copy of copies) await copy.remove();
  };
  const make = async (side: 'before' | 'after') => {
    const copy = await copyWorkspace(root, { signal });
    copies.push(copy);
    for (const change of changes) await put(copy, change, side);
    return copy;
  };
  try {
    const [before, after] = [await make('before'), await make('after')];
    const start = await Promise.all(copies.map((copy) => fingerprint(copy.root)));
    return {
      old: before,
      new: after,
      limitations: before.limitations,
      remove,
      async changedCode(side) {
        const [copy, at] = side === 'old' ? [before, 0] : [after, 1];
        const then = start[at] ?? new Map();
        const written = changedBetween(then, await fingerprint(copy.root)).filter(
          (name) => then.has(name) && isSource(name) && !isData(name),
        );
        const other: string[] = [];
        for (const name of written.slice(0, mostCompared)) {
          const meant = changes.find(({ relative }) => relative === name)?.[side === 'old' ? 'before' : 'after'];
          const now = await readFile(path.join(copy.root, name), 'utf8').catch(absent);
          if (now !== (meant ?? (await readFile(path.join(root, name), 'utf8').catch(absent)))) other.push(name);
        }
        return other;
      },
      async written() {
        const now = await Promise.all(copies.map((copy) => fingerprint(copy.root)));
        const files = [...new Set(now.flatMap((files, at) => changedBetween(start[at] ?? new Map(), files)))].sort();
        if (files.length === 0) return [];
        const named = files.slice(0, 5).join(', ');
        return [
          `The tests write into the workspace (here: into the copies), so that one run can change the next: ${named}${files.length > 5 ? ` and ${files.length - 5} more` : ''}.`,
        ];
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function put(copy: WorkspaceCopy, change: ChangedText, side: 'before' | 'after'): Promise<void> {
  const file = path.join(copy.root, change.relative);
  const now = (await readFile(file, 'utf8').catch(absent)) ?? '';
  if (now !== change.before && now !== change.after)
    throw new ProofError(
      `"${change.relative}" has changed since the fix was made. Allowed: a file as it was before the fix or as it is after it. Ask for the fix again.`,
    );
  const text = change[side];
  if (text === now) return;
  // A file that the change makes or takes away is empty on one side.
  if (text === '') await rm(file, { force: true });
  else await copy.write(change.relative, text);
}
