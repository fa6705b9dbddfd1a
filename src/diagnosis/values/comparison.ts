/** Two values that a failing assertion held against each other, as printed. */
export interface Pair {
  readonly received: string;
  readonly expected: string;
  /** `==`, `<`, `length`: what was asked of them. */
  readonly relation: string;
}

/** What an assertion compared. Which side of a diff is which differs from runner to runner, so nothing depends on it. */
export interface Comparison {
  readonly pairs: readonly Pair[];
  /** Lines of the diff that only one side has. */
  readonly minus: readonly string[];
  readonly plus: readonly string[];
}

const value = '(.{1,600}?)';
/** Values of one failure; more are a generated text. */
const maxPairs = 40;
const statements: readonly { readonly expression: RegExp; readonly relation?: string; readonly turned?: boolean }[] = [
  { expression: /^\s*E\s+(?:[\w.]*Error: )?assert (?:not )?(.{1,900}?) (==|!=|<=|>=|<|>|in|not in|is) (.{1,900})$/ },
  { expression: /^(?:[\w.]+: )?assert (.{1,900}?) (==|!=|<=|>=|<|>) (.{1,900})$/ },
  {
    expression: new RegExp(
      `^.{0,80}?expected ${value} to (?:be|equal|deeply equal|strictly equal|loosely (?:deeply )?equal)(?: to)? ((?!(?:less|greater|called|a |an |close)).{1,900}?)(?: // .{0,60})?$`,
    ),
    relation: '==',
  },
  {
    expression: new RegExp(
      `^.{0,80}?expected ${value} to be (less than or equal to|less than|greater than or equal to|greater than|close to) (.{1,200}?)(?:, received .{0,100})?$`,
    ),
  },
  { expression: /expected .{1,900} to have (?:a )?length of (\d+),? but got (\d+)/, relation: 'length', turned: true },
  {
    expression: /expected .{1,900} to have (?:a )?property "?(?:length|size)"? of (\d+),? but got (\d+)/,
    relation: 'length',
    turned: true,
  },
  {
    expression:
      /^\s*(?:AssertionError: )?(?:Lists differ: |Tuples differ: |Sets differ: )?(.{1,900}?) !==? (.{1,900})$/,
    relation: '==',
  },
];
const expectedLine = /^\s*(?:E\s+)?(?:→ )?Expected(?: (length|value|string|pattern|substring))?:\s{1,4}(.{1,900})$/;
const receivedLine =
  /^\s*(?:E\s+)?Received(?: (?:length|value|string|promise resolved|promise rejected))?:\s{1,4}(.{1,900})$/;
const tapLine = /^\s*(expected|actual): (.{1,900})$/;
const symbol = /^(<=|>=|<|>) {1,2}(.{1,200})$/;

/** Reads what was compared from the lines of one failure. */
export function comparisonIn(lines: readonly string[]): Comparison {
  const pairs: Pair[] = [];
  const seen = new Set<string>();
  let expected: { text: string; relation: string } | undefined;
  let tap: { expected?: string; actual?: string } = {};
  for (const line of joined(lines)) {
    if (pairs.length < maxPairs && !seen.has(line)) pairs.push(...stated(line));
    seen.add(line);
    const asked = expectedLine.exec(line);
    if (asked?.[2] !== undefined) {
      const bound = symbol.exec(asked[2]);
      expected = { text: bound?.[2] ?? asked[2], relation: asked[1] === 'length' ? 'length' : (bound?.[1] ?? '==') };
    }
    const got = receivedLine.exec(line)?.[1];
    if (got !== undefined && expected !== undefined) {
      pairs.push({ received: got.trim(), expected: expected.text.trim(), relation: expected.relation });
      expected = undefined;
    }
    const field = tapLine.exec(line);
    if (field?.[1] !== undefined) tap = { ...tap, [field[1]]: field[2] };
    if (tap.expected !== undefined && tap.actual !== undefined) {
      pairs.push({ received: tap.actual, expected: tap.expected, relation: '==' });
      tap = {};
    }
  }
  return { pairs, ...diffIn(lines) };
}

const openLabel = /^\s*(?:Expected value to (?:be|equal)(?: \([^)]{1,40}\))?|Expected|Received):\s*$/;

/** jest before 24 writes the values below their labels. */
function joined(lines: readonly string[]): string[] {
  return lines.map((line, at) => {
    if (!openLabel.test(line)) return line;
    return `${line.trim().replace(/^Expected value to .{2,50}:$/, 'Expected:')} ${(lines[at + 1] ?? '').trim()}`;
  });
}

function stated(line: string): Pair[] {
  for (const { expression, relation, turned = false } of statements) {
    const match = expression.exec(line);
    if (!match) continue;
    const [left = '', middle = '', right] = match.slice(1);
    const second = right ?? middle;
    const asked = relation ?? relationOf(middle);
    return [{ received: (turned ? second : left).trim(), expected: (turned ? left : second).trim(), relation: asked }];
  }
  return [];
}

function relationOf(words: string): string {
  const known: Readonly<Record<string, string>> = {
    'less than': '<',
    'less than or equal to': '<=',
    'greater than': '>',
    'greater than or equal to': '>=',
    'close to': '==',
  };
  return known[words] ?? words;
}

const diffLine = /^\s{0,40}(?:E\s{1,8})?([-+])(?: {1,14}| ?(?=["'\d[{(\w]))(\S.{0,900})$/;
const notDiff =
  /^(?:Expected|Received|Snapshot|expected|actual|where\b|and\b|\+\+|--|→|←|locator|waiting|Timeout|Expect|unexpected|user-agent|accept|\d+ ×)/;

function diffIn(lines: readonly string[]): Pick<Comparison, 'minus' | 'plus'> {
  const minus: string[] = [];
  const plus: string[] = [];
  for (const line of lines) {
    const [, sign, text] = diffLine.exec(line) ?? [];
    if (text === undefined || notDiff.test(text)) continue;
    (sign === '-' ? minus : plus).push(plain(text));
  }
  // A list of steps or of hints has one sign only.
  return minus.length === 0 || plus.length === 0 ? { minus: [], plus: [] } : { minus, plus };
}

/** Without what printers disagree on: quotes, and the comma of the last item. */
function plain(text: string): string {
  return text.trim().replace(/,$/, '').replaceAll("'", '"');
}
