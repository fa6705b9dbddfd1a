import type { Argument } from '../../../facts.ts';
import type { FixDraft, Report, RuleContext } from '../../../rule.ts';

/**
 * `x is not [1, 2]`: a list, dict or set that is written here is a new object each time, so nothing else is ever it. Text, bytes and
 * numbers may be shared or not, as the interpreter likes: `is` with them is a SyntaxWarning since Python 3.8 (measured with 3.11;
 * none comes for lists and dicts).
 */
export function identityWithLiteral(
  { source }: RuleContext,
  { operator = '', operands = [] }: Argument,
): Pick<Report, 'message' | 'severity' | 'fix'> | undefined {
  const [left, right] = operands;
  if ((operator !== 'is' && operator !== 'is not') || !left || !right || operands.length !== 2) return undefined;
  const isNot = operator === 'is not';
  const fresh = [right, left].find(isFresh);
  const fix = compareByValue(source.text, left, right, operator);
  if (fresh) {
    const what = fresh.kind === 'object' ? 'dict' : fresh.form?.startsWith('set') ? 'set' : 'list';
    return {
      message: isNot
        ? `Nothing else is ever this very ${what}, which is made here, so this always passes. Compare by value, with \`!=\`.`
        : `Nothing is ever this very ${what}, which is made here, so this can never hold. Compare by value, with \`==\`.`,
      fix,
    };
  }
  const literal = [right, left].find((side) => isShared(side, source.slice(side.span)));
  if (!literal || (isFixed(left, source.slice(left.span)) && isFixed(right, source.slice(right.span))))
    return undefined;
  const text = source.slice(literal.span);
  return {
    severity: isNot ? 'warning' : 'info',
    message: isNot
      ? `\`is not ${text}\` also holds for an equal value that is another object, so this can pass when the value is the same. Compare by value, with \`!=\`.`
      : `Whether a value \`is ${text}\` depends on what the interpreter shares, not only on the value (a SyntaxWarning since Python 3.8). Compare by value, with \`==\`.`,
    fix,
  };
}

function isFresh({ kind, form }: Argument): boolean {
  return kind === 'object' || (kind === 'array' && form !== 'tuple' && form !== 'generator');
}

function isShared({ kind, operator }: Argument, text: string): boolean {
  if (operator !== undefined) return false;
  return (
    kind === 'string' || kind === 'number' || (kind === 'other' && /^(?:rb?|br?)["']/i.test(text) && /b/i.test(text))
  );
}

/** Nothing that comes from the code. */
function isFixed(side: Argument, text: string): boolean {
  return isShared(side, text) || side.kind === 'null' || side.kind === 'boolean';
}

function compareByValue(code: string, left: Argument, right: Argument, operator: string): FixDraft | undefined {
  const between = code.slice(left.span.end, right.span.start);
  const written = /^(\s+)is(?:\s+not)?(\s+)$/.exec(between);
  if (!written || /\n/.test(between)) return undefined;
  const start = left.span.end + (written[1]?.length ?? 0);
  const end = right.span.start - (written[2]?.length ?? 0);
  const edit = { start, end, text: operator === 'is' ? '==' : '!=' };
  return { title: 'Compare by value', safety: 'suggested', edits: [edit] };
}
