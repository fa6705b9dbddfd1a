import type { Span } from './facts.ts';

/** 1-based line and column (columns in UTF-16 code units, as editors count them). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A source text with what fixes and messages ask of it: slices, lines, indentation, line ends. */
export class Source {
  readonly text: string;
  private readonly lineStarts: readonly number[];

  constructor(text: string) {
    this.text = text;
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.lineStarts = starts;
  }

  slice({ start, end }: Span): string {
    return this.text.slice(start, end);
  }

  position(offset: number): Position {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.lineStarts[low] ?? 0) + 1 };
  }

  /** Offset of the first character of the line that holds `offset`. */
  lineStart(offset: number): number {
    return this.lineStarts[this.position(offset).line - 1] ?? 0;
  }

  /** Offset just behind the line break of the line that holds `offset`, or the end of the text. */
  nextLine(offset: number): number {
    return this.lineStarts[this.position(offset).line] ?? this.text.length;
  }

  /** Leading white space of the line that holds `offset`. */
  indentAt(offset: number): string {
    const start = this.lineStart(offset);
    return /^[\t ]*/.exec(this.text.slice(start, start + 200))?.[0] ?? '';
  }

  /** The line break most lines of the file end with. */
  get eol(): '\r\n' | '\n' {
    const crlf = this.text.split('\r\n').length - 1;
    return crlf > 0 && crlf * 2 >= this.lineStarts.length - 1 ? '\r\n' : '\n';
  }

  /** One level of indentation as this file writes it. */
  get indentUnit(): string {
    const first = /^(\t| {2,8})\S/m.exec(this.text);
    return first?.[1] ?? (this.text.includes('\n\t') ? '\t' : '  ');
  }
}

/** True when `inner` lies within `outer`. */
export function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
