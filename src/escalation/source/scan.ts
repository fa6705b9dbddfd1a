/** A text with its comments and the contents of its strings blanked out, and both of them listed. */
export interface Scan {
  /** As long as the text, line for line; strings are blank between their quotes, comments altogether. */
  readonly code: string;
  readonly strings: readonly Piece[];
  readonly comments: readonly Piece[];
}

/** [start, end) in UTF-16 code units of the text, without quotes and comment marks where `text` has none. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** One pass, no parser: good enough to tell code from prose, on files that do not even parse. */
export function scan(path: string, text: string): Scan {
  return /\.(?:[cm]?[jt]sx?|json5?|jsonc)$/.test(path) ? scanScript(text) : scanHash(text);
}

class Blanked {
  readonly strings: Piece[] = [];
  readonly comments: Piece[] = [];
  private readonly parts: string[] = [];
  private done = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Blanks [start, end), line breaks kept. Calls come in order. */
  blank(start: number, end: number): void {
    this.parts.push(this.text.slice(this.done, start), this.text.slice(start, end).replace(/[^\r\n]/g, ' '));
    this.done = end;
  }

  string(start: number, end: number): void {
    if (end > start) this.strings.push({ start, end, text: this.text.slice(start, end) });
    this.blank(start, end);
  }

  comment(start: number, end: number): void {
    this.comments.push({ start, end, text: this.text.slice(start, end) });
    this.blank(start, end);
  }

  finish(): Scan {
    this.parts.push(this.text.slice(this.done));
    return { code: this.parts.join(''), strings: this.strings, comments: this.comments };
  }
}

/** JavaScript and TypeScript. The code inside `${…}` stays code. */
function scanScript(text: string): Scan {
  const out = new Blanked(text);
  /** Open braces since each `${` that is not closed yet. */
  const templates: number[] = [];
  let at = 0;

  const template = (from: number): number => {
    let end = from;
    while (end < text.length && text[end] !== '`' && !text.startsWith('${', end)) end += text[end] === '\\' ? 2 : 1;
    end = Math.min(end, text.length);
    out.string(from, end);
    if (text.startsWith('${', end)) {
      templates.push(0);
      return end + 2;
    }
    return end + 1;
  };

  while (at < text.length) {
    const character = text[at];
    if (character === '"' || character === "'") {
      const end = endOfString(text, at + 1, character);
      out.string(at + 1, end);
      at = end + 1;
    } else if (character === '`') {
      at = template(at + 1);
    } else if (text.startsWith('//', at)) {
      const end = endOfLine(text, at);
      out.comment(at, end);
      at = end;
    } else if (text.startsWith('/*', at)) {
      const close = text.indexOf('*/', at + 2);
      const end = close === -1 ? text.length : close + 2;
      out.comment(at, end);
      at = end;
    } else if (character === '/' && startsExpression(text, at)) {
      const end = endOfRegex(text, at + 1);
      out.blank(at + 1, end);
      at = end + 1;
    } else {
      const open = templates.length - 1;
      const depth = templates[open];
      if (depth !== undefined && character === '{') templates[open] = depth + 1;
      if (depth !== undefined && character === '}') {
        if (depth === 0) {
          templates.pop();
          at = template(at + 1);
          continue;
        }
        templates[open] = depth - 1;
      }
      at += 1;
    }
  }
  return out.finish();
}

/** Python, and files whose comments start with `#`. The code inside an f-string's braces stays code. */
function scanHash(text: string): Scan {
  const out = new Blanked(text);
  let at = 0;
  while (at < text.length) {
    const character = text[at];
    if (character === '#') {
      const end = endOfLine(text, at);
      out.comment(at, end);
      at = end;
    } else if (character === '"' || character === "'") {
      const triple = text.startsWith(character.repeat(3), at);
      const start = at + (triple ? 3 : 1);
      const close = triple ? text.indexOf(character.repeat(3), start) : endOfString(text, start, character);
      const end = close === -1 ? text.length : close;
      if (/[fF][rR]?$|[rR][fF]$/.test(text.slice(Math.max(0, at - 2), at))) formatted(out, text, start, end);
      else out.string(start, end);
      at = end + (triple ? 3 : 1);
    } else {
      at += 1;
    }
  }
  return out.finish();
}

function formatted(out: Blanked, text: string, start: number, end: number): void {
  let at = start;
  for (let piece = start; at < end; ) {
    if (text.startsWith('{{', at)) {
      at += 2;
    } else if (text[at] === '{') {
      out.string(piece, at);
      const close = text.indexOf('}', at);
      at = close === -1 || close > end ? end : close + 1;
      piece = at;
    } else {
      at += 1;
    }
    if (at >= end) out.string(piece, end);
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/** An unclosed quote ends with its line. */
function endOfString(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at += text.startsWith('\r\n', at + 1) ? 2 : 1;
    else if (text[at] === quote || text[at] === '\n') return at;
  }
  return text.length;
}

function endOfRegex(text: string, from: number): number {
  let inClass = false;
  for (let at = from; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '[') inClass = true;
    else if (text[at] === ']') inClass = false;
    else if (text[at] === '/' && !inClass) return at;
  }
  return from;
}

function startsExpression(text: string, slash: number): boolean {
  const before = text.slice(Math.max(0, slash - 20), slash).trimEnd();
  return before === '' || /[(,=:[!&|?{};+~^<>%*-]$|\b(?:return|typeof|case|in|of|await|yield)$/.test(before);
}
