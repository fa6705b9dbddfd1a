import { Source } from '../../analysis/source.ts';
import { pageAssertion } from './page-assertions.ts';
import type { Scan } from './scan.ts';

export interface Assertion {
  /** Its words, numbers, operators and strings, without what moving or awaiting it changes. */
  readonly tokens: readonly string[];
  /** What it says of a browser's page, however it is written. */
  readonly page: string | undefined;
  readonly line: number;
}

const pythonHead =
  /(?<![\w.])expect(?=\()|(?<![\w.])assert\b(?!\s*[.(=]?\s*_\w)|\bself\.assert\w+(?=\()|\bself\.fail(?=\()|\bpytest\.(?:raises|warns|fail|deprecated_call)(?=\()|(?<![\w.])(?:np|numpy)\.testing\.\w+(?=\()|\.assert_(?:called|not_called|any_call|has_calls|awaited|has_awaits|any_await|not_awaited)\w*(?=\()/g;
const scriptHead =
  /(?<=(?:(?<![\w.])|(?<![\w.])(?:ctx|context|t)\.))expect(?:\.(?:soft|poll|assertions|hasAssertions))?(?=[(<])|(?<![\w.])assert(?:\.\w+)*(?=\()|(?<![\w.])t\.(?:is|not|deepEqual|true|false|truthy|falsy|throws|throwsAsync|like|regex|pass|fail|equal|ok)(?=\()/g;

/** The assertions of a file, strings included, comments not: an assertion that was commented out is gone. */
export function assertionsOf(path: string, text: string, { code }: Scan): Assertion[] {
  const python = path.endsWith('.py');
  const lines = new Source(text);
  const found: Assertion[] = [];
  let behind = 0;
  for (const { index, 0: head } of code.matchAll(python ? pythonHead : scriptHead)) {
    // An assertion inside another one is part of it.
    if (index < behind) continue;
    // `.assert_called_once()` means little without the mock it is called on.
    const before = head.startsWith('.')
      ? /[\w.\])]*$/.exec(code.slice(Math.max(0, index - 100), index))?.[0].length
      : 0;
    const start = index - (before ?? 0);
    behind = endOfStatement(code, index + head.length, python);
    const tokens = spoken(tokensOf(code.slice(start, behind), text.slice(start, behind)), python);
    const written = { code: code.slice(start, behind), text: text.slice(start, behind) };
    const page = python ? undefined : pageAssertion(written, (name) => lastValueOf(name, code, text, start));
    if (tokens.length > 0) found.push({ tokens, page, line: lines.position(index).line });
  }
  return found;
}

/** Behind the brackets that open in it, and what is chained onto them. Long enough for any real assertion. */
const maxLength = 4_000;

function endOfStatement(code: string, from: number, python: boolean): number {
  let open = 0;
  const limit = Math.min(code.length, from + maxLength);
  for (let at = from; at < limit; at++) {
    const character = code.charAt(at);
    if ('([{'.includes(character)) open += 1;
    else if (')]}'.includes(character)) {
      open -= 1;
      if (open < 0) return at;
      if (open === 0 && !python && !/^\s*[.([]/.test(code.slice(at + 1, at + 200))) return at + 1;
    } else if (
      open === 0 &&
      (character === ';' ||
        (character === '\n' && (python ? code[at - 1] !== '\\' : !/^\s*\./.test(code.slice(at, at + 200)))))
    ) {
      return at;
    }
  }
  return limit;
}

/** A value is set close to where it is asserted. In UTF-16 code units. */
const near = 4_000;

/** What a name was set to last before `end`, where that is one line. */
function lastValueOf(name: string, code: string, text: string, end: number): string | undefined {
  if (!/^[A-Za-z_]\w*$/.test(name)) return undefined;
  const from = Math.max(0, end - near);
  const set = [
    ...code.slice(from, end).matchAll(new RegExp(`\\b(?:const|let|var)\\s+${name}\\b[^=\\n]*=\\s*`, 'g')),
  ].at(-1);
  if (!set) return undefined;
  const start = from + set.index + set[0].length;
  return text.slice(start, start + code.slice(start, end).search(/;|\r?\n|$/)).trim();
}

/** Words that come and go without changing what is checked. */
const idle = new Set(['await', 'async', 'return', 'with', 'as']);
const token = /[\p{L}\p{N}_$]+|[=!<>]=?=?|&&|\|\||[-+*/%]/gu;

/** Without what comes and goes. `(error as Error).message` and `toHaveProperty('message', …)` speak of one member. */
function spoken(tokens: readonly string[], python: boolean): string[] {
  const words = python ? tokens : tokens.filter((_, at) => tokens[at - 1] !== 'as');
  return sameWords(python ? words : thrown(words))
    .map((word, at) => (words[at - 1] === 'toHaveProperty' ? word.replaceAll('"', '') : word))
    .filter((word) => !idle.has(word));
}

const quote = /^['"`]/;

const same: readonly (readonly [before: string, after: string])[] = [
  ['not toBeDefined', 'toBeUndefined'],
  ['not toBeUndefined', 'toBeDefined'],
  ['toBe undefined', 'toBeUndefined'],
  ['toBe null', 'toBeNull'],
];

/** What a caught error says is what was thrown: `expect(error.message).toContain('a')` and `rejects.toThrow('a')`. */
function thrown(words: readonly string[]): readonly string[] {
  const [head, name = '', member, matcher = '', ...value] = words;
  const isMessage = member === 'message' && /^(?:e|err|\w*error|ex|exception|caught)$/i.test(name);
  return head === 'expect' && isMessage && /^(?:toContain|toMatch)$/.test(matcher)
    ? [head, 'toThrow', ...value]
    : words;
}

/** Two ways to say one thing. */
function sameWords(words: readonly string[]): readonly string[] {
  return words.flatMap((word, at) => {
    const [, one] = same.find(([pair]) => pair === `${word} ${words[at + 1] ?? ''}`) ?? [];
    if (one !== undefined) return [one];
    return same.some(([pair]) => pair === `${words[at - 1] ?? ''} ${word}`) ? [] : [word];
  });
}

/** Words of the code with the strings put back, each string one token. */
function tokensOf(code: string, text: string): string[] {
  const strings = [...code.matchAll(/(['"`])[^\S\n]*\1/g)].map(({ index, 0: blank }) => ({
    index,
    text: text.slice(index, index + blank.length),
  }));
  const words = [...code.matchAll(token)].map(({ index, 0: word }) => ({ index, text: word }));
  const parts = [...words, ...strings].sort((a, b) => a.index - b.index);
  const merged: { text: string; end: number }[] = [];
  for (const { index, text: part } of parts) {
    const last = merged.at(-1);
    const end = index + part.length;
    // Python reads strings that follow each other as one.
    if (last && quote.test(last.text) && quote.test(part) && code.slice(last.end, index).trim() === '')
      merged.splice(-1, 1, { text: last.text.slice(0, -1) + part.slice(1), end });
    else merged.push({ text: part, end });
  }
  return merged.map(({ text: part }) => part.replace(/^['"`]|['"`]$/g, '"'));
}
