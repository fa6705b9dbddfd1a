import type { Comparison, Pair } from '../values/comparison.ts';
import { differences, instantOf, itemsOf, nearlyEqual, type Piece, piecesOf } from '../values/kinds.ts';
import type { Shown, ValueSymptom } from './symptom.ts';

const clockCode =
  /\bdatetime\.(?:now|utcnow|today)\(|\bdate\.today\(|\btime\.time\(\)|\bDate\.now\(\)|\bnew Date\(\)|\btimezone\.now\(|\btoday\b|\bnow\b|\bprinted\b|\bcreated_?[aA]t\b|\bupdated_?[aA]t\b|\btimestamp\b/;
const durations =
  /elapsed|duration|latency|\btook\b|perf_counter|performance\.now|Date\.now\(\) ?-|\bmillis|\bseconds\b|\bfast\b|\bslow\b|\bperf(?:ormance)?\b|response_?time|benchmark/i;

const day = 86_400_000;
const halfHour = 1_800_000;

/** Signs between what was expected and what was received. */
export const valueSymptoms: readonly ValueSymptom[] = [
  {
    id: 'same-items-other-order',
    cause: 'unordered-collection',
    confidence: 0.72,
    says: 'the same items in another order',
    next: 'If the order means nothing, compare sorted or as sets; if it does, sort in the code under test (ORDER BY, sorted()).',
    found({ failure, comparison }) {
      const quote = reordered(comparison);
      // A test that is about the order fails rightly.
      const sorts = /\b(?:sort|order(?:s|ed)? by|ascending|descending|rank|newest|oldest|latest first)/i.test(
        failure.test?.replaceAll('_', ' ') ?? '',
      );
      return quote === undefined ? undefined : { quote, confidence: sorts ? 0.35 : 0.72 };
    },
  },
  {
    id: 'last-digits',
    cause: 'floating-point',
    confidence: 0.9,
    says: 'equal but for the rounding of the last digits',
    next: 'Compare with a tolerance that the domain gives (pytest.approx, toBeCloseTo), or calculate in whole units.',
    found: ({ comparison }) => quoteOf(all(comparison, ({ one, other }) => nearlyEqual(one.text, other.text))),
  },
  {
    id: 'other-time',
    cause: 'time',
    confidence: 0.4,
    says: 'only dates or times differ',
    next: 'Freeze the clock for this one test, or pass it in, with a zone.',
    found(shown) {
      const pairs = all(shown.comparison, isTime);
      return pairs === undefined
        ? undefined
        : { quote: quoteOf(pairs)?.quote ?? '', confidence: timeConfidence(pairs, shown) };
    },
  },
  {
    id: 'other-identity',
    cause: 'randomness',
    confidence: 0.8,
    says: 'only generated ids or addresses differ',
    next: 'Compare the rest (expect.any(String), mock.ANY), or pass the generator in.',
    found: ({ comparison }) =>
      quoteOf(
        all(
          comparison,
          ({ one, other }) =>
            isVolatile(one) && isVolatile(other) && (one.kind === 'identity' || other.kind === 'identity'),
        ),
      ),
  },
  {
    id: 'left-over-items',
    cause: 'shared-state',
    confidence: 0.52,
    says: 'all that was expected is there, and more than that: an earlier test may have left it',
    next: 'Build the state in the test or in a function-scoped fixture, and put back what it changes also when it fails.',
    found: ({ comparison, lines }) => leftOver(comparison, lines),
  },
  {
    id: 'one-too-many',
    cause: 'shared-state',
    confidence: 0.5,
    says: 'more entries than this test made: an earlier test may have left some',
    next: 'Build the state in the test or in a function-scoped fixture, and put back what it changes also when it fails.',
    found({ comparison, lines }) {
      const counted = lines.some((line) =>
        /where \d+ = len\(|where \d+ = .{0,120}\b(?:count|size|total)\b|\.count\(\)|rowcount|\.(?:length|size)\b/.test(
          line,
        ),
      );
      const pair = comparison.pairs.find(
        ({ received, expected, relation }) =>
          (relation === 'length' || (relation === '==' && counted)) &&
          isCount(received) &&
          isCount(expected) &&
          Number(received) > Number(expected) &&
          Number(expected) <= 3,
      );
      return pair && quoteOf([pair]);
    },
  },
  {
    id: 'called-twice',
    cause: 'mock-leak',
    confidence: 0.62,
    says: 'the mock counts calls of an earlier test too, or the code calls it too often',
    next: 'Clear mocks before each test and look whether the count is then right; if not, the code calls twice.',
    found({ lines }) {
      const expected = numberAfter(lines, /Expected number of calls: (?:<= )?(\d+)/);
      const received = numberAfter(lines, /Received number of calls: (\d+)/);
      return expected !== undefined && received !== undefined && received > expected && expected > 0
        ? { quote: `Expected number of calls: ${expected}, received: ${received}` }
        : undefined;
    },
  },
  {
    id: 'too-slow',
    cause: 'performance-threshold',
    confidence: 0.85,
    says: 'a duration was longer than a fixed bound',
    next: 'Ask what the bound stands for; measure on the machine that runs it, or count work in place of time.',
    found({ comparison, lines, failure }) {
      const told =
        lines.some((line) => durations.test(line)) || durations.test(failure.test?.replaceAll('_', ' ') ?? '');
      const pair = comparison.pairs.find(({ relation, received, expected }) => {
        const isLess = relation === '<' || relation === '<=';
        return isLess && Number.parseFloat(received.replace(/^\(/, '')) >= Number.parseFloat(expected);
      });
      return told && pair ? quoteOf([pair]) : undefined;
    },
  },
];

/** Differing pieces of all that was compared, if each of them is of the kind; the pairs they stand in. */
function all(
  comparison: Comparison,
  isKind: (difference: { one: Piece; other: Piece }) => boolean,
): Pair[] | undefined {
  const lines = comparison.minus.length === comparison.plus.length ? zipped(comparison) : [];
  for (const pairs of [lines, ...comparison.pairs.filter(({ relation }) => relation === '==').map((pair) => [pair])]) {
    const differing = pairs.flatMap((pair) => differences(pair.received, pair.expected) ?? [undefined]);
    if (differing.length > 0 && differing.every((difference) => difference !== undefined && isKind(difference)))
      return pairs;
  }
  return undefined;
}

function zipped({ minus, plus }: Comparison): Pair[] {
  return minus.map((expected, at) => ({ expected, received: plus[at] ?? '', relation: '==' }));
}

const isVolatile = ({ kind }: Piece) => kind === 'time' || kind === 'identity';
const isTime = ({ one, other }: { one: Piece; other: Piece }) => one.kind === 'time' && other.kind === 'time';

/**
 * Two dates alone say little: an error of the code shows the same. The clock in the failing code, a value of today, or a
 * distance that only zones and midnights make say more.
 */
function timeConfidence(pairs: readonly Pair[], { lines, now }: Shown): number {
  if (lines.some((line) => clockCode.test(line))) return 0.8;
  const times = pairs.flatMap(({ received, expected }) => differences(received, expected) ?? []);
  const instants = times.map(({ one, other }) => [instantOf(one.text), instantOf(other.text)] as const);
  const isNow = instants.some((pair) => pair.some((at) => at !== undefined && Math.abs(at - now.getTime()) < 32 * day));
  if (isNow) return 0.75;
  const gaps = instants.map(([one, other]) =>
    one === undefined || other === undefined ? undefined : Math.abs(one - other),
  );
  // A calendar date of Python knows no zone that could move it.
  const isCalendar = pairs.every(({ received }) => /\bdate\(\d/.test(received));
  const isMidnight = !isCalendar && gaps.every((gap) => gap === day);
  const isZone =
    isMidnight || gaps.every((gap) => gap !== undefined && gap > 0 && gap <= 14 * 2 * halfHour && gap % halfHour === 0);
  const isTick = gaps.every((gap) => gap !== undefined && gap <= 2_000);
  return isZone ? 0.6 : isTick ? 0.65 : 0.35;
}

function reordered({ minus, plus, pairs }: Comparison): string | undefined {
  const items = pairs.flatMap(({ received, expected, relation }) => {
    const [one, other] = [itemsOf(received), itemsOf(expected)];
    return relation === '==' && one && other && isPermutation(one, other) ? [`${received} and ${expected}`] : [];
  });
  if (items[0] !== undefined) return items[0];
  // Printed on other lines, with brackets elsewhere: the same words all in all.
  const words = [minus, plus].map((lines) =>
    piecesOf(lines.join(' '))
      .map(({ text }) => text)
      .filter(isItem),
  );
  const isList = [minus, plus].every((lines) => lines.some((line) => line.startsWith('[') || line.startsWith('(')));
  if (isList && isPermutation(words[0] ?? [], words[1] ?? []) && !isUnchanged(words[0] ?? [], words[1] ?? [])) {
    return `- ${minus.join(' ')} + ${plus.join(' ')}`;
  }
  // Brackets and empty lines are moved about by any diff.
  const [one, other] = [minus.filter(isItem), plus.filter(isItem)];
  return one.length > 0 && isPermutation(one, other) && !isUnchanged(minus, plus)
    ? `- ${one.join(', ')} + ${other.join(', ')}`
    : undefined;
}

const isItem = (line: string) => /[\p{L}\p{N}]/u.test(line);
const isUnchanged = (one: readonly string[], other: readonly string[]) =>
  one.length > 1 && one.join('\n') === other.join('\n');

function isPermutation(one: readonly string[], other: readonly string[]): boolean {
  const same = one.length === other.length && [...one].sort().join('\n') === [...other].sort().join('\n');
  return same && (one.length > 1 || one[0] === other[0]);
}

function leftOver({ pairs }: Comparison, lines: readonly string[]): { quote: string; confidence?: number } | undefined {
  for (const pair of pairs) {
    const [received, expected] = [
      itemsOf(pair.received),
      itemsOf(pair.expected) ?? (/^[[({][\])}]$/.test(pair.expected) ? [] : undefined),
    ];
    if (pair.relation !== '==' || !received || !expected || received.length <= expected.length) continue;
    const rest = [...received];
    const isWithin = expected.every((item) => {
      const at = rest.lastIndexOf(item);
      if (at !== -1) rest.splice(at, 1);
      return at !== -1;
    });
    if (!isWithin) continue;
    // What the test itself names is more likely its own doing.
    const code = lines.filter((line) => /[(=]/.test(line) && !line.includes(pair.received));
    const isForeign = rest.every((item) => !code.some((line) => line.replaceAll("'", '"').includes(item)));
    return { quote: quoteOf([pair])?.quote ?? '', confidence: isForeign ? 0.56 : 0.4 };
  }
  return undefined;
}

const isCount = (text: string) => /^\d{1,6}$/.test(text);

function numberAfter(lines: readonly string[], expression: RegExp): number | undefined {
  for (const line of lines) {
    const found = expression.exec(line)?.[1];
    if (found !== undefined) return Number(found);
  }
  return undefined;
}

function quoteOf(pairs: readonly Pair[] | undefined): { quote: string } | undefined {
  const [first] = pairs ?? [];
  return first && { quote: `expected ${first.expected}, received ${first.received}` };
}
