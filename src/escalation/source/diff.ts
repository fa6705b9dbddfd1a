import { structuredPatch } from 'diff';
import type { Change } from '../action.ts';

export interface ChangedLine {
  /** 1-based; in the new text for an added line, in the old text for a removed one. */
  readonly line: number;
  readonly text: string;
}

/** Neighbouring changed lines with the unchanged ones around them. */
export interface Hunk {
  readonly added: readonly ChangedLine[];
  readonly removed: readonly ChangedLine[];
  /** 1-based lines of the new text that the hunk covers, context included. */
  readonly firstLine: number;
  readonly lastLine: number;
}

const context = 3;
/** Texts further apart than this are one hunk: everything removed, everything added. Bounds the work of the diff. */
const maxEdits = 5_000;

export function hunksOf({ path, before, after }: Change): Hunk[] {
  if (before === after) return [];
  const patch = structuredPatch(path, path, before, after, undefined, undefined, { context, maxEditLength: maxEdits });
  if (!patch) {
    const [added, removed] = [linesOf(after), linesOf(before)];
    return [{ added, removed, firstLine: 1, lastLine: added.length }];
  }
  return patch.hunks.map(({ lines, oldStart, newStart, newLines }) => {
    const added: ChangedLine[] = [];
    const removed: ChangedLine[] = [];
    let oldLine = oldStart;
    let newLine = newStart;
    for (const line of lines) {
      const text = line.slice(1);
      if (line.startsWith('+')) added.push({ line: newLine++, text });
      else if (line.startsWith('-')) removed.push({ line: oldLine++, text });
      else if (line.startsWith(' ')) {
        oldLine += 1;
        newLine += 1;
      }
    }
    return { added, removed, firstLine: newStart, lastLine: newStart + Math.max(newLines, 1) - 1 };
  });
}

function linesOf(text: string): ChangedLine[] {
  return text.split('\n').map((line, index) => ({ line: index + 1, text: line }));
}
