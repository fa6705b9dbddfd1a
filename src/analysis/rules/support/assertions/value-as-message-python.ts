import type { Argument, Assertion } from '../../../facts.ts';
import type { FixDraft, Report, RuleContext } from '../../../rule.ts';

/**
 * `assert b"123", data["name"]`: written like `assertEqual`. The first part is a constant and decides alone; the second is the
 * message, and is not even looked at. Measured with Python 3.11 and pytest 7.2.1: it passes, without a warning for text, bytes and numbers.
 */
export function valueAsMessage(
  { source }: RuleContext,
  { condition, statement }: Assertion,
): Pick<Report, 'message' | 'fix'> | undefined {
  if (!condition || !isExpectedValue(condition, source.slice(condition.span))) return undefined;
  const rest = source.text.slice(condition.span.end, statement.end);
  const message = /^\s*,\s*([\s\S]+)$/.exec(rest)?.[1]?.trim() ?? '';
  if (!isValue.test(message) || speaks.test(message)) return undefined;
  const constant = source.slice(condition.span);
  const isClaim = /[=!]=|[<>]|\b(?:in|is|not|and|or)\b/.test(message.replace(/(["']).*?\1/g, ''));
  const wayOut = isClaim ? 'Put it first.' : 'Compare the two with ==.';
  return {
    message: `Only \`${constant}\` is asserted here, which is always true: \`${message}\` is taken for the message and never looked at. ${wayOut}`,
    fix: fixOf(statement, constant, message, isClaim, condition.kind === 'string'),
  };
}

/** Text, bytes or a number that is no `0` and no `1`: what is written in the place of an expected value. */
function isExpectedValue({ kind, value, operator }: Argument, text: string): boolean {
  if (operator !== undefined) return false;
  if (kind === 'string') return value !== '';
  if (kind === 'number') return value !== 0 && value !== 1;
  return kind === 'other' && /^(?:rb?|br?)(["']).+\1$/is.test(text) && /b/i.test(text.slice(0, 2));
}

/** A name, a member, a call or a comparison that begins with one. */
const isValue = /^(?!f["'])[A-Za-z_]\w*(?:[.[(\s]|$)/;

/** What reports are made of. */
const speaks =
  /^(?:str|repr|format|pformat|pprint\.pformat|textwrap\.\w+|traceback\.\w+|json\.dumps)\(|^\w*(?:msg|message|reason|err|error|exc|detail|hint|info|out|output)s?\w*$|\.format\(|^[rub]{1,2}["']/i;

function fixOf(
  statement: Assertion['statement'],
  constant: string,
  message: string,
  isClaim: boolean,
  isText: boolean,
): FixDraft | undefined {
  if (/[\n#]/.test(constant + message)) return undefined;
  if (isClaim && !isText) return undefined;
  const text = isClaim ? `assert ${message}, ${constant}` : `assert ${message} == ${constant}`;
  return { title: isClaim ? 'Assert it' : 'Compare the two', safety: 'suggested', edits: [{ ...statement, text }] };
}
