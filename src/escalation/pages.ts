/** The size of a terminal window in characters, as it is now. A terminal that does not say has none. */
export interface WindowSize {
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

export interface Page {
  readonly text: string;
  /** Where the next page begins; undefined after the last. */
  readonly next?: number;
}

/** Before what goes on from the line above: no line of ours or of a diff begins with it. */
const continued = '>> ';
/** For the question below a page. */
const reservedRows = 3;
const fewestRows = 5;
const narrowest = 20;

/**
 * What fits on the screen of a text, from `offset` on: long lines are wrapped and marked, never cut, so that nothing
 * scrolls away before it could be read. Without a size everything is one page.
 */
export function pageOf(text: string, offset: number, { columns, rows }: WindowSize): Page {
  const width = columns ? Math.max(columns, narrowest) : Number.POSITIVE_INFINITY;
  const height = rows ? Math.max(rows - reservedRows, fewestRows) : Number.POSITIVE_INFINITY;
  const shown: string[] = [];
  let at = offset;
  while (at < text.length && shown.length < height) {
    const goesOn = at > 0 && text[at - 1] !== '\n';
    const newline = text.indexOf('\n', at);
    const lineEnd = newline === -1 ? text.length : newline;
    const end = fitting(text, at, lineEnd, goesOn ? width - continued.length : width);
    shown.push(`${goesOn ? continued : ''}${text.slice(at, end)}`);
    at = end === lineEnd ? lineEnd + 1 : end;
  }
  return { text: shown.join('\n'), ...(at < text.length ? { next: at } : {}) };
}

/** Where the row that begins at `from` ends. What may be wider than one column is taken to be. */
function fitting(text: string, from: number, lineEnd: number, width: number): number {
  let used = 0;
  let at = from;
  for (const character of text.slice(from, lineEnd)) {
    used += character === '\t' ? 8 : character > '~' ? 2 : 1;
    if (used > width) return at;
    at += character.length;
  }
  return lineEnd;
}
