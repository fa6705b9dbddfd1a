import { structuredPatch } from 'diff';
import type { Change } from './action.ts';
import { escaped } from './escape.ts';
import { visible, visibleLine } from './visible.ts';

const context = 3;
/** Texts more lines apart than this are shown as everything removed, everything added: the work grows with the square. */
const maxEdits = 2_000;
const noFinalNewline = '\\ No newline at end of file';

/**
 * What a person reads of the changes before they approve: never shortened, nothing hidden. Every line of a file begins
 * with a blank, `+`, `-` or `\`, so that none can pose as a heading of ours.
 */
export function shownDiff(changes: readonly Change[]): string {
  return changes
    .map((change, index) => {
      const crlf = allCrlf(change);
      const heading = `File ${index + 1} of ${changes.length}: ${visibleLine(change.path)}${stateOf(change)}${crlf ? ' (every line ends in CRLF)' : ''}`;
      const lines = diffLines(change).map((line) => shownLine(crlf ? line.replace(/\r$/, '') : line));
      return [heading, ...(lines.length > 0 ? lines : ['Nothing in it would change.'])].join('\n');
    })
    .join('\n\n');
}

function stateOf({ before, after }: Change): string {
  if (before === '') return ' (new, or empty until now)';
  return after === '' ? ' (removed, or emptied)' : '';
}

function diffLines({ path, before, after }: Change): string[] {
  if (before === after) return [];
  const patch = structuredPatch(path, path, before, after, undefined, undefined, { context, maxEditLength: maxEdits });
  if (!patch) return [...wholeText('-', before), ...wholeText('+', after)];
  return patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines,
  ]);
}

function wholeText(sign: string, text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n').map((line) => `${sign}${line}`);
  return text.endsWith('\n') ? lines.slice(0, -1) : [...lines, noFinalNewline];
}

/** Tabs stand out from blanks, and blanks at the end of a changed line are seen. */
function shownLine(line: string): string {
  if (line === noFinalNewline) return line;
  const [, changed = '', end = ''] = /^([+-].*?)([ \t]*)$/s.exec(line) ?? [];
  const shown = changed === '' ? visible(line) : `${visible(changed)}${end.replace(/[ \t]/g, escaped)}`;
  return shown.replaceAll('\t', '→\t');
}

function allCrlf({ before, after }: Change): boolean {
  const both = before + after;
  return both.includes('\n') && !/(?<!\r)\n/.test(both) && !/\r(?!\n)/.test(both);
}
