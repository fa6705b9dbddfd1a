import type { Argument, Assertion } from '../../../facts.ts';
import type { FixDraft, RuleContext } from '../../../rule.ts';

/** `assert (a == 1, "message")` becomes `assert a == 1, "message"`; other tuples of comparisons become an assertion each. */
export function splitTuple(
  { source }: Pick<RuleContext, 'source'>,
  { statement, span }: Assertion,
  condition: Argument,
): FixDraft | undefined {
  const { elements = [] } = condition;
  const whole = source.slice(condition.span);
  const [first, second] = elements;
  const plain = source.slice(statement);
  const isAlone = plain.endsWith(whole) && /^assert\s*\(/.test(plain) && whole.startsWith('(');
  if (!first || !isAlone || span.start !== statement.start || holdsComment(whole, elements, condition, source.text))
    return undefined;
  if (elements.some(({ kind }) => kind === 'spread')) return undefined;
  const text = (argument: Argument) => onOneLine(source.slice(argument.span));
  if (
    elements.length === 2 &&
    second &&
    (second.kind === 'string' || second.kind === 'template') &&
    first.kind !== 'string'
  ) {
    return {
      title: 'Take the parentheses away',
      safety: 'safe',
      edits: [{ ...statement, text: `assert ${text(first)}, ${text(second)}` }],
    };
  }
  if (!elements.every(isComparison)) return undefined;
  const indent = source.indentAt(statement.start);
  const lines = elements.map((element) => `assert ${text(element)}`);
  return {
    title: elements.length === 1 ? 'Take the parentheses away' : 'Assert each part',
    safety: 'suggested',
    edits: [{ ...statement, text: lines.join(source.eol + indent) }],
  };
}

function isComparison({ operator, kind }: Argument): boolean {
  return (
    kind === 'call' ||
    (operator !== undefined && /^(?:==|!=|[<>]=?|is(?: not)?|(?:not )?in|not|and|or)$/.test(operator))
  );
}

/** What goes over several lines needs parentheses of its own, unless it brings them. */
function onOneLine(code: string): string {
  return /\n/.test(code) && !/^[([{][\s\S]*[)\]}]$/.test(code) ? `(${code})` : code;
}

/** A `#` between the parts. */
function holdsComment(whole: string, elements: readonly Argument[], { span }: Argument, text: string): boolean {
  let at = span.start;
  let between = '';
  for (const element of elements) {
    between += text.slice(at, element.span.start);
    at = element.span.end;
  }
  return (
    (between + text.slice(at, span.start + whole.length)).includes('#') ||
    elements.some(
      (element) =>
        /\n/.test(text.slice(element.span.start, element.span.end)) &&
        text.slice(element.span.start, element.span.end).includes('#'),
    )
  );
}
