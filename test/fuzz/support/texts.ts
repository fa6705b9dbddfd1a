import fc from 'fast-check';

/** What breaks readers: brackets, quotes, line ends, marks that are not seen, halves of characters, and words of tests. */
const pieces = [
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '<',
    '>',
    '"',
    "'",
    '`',
    '"""',
    "'''",
    '${',
    '}`',
    '/*',
    '*/',
    '//',
    '#',
    '@',
    '=>',
    '...',
    '\\',
  ],
  ...[
    '\n',
    '\r',
    '\r\n',
    '\t',
    '\f',
    '\v',
    '\0',
    '\u2028',
    '\u2029',
    '\u0085',
    '\u00a0',
    '\uFEFF',
    '\u200b',
    '\u202e',
    '\u{E0041}',
    '\ud800',
    '\udc00',
    '𝒳',
    'é',
  ],
  ...[
    ' and ',
    ' or ',
    ' not ',
    ':=',
    '**',
    '*',
    ';',
    ',',
    ':',
    '.',
    '?.',
    '!',
    '?',
    '=',
    '==',
    '===',
    '+=',
    '->',
    '~',
    '^',
    '|',
    '&',
    '%',
    '$1',
    '$&',
    '0x',
    '1e999',
    '-1',
    '9'.repeat(40),
  ],
  ...[
    'await ',
    'async ',
    'yield ',
    'return ',
    'assert ',
    'def ',
    'class ',
    'lambda: ',
    'lambda x: ',
    'import ',
    'from ',
    'if ',
    'else:',
    'for ',
    'in ',
    'with ',
    'try:',
    'except:',
    'finally:',
    'match x:',
    'case _:',
    'del ',
    'global ',
    'pass',
    'f"{',
    'rb"',
    'self.',
    'not in ',
  ],
  ...[
    'const ',
    'let ',
    'function ',
    'new ',
    'export ',
    'default ',
    'switch ',
    'throw ',
    'typeof ',
    'void ',
    'super.',
    'this.',
    'enum ',
    'namespace ',
    'declare ',
    'satisfies ',
    'as any',
    '<T,>',
    '</a>',
    '<a b={',
    '@x ',
  ],
  ...[
    'it(',
    'test(',
    'describe(',
    'expect(',
    '.toBe(',
    '.resolves',
    '.not',
    '.each`',
    '.each([',
    '.only',
    '.skip',
    'vi.',
    'jest.',
    'beforeEach(',
    'setTimeout(',
    'pytest.',
    '@pytest.fixture',
    '@pytest.mark.',
    'parametrize(',
    'mock.patch(',
    'time.sleep(',
    'done',
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'process.env',
  ],
  ...['testing-patterns: ignore[fixed-sleep] x', 'testing-patterns: ignore[', '\n    ', '\n\t', '\n'],
];
const piece = fc.constantFrom(...pieces);

/** Anything that JavaScript can hold as a string, halves of surrogate pairs included. */
export const wildText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 100 }).map((units) => String.fromCharCode(...units)),
  fc.string({ unit: 'grapheme', maxLength: 100 }),
  fc.array(piece, { maxLength: 60 }).map((parts) => parts.join('')),
);

const place = fc.nat(1 << 24);
const length = fc.oneof({ weight: 3, arbitrary: fc.nat(12) }, { weight: 1, arbitrary: fc.nat(400) });

type Change = (text: string) => string;

