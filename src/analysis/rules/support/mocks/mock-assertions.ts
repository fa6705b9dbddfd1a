/** The assertions of unittest.mock that need no argument. */
export const withoutArguments: ReadonlySet<string> = new Set([
  'assert_called',
  'assert_called_once',
  'assert_not_called',
  'assert_awaited',
  'assert_awaited_once',
  'assert_not_awaited',
]);

/** All assertions of unittest.mock. */
export const mockAssertions: ReadonlySet<string> = new Set([
  ...withoutArguments,
  'assert_called_with',
  'assert_called_once_with',
  'assert_any_call',
  'assert_has_calls',
  'assert_awaited_with',
  'assert_awaited_once_with',
  'assert_any_await',
  'assert_has_awaits',
]);

/** Names that a mock really has. */
const real = new Set(['called', 'call', 'await', 'awaited', 'attach_mock', 'calls']);

/** The assertion that a name stands for: itself, without its `assert_`, or with letters astray. Undefined for every other name. */
export function meantBy(written: string): string | undefined {
  if (mockAssertions.has(written)) return written;
  if (real.has(written)) return undefined;
  if (mockAssertions.has(`assert_${written}`)) return `assert_${written}`;
  if (!/^as{1,2}[er]|^ass?[erst]{3,}/.test(written) || !/call|await/.test(written)) return undefined;
  const [nearest, another] = [...mockAssertions]
    .map((name) => ({ name, distance: distance(written, name) }))
    .filter((candidate) => candidate.distance <= 2)
    .sort((a, b) => a.distance - b.distance);
  return nearest && nearest.distance !== another?.distance ? nearest.name : undefined;
}

/** Levenshtein. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(swap, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
  }
  return row[b.length] ?? 0;
}
