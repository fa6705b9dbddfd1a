import { Source } from '../../analysis/source.ts';

interface Limit {
  readonly name: string;
  /** The number is the first group. Looked for in code without strings and comments. */
  readonly expression: RegExp;
  readonly looserWhen: 'higher' | 'lower';
}

const number = String.raw`(-?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)`;
const limit = (name: string, before: string, looserWhen: Limit['looserWhen'], after = ''): Limit => ({
  name,
  expression: new RegExp(`${before}${number}${after}`, 'gm'),
  looserWhen,
});

/** Numbers that decide how late or how far off a test may be and still pass. */
const limits: readonly Limit[] = [
  limit('time-out', String.raw`\b(?:testT|hookT|t)imeout\s*[:=]\s*`, 'higher'),
  limit('time-out', String.raw`\b(?:setTimeout|timeout|slow)\(\s*`, 'higher', String.raw`\s*[,)]`),
  limit('time-out', String.raw`^[ \t]*\}\s*,\s*`, 'higher', String.raw`\s*\)`),
  limit('tolerance', String.raw`\b(?:rel|abs|delta|atol|rtol|rel_tol|abs_tol|tolerance|epsilon)\s*[:=]\s*`, 'higher'),
  limit(
    'number of decimal places',
    String.raw`\btoBeCloseTo\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*,\s*`,
    'lower',
    String.raw`\s*\)`,
  ),
  limit('number of decimal places', String.raw`\bplaces\s*=\s*`, 'lower'),
  limit('wait', String.raw`\b(?:sleep|delay|waitForTimeout)\(\s*`, 'higher', String.raw`\s*\)`),
  limit('upper limit', String.raw`\btoBeLessThan(?:OrEqual)?\(\s*`, 'higher', String.raw`\s*\)`),
  limit('lower limit', String.raw`\btoBeGreaterThan(?:OrEqual)?\(\s*`, 'lower', String.raw`\s*\)`),
];

export interface Loosened {
  /** 1-based, of the text after the change. */
  readonly line: number;
  readonly reason: string;
}

/**
 * Limits that allow more than before. Compared in order where there are as many as there were: a new one belongs to a new
 * wait or comparison, which other checks judge.
 *
 * @param before code without strings and comments, line for line as the text; so is `after`
 */
export function loosenedNumbers(before: string, after: string): Loosened[] {
  const source = new Source(after);
  return limits.flatMap(({ name, expression, looserWhen }): Loosened[] => {
    const [old, fresh] = [[...before.matchAll(expression)], [...after.matchAll(expression)]];
    if (old.length !== fresh.length) return [];
    return fresh.flatMap((match, at): Loosened[] => {
      const [from, to] = [amountOf(old[at]), amountOf(match)];
      if (!(looserWhen === 'higher' ? to > from : to < from)) return [];
      const { line } = source.position(match.index + match[0].search(/\S/));
      return [{ line, reason: `a ${name} is looser: ${from} -> ${to}` }];
    });
  });
}

function amountOf(match: RegExpMatchArray | undefined): number {
  return Number((match?.[1] ?? 'NaN').replaceAll('_', ''));
}