const cut = fc.tuple(place, length).map(
  ([at, count]): Change =>
    (text) =>
      replaced(text, at, count, () => ''),
);
const double = fc.tuple(place, length, fc.integer({ min: 2, max: 4 })).map(
  ([at, count, times]): Change =>
    (text) =>
      replaced(text, at, count, (part) => part.repeat(times)),
);
const put = fc.tuple(place, piece).map(
  ([at, part]): Change =>
    (text) =>
      replaced(text, at, 0, () => part),
);
const overwrite = fc.tuple(place, length, piece).map(
  ([at, count, part]): Change =>
    (text) =>
      replaced(text, at, count, () => part),
);
const move = fc.tuple(place, place, length).map(
  ([from, to, count]): Change =>
    (text) => {
      const start = at(text, from);
      const part = text.slice(start, start + count);
      return replaced(text, to, 0, () => part);
    },
);
const swapTokens = fc.tuple(place, place).map(
  ([one, other]): Change =>
    (text) => {
      const tokens = text.match(/\w+|\s+|[^\w\s]/gu) ?? [];
      const [i, j] = [one % (tokens.length || 1), other % (tokens.length || 1)];
      const [a = '', b = ''] = [tokens[i], tokens[j]];
      return tokens.map((token, index) => (index === i ? b : index === j ? a : token)).join('');
    },
);
const swapLines = fc.tuple(place, place).map(
  ([one, other]): Change =>
    (text) => {
      const lines = text.split('\n');
      const [i, j] = [one % lines.length, other % lines.length];
      return lines.map((line, index) => lines[index === i ? j : index === j ? i : index] ?? line).join('\n');
    },
);
const dropBracket = place.map(
  (nth): Change =>
    (text) => {
      const found = [...text.matchAll(/[()[\]{}'"`:,]/g)];
      const start = found[nth % (found.length || 1)]?.index;
      return start === undefined ? text : text.slice(0, start) + text.slice(start + 1);
    },
);
const indent = fc.tuple(place, fc.constantFrom('', ' ', '    ', '\t')).map(
  ([nth, by]): Change =>
    (text) => {
      const lines = text.split('\n');
      const line = nth % lines.length;
      return lines.map((each, index) => (index === line ? by + each.trimStart() : each)).join('\n');
    },
);
const lineEnds = fc.constantFrom('\r\n', '\r', '\u2028').map(
  (end): Change =>
    (text) =>
      text.replaceAll('\n', end),
);
const mark = fc.constant<Change>((text) => `\uFEFF${text}`);
const unended = fc.constant<Change>((text) => text.trimEnd());
const deep = fc.tuple(place, fc.constantFrom('()', '[]', '{}'), fc.nat(60)).map(
  ([where, [open = '', close = ''], depth]): Change =>
    (text) =>
      replaced(text, where, 1, (part) => open.repeat(depth) + part + close.repeat(depth)),
);

const change = fc.oneof(
  { weight: 3, arbitrary: cut },
  { weight: 2, arbitrary: double },
  { weight: 4, arbitrary: put },
  { weight: 3, arbitrary: overwrite },
  { weight: 2, arbitrary: move },
  { weight: 3, arbitrary: swapTokens },
  { weight: 2, arbitrary: swapLines },
  { weight: 2, arbitrary: dropBracket },
  { weight: 1, arbitrary: indent },
  { weight: 1, arbitrary: fc.oneof(lineEnds, mark, unended, deep) },
);

/** A real text with a few things done to it. */
export function mutated(texts: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...texts), fc.array(change, { maxLength: 5 }))
    .map(([text, changes]) => changes.reduce((now, each) => each(now), text));
}

/** The same, and at times the first part of one text with the second of another. */
export function mutatedOrSpliced(texts: readonly string[]): fc.Arbitrary<string> {
  const one = mutated(texts);
  const two = fc.tuple(one, one, place, place).map(([a, b, i, j]) => a.slice(0, at(a, i)) + b.slice(at(b, j)));
  return fc.oneof({ weight: 4, arbitrary: one }, { weight: 1, arbitrary: two });
}

function at(text: string, where: number): number {
  return where % (text.length + 1);
}

function replaced(text: string, where: number, count: number, by: (part: string) => string): string {
  const start = at(text, where);
  const end = Math.min(text.length, start + count);
  return text.slice(0, start) + by(text.slice(start, end)) + text.slice(end);
}
