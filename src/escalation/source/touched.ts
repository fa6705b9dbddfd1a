import type { Hunk } from './diff.ts';
import type { Scan } from './scan.ts';

/** Whole lines, 1-based and inclusive. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** The tests that a hunk stands in, decorators included; the hunk's own lines where it stands in none. */
export function touchedTests(path: string, { code }: Scan, hunk: Hunk): LineRange[] {
  const lines = code.split('\n');
  const find = path.endsWith('.py') ? pythonTestAt : scriptTestAt;
  const ranges: LineRange[] = [];
  const changed = hunk.added.length > 0 ? hunk.added.map(({ line }) => line) : [hunk.firstLine + 1];
  for (const line of changed) {
    const last = ranges.at(-1);
    if (last && line >= last.first && line <= last.last) continue;
    const test = find(lines, line - 1);
    if (test) ranges.push(test);
  }
  return ranges.length > 0 ? ranges : [{ first: hunk.firstLine, last: hunk.lastLine }];
}

/** Tests longer than this are looked at only near the change. In lines. */
const reach = 400;
const maxDecorators = 50;

function pythonTestAt(lines: readonly string[], at: number): LineRange | undefined {
  const depth = indent(lines[at] ?? '');
  let head = at;
  // A changed decorator belongs to the function below it.
  while (/^\s*@/.test(lines[head] ?? '') && head < at + maxDecorators) head += 1;
  for (; head >= 0 && head > at - reach; head--) {
    const line = lines[head] ?? '';
    if (
      /^\s*(?:async\s+)?def\s+test/.test(line) &&
      (head >= at || line.trim() === '' || indent(line) < depth || depth === -1)
    )
      break;
    if (/^\S/.test(line) && head < at && !/^[)\]}]/.test(line)) return undefined;
  }
  if (!/^\s*(?:async\s+)?def\s+test/.test(lines[head] ?? '')) return undefined;
  const own = indent(lines[head] ?? '');
  let first = head;
  while (
    first > 0 &&
    lines[first - 1]?.trim() !== '' &&
    indent(lines[first - 1] ?? '') >= own &&
    !/^\s*(?:async\s+)?(?:def|class)\s/.test(lines[first - 1] ?? '')
  )
    first -= 1;
  let last = head;
  while (
    last + 1 < lines.length &&
    (lines[last + 1]?.trim() === '' || indent(lines[last + 1] ?? '') > own || /^\s*[)\]}]/.test(lines[last + 1] ?? ''))
  )
    last += 1;
  return last >= at ? { first: first + 1, last: last + 1 } : undefined;
}

function scriptTestAt(lines: readonly string[], at: number): LineRange | undefined {
  for (let head = at; head >= 0 && head > at - reach; head--) {
    if (!/^\s*(?:it|test|specify)\b[\w.$]*\s*[(`]/.test(lines[head] ?? '')) continue;
    let open = 0;
    for (let last = head; last < lines.length; last++) {
      for (const character of lines[last] ?? '') {
        if (character === '(') open += 1;
        if (character === ')') open -= 1;
      }
      if (open <= 0) return last >= at ? { first: head + 1, last: last + 1 } : undefined;
    }
    return { first: head + 1, last: lines.length };
  }
  return undefined;
}

/** -1 for a blank line. */
function indent(line: string): number {
  return line.search(/\S/);
}
