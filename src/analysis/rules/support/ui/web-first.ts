import type { Argument, Assertion, TestFile } from '../../../facts.ts';
import type { Safety } from '../../../rule.ts';
import type { Source } from '../../../source.ts';
import { partsOf } from '../assertions/parts.ts';
import type { PageRead } from './page-reads.ts';

/** A matcher that looks again until it holds, in place of one that compares a value read before. */
export interface WebFirst {
  readonly matcher: string;
  /** Source of its arguments. */
  readonly arguments: string;
  readonly negated: boolean;
  readonly safety: Safety;
}

const whenTrue: Readonly<Record<string, readonly [string, string]>> = {
  isVisible: ['toBeVisible', 'toBeHidden'],
  isHidden: ['toBeHidden', 'toBeVisible'],
  isEnabled: ['toBeEnabled', 'toBeDisabled'],
  isDisabled: ['toBeDisabled', 'toBeEnabled'],
  isEditable: ['toBeEditable', 'not.toBeEditable'],
  isChecked: ['toBeChecked', 'not.toBeChecked'],
};

/**
 * The matcher that says the same of the page itself; undefined when there is none. Source: Playwright 1.65. `toHaveText` and
 * `toContainText` ignore white space that `textContent` gives, so they are only suggested; so is what cannot be seen to be a number.
 */
export function webFirst(file: TestFile, source: Source, read: PageRead, assertion: Assertion): WebFirst | undefined {
  const { matcher, negated } = assertion;
  const [value, ...more] = partsOf(file, assertion).values;
  if (more.length > 0) return undefined;
  const made = matcherFor(source, read, matcher, value);
  if (!made) return undefined;
  const [, flip = '', name = made.matcher] = /^(not\.)?(\w+)$/.exec(made.matcher) ?? [];
  // The page keeps the first element that fits a selector; a locator wants to be the only one.
  const isStrict = read.of === 'locator' || read.of === 'page';
  return {
    ...made,
    matcher: name,
    negated: negated !== (flip !== ''),
    safety: isStrict && !read.trimmed ? made.safety : 'suggested',
  };
}

type Made = Omit<WebFirst, 'negated'>;

function matcherFor(source: Source, read: PageRead, matcher: string, value: Argument | undefined): Made | undefined {
  const { method } = read;
  const pair = whenTrue[method];
  if (pair) {
    const truth = truthOf(matcher, value);
    return truth === undefined ? undefined : { matcher: pair[truth ? 0 : 1], arguments: '', safety: 'safe' };
  }
  switch (method) {
    case 'count':
      return countMatcher(source, matcher, value);
    case 'inputValue':
      return valueMatcher(source, 'toHaveValue', '', matcher, value);
    case 'title':
      return valueMatcher(source, 'toHaveTitle', '', matcher, value);
    case 'url':
      return valueMatcher(source, 'toHaveURL', '', matcher, value);
    case 'getAttribute':
      return attributeMatcher(source, read, matcher, value);
    case 'textContent':
    case 'innerText':
      return textMatcher(source, method, matcher, value);
    case 'allTextContents':
    case 'allInnerTexts':
      return listMatcher(source, method, matcher, value);
    default:
      return undefined;
  }
}

const equality = /^(?:toBe|toEqual|toStrictEqual)$/;

function truthOf(matcher: string, value: Argument | undefined): boolean | undefined {
  if (matcher === 'toBeTruthy') return true;
  if (matcher === 'toBeFalsy') return false;
  return equality.test(matcher) && value?.kind === 'boolean' ? value.value === true : undefined;
}

function countMatcher(source: Source, matcher: string, value: Argument | undefined): Made | undefined {
  if (!value) return undefined;
  if (equality.test(matcher)) {
    // `expect.any(Number)` and whatever else a call gives need not be a number.
    if (value.kind === 'call') return undefined;
    const safety = typeof value.value === 'number' ? 'safe' : 'suggested';
    return { matcher: 'toHaveCount', arguments: source.slice(value.span), safety };
  }
  const isAny =
    (matcher === 'toBeGreaterThan' && value.value === 0) || (matcher === 'toBeGreaterThanOrEqual' && value.value === 1);
  return isAny ? { matcher: 'not.toHaveCount', arguments: '0', safety: 'safe' } : undefined;
}

/** Exact for text, and for regular expressions as for `toMatch`. */
function valueMatcher(
  source: Source,
  name: string,
  before: string,
  matcher: string,
  value: Argument | undefined,
): Made | undefined {
  if (!value) return undefined;
  const made = (text: string): Made => ({ matcher: name, arguments: before + text, safety: 'safe' });
  if (equality.test(matcher)) return isText(value) ? made(source.slice(value.span)) : undefined;
  if (matcher === 'toMatch' && value.kind === 'regex') {
    // With g or y an expression goes on where it stopped.
    return /\/[a-z]*[gy][a-z]*$/.test(String(value.value)) ? undefined : made(source.slice(value.span));
  }
  if (matcher !== 'toContain' && matcher !== 'toMatch') return undefined;
  const pattern = patternOf(value);
  return pattern === undefined ? undefined : made(pattern);
}

/** Known to be text, or a name or path that must be, since the value it equals is. */
function isText({ kind }: Argument): boolean {
  return kind === 'string' || kind === 'template' || kind === 'name';
}

/** A part of a text as the regular expression that finds it. */
function patternOf({ kind, value, interpolated }: Argument): string | undefined {
  if ((kind !== 'string' && kind !== 'template') || interpolated || typeof value !== 'string' || value === '')
    return undefined;
  if (/[\n\r]/.test(value)) return undefined;
  return `/${value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}/`;
}

function attributeMatcher(
  source: Source,
  read: PageRead,
  matcher: string,
  value: Argument | undefined,
): Made | undefined {
  const name = read.call.arguments[read.of === 'selector' ? 1 : 0];
  if (!name) return undefined;
  const written = source.slice(name.span);
  if (matcher === 'toBeNull') return { matcher: 'not.toHaveAttribute', arguments: written, safety: 'safe' };
  const made = valueMatcher(source, 'toHaveAttribute', `${written}, `, matcher, value);
  // A variable may hold null, for an attribute that is not there.
  return made && value?.kind === 'name' ? { ...made, safety: 'suggested' } : made;
}

function textMatcher(source: Source, method: string, matcher: string, value: Argument | undefined): Made | undefined {
  if (!value) return undefined;
  const options = method === 'innerText' ? ', { useInnerText: true }' : '';
  const made = (name: string, safety: Safety): Made => ({
    matcher: name,
    arguments: source.slice(value.span) + options,
    safety,
  });
  if (equality.test(matcher)) return isText(value) ? made('toHaveText', 'suggested') : undefined;
  if (matcher === 'toMatch' && value.kind === 'regex') {
    return /\/[a-z]*[gy][a-z]*$/.test(String(value.value)) ? undefined : made('toHaveText', 'suggested');
  }
  if ((matcher === 'toContain' || matcher === 'toMatch') && isText(value) && value.value !== '')
    return made('toContainText', 'suggested');
  return undefined;
}

function listMatcher(source: Source, method: string, matcher: string, value: Argument | undefined): Made | undefined {
  if (!value) return undefined;
  const written = source.slice(value.span);
  if (matcher === 'toHaveLength') return { matcher: 'toHaveCount', arguments: written, safety: 'safe' };
  if (!equality.test(matcher) || matcher === 'toBe' || value.kind !== 'array') return undefined;
  const options = method === 'allInnerTexts' ? ', { useInnerText: true }' : '';
  return { matcher: 'toHaveText', arguments: written + options, safety: 'suggested' };
}
