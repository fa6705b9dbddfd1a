/** The code of an assertion and the text with its strings, both without what stands around it. */
interface Written {
  readonly code: string;
  readonly text: string;
}

const reads =
  'url|title|count|textContent|innerText|inputValue|getAttribute|allTextContents|allInnerTexts|isVisible|isHidden|isEnabled|isDisabled|isEditable|isChecked';
const read = new RegExp(String.raw`^(?:await\s+)?(.+)\.(${reads})\(([^()]*)\)$`, 's');
/** Web-first matchers, as the reading that they repeat. */
const repeated: Readonly<Record<string, string>> = {
  toHaveURL: 'url',
  toHaveTitle: 'title',
  toHaveCount: 'count',
  toHaveText: 'text',
  toContainText: 'text',
  toHaveValue: 'inputValue',
  toHaveAttribute: 'getAttribute',
  toBeVisible: 'visible',
  toBeHidden: 'visible',
  toBeEnabled: 'enabled',
  toBeDisabled: 'enabled',
  toBeEditable: 'editable',
  toBeChecked: 'checked',
};
const equality = /^(?:toBe|toEqual|toStrictEqual|toHaveURL|toHaveTitle|toHaveCount|toHaveText|toHaveValue)$/;

/**
 * What an assertion on a page says, the same for a value that was read once and for a matcher that reads until it holds:
 * `expect(page.url()).toContain('/a')` and `await expect(page).toHaveURL(/\/a/)`. Undefined for anything else.
 *
 * @param setTo what a name of the test was set to
 */
export function pageAssertion(written: Written, setTo: (name: string) => string | undefined): string | undefined {
  const parts = partsOf(written);
  if (!parts) return undefined;
  const subject = parts.subject.trim();
  const [, receiver, method = '', argument = ''] = read.exec(setTo(subject) ?? subject) ?? [];
  const { negated, matcher, value } = parts;
  if (receiver !== undefined) return onceRead(receiver, method, argument, negated, matcher, value);
  const kind = repeated[matcher];
  if (kind === undefined) return undefined;
  if (/^(?:visible|enabled|editable|checked)$/.test(kind))
    return said(subject, kind, negated === /^toBe(?:Hidden|Disabled)$/.test(matcher));
  if (matcher === 'toHaveCount' && negated && value === '0') return said(subject, 'count', true, 'some');
  const plain = value.replace(/,\s*\{\s*useInnerText: true,?\s*\}$/, '');
  return said(subject, kind, !negated, matcher === 'toContainText' ? patternOf(plain) : plain);
}

function onceRead(
  receiver: string,
  method: string,
  argument: string,
  negated: boolean,
  matcher: string,
  value: string,
): string | undefined {
  const is = /^is(\w+)$/.exec(method)?.[1]?.toLowerCase();
  if (is !== undefined) {
    const truth = matcher === 'toBeTruthy' || (equality.test(matcher) && value === 'true');
    if (!truth && matcher !== 'toBeFalsy' && !(equality.test(matcher) && value === 'false')) return undefined;
    const opposite = is === 'hidden' || is === 'disabled';
    const kind = is === 'hidden' ? 'visible' : is === 'disabled' ? 'enabled' : is;
    return said(receiver, kind, (truth !== opposite) !== negated);
  }
  if (method === 'count') {
    const some =
      (matcher === 'toBeGreaterThan' && value === '0') || (matcher === 'toBeGreaterThanOrEqual' && value === '1');
    if (some && !negated) return said(receiver, 'count', true, 'some');
  }
  if (method.startsWith('all'))
    return matcher === 'toHaveLength'
      ? said(receiver, 'count', !negated, value)
      : matcher === 'toEqual' || matcher === 'toStrictEqual'
        ? said(receiver, 'text', !negated, value)
        : undefined;
  const kind = /^(?:textContent|innerText)$/.test(method) ? 'text' : method;
  const shown = argument.trim() === '' ? value : `${argument.trim()}, ${value}`;
  if (equality.test(matcher)) return said(receiver, kind, !negated, shown);
  if (matcher === 'toMatch' || matcher === 'toContain')
    return said(
      receiver,
      kind,
      !negated,
      argument.trim() === '' ? patternOf(value) : `${argument.trim()}, ${patternOf(value)}`,
    );
  return undefined;
}

function said(subject: string, kind: string, positive: boolean, value = ''): string {
  return JSON.stringify([subject.replace(/\s+/g, ''), kind, positive, value.trim()]);
}

/** A part of a text as the regular expression that finds it; others as they are. */
function patternOf(value: string): string {
  const literal = /^(['"`])(.*)\1$/s.exec(value.trim())?.[2];
  return literal === undefined ? value : `/${literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}/`;
}

interface Parts {
  readonly subject: string;
  readonly negated: boolean;
  readonly matcher: string;
  readonly value: string;
}

/** `expect(SUBJECT)[.not].MATCHER(VALUE)`, with brackets counted in code only. */
function partsOf({ code, text }: Written): Parts | undefined {
  const head = /^expect(?:\.soft)?\(/.exec(code)?.[0].length;
  const subjectEnd = head === undefined ? -1 : closing(code, head);
  const tail = /^\s*(\.not)?\s*\.(\w+)\(/.exec(code.slice(subjectEnd + 1));
  if (head === undefined || subjectEnd === -1 || !tail) return undefined;
  const from = subjectEnd + 1 + tail[0].length;
  const to = closing(code, from);
  if (to === -1 || /\S/.test(code.slice(to + 1))) return undefined;
  return {
    subject: firstArgument(code.slice(head, subjectEnd), text.slice(head, subjectEnd)),
    negated: tail[1] !== undefined,
    matcher: tail[2] ?? '',
    value: text.slice(from, to).trim().replace(/,$/, ''),
  };
}

function closing(code: string, from: number): number {
  let open = 1;
  for (let at = from; at < code.length; at++) {
    if ('([{'.includes(code.charAt(at))) open += 1;
    if (')]}'.includes(code.charAt(at))) open -= 1;
    if (open === 0) return at;
  }
  return -1;
}

/** Without the message that may follow it. */
function firstArgument(code: string, text: string): string {
  let open = 0;
  for (let at = 0; at < code.length; at++) {
    if ('([{'.includes(code.charAt(at))) open += 1;
    if (')]}'.includes(code.charAt(at))) open -= 1;
    if (open === 0 && code[at] === ',') return text.slice(0, at);
  }
  return text;
}
