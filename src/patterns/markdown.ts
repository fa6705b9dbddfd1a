export interface Section {
  readonly heading: string;
  /** 1-based line of the heading in the file. */
  readonly line: number;
  /** From the heading to the next one of the same level, without trailing blank lines. */
  readonly text: string;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** The `##` sections of a markdown body. A `##` inside a code fence is code, not a heading. */
export function sectionsOf(body: string, bodyLine: number): Section[] {
  const lines = body.split('\n');
  const starts: { heading: string; index: number }[] = [];
  let fence: string | undefined;
  lines.forEach((line, index) => {
    const mark = FENCE.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
    } else if (mark) {
      fence = mark;
    } else if (line.startsWith('## ')) {
      starts.push({ heading: line.slice(3).trim(), index });
    }
  });
  return starts.map(({ heading, index }, position) => ({
    heading,
    line: bodyLine + index,
    text: lines
      .slice(index, starts[position + 1]?.index)
      .join('\n')
      .trimEnd(),
  }));
}

/** Heading words compared without case, punctuation and a leading number of hashes. */
export function sameHeading(left: string, right: string): boolean {
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  return plain(left) === plain(right);
}
