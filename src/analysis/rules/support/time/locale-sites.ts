import type { CallFact, TestFile } from '../../../facts.ts';
import type { Edit } from '../../../rule.ts';
import type { Source } from '../../../source.ts';
import { memberOf } from '../assertions/parts.ts';
import { variableNamed } from '../values.ts';
import { dateIn, isSameEverywhere, receiverOf, type Written } from './instants.ts';

/** A call whose answer depends on the machine's language or time zone. */
export interface Site {
  readonly call: CallFact;
  readonly on: readonly ('locale' | 'zone')[];
  /** What makes it the same everywhere; undefined when that is not plain. */
  readonly edits?: readonly Edit[];
}

const dayParts: Readonly<Record<string, 'year' | 'month' | 'day'>> = {
  getFullYear: 'year',
  getMonth: 'month',
  getDate: 'day',
  getDay: 'day',
  toDateString: 'day',
  toLocaleDateString: 'day',
};

/** How a call depends on the machine, if it does. */
export function siteOf(file: TestFile, source: Source, call: CallFact): Site | undefined {
  const method = call.callee.slice(call.callee.lastIndexOf('.') + 1);
  if (!/^(?:to|get|format|valueOf)/.test(method)) return undefined;
  if (/^toLocale(?:Date|Time)?String$/.test(method)) {
    const written = receiverOf(file, call);
    // Any class may have a toLocaleString of its own; the other two only dates have.
    if (method === 'toLocaleString' && !written && !isNumber(file, source, call)) return undefined;
    return localeCall(source, call, call, written);
  }
  if (/^(?:format|formatToParts)$/.test(method)) return intlCall(file, source, call);
  const written = receiverOf(file, call);
  if (written?.zone === 'fixed') return readLocally(call, method, written);
  return written ? readInUtc(source, call, method, written) : undefined;
}

/** `(1234.5).toLocaleString()`, `count.toLocaleString()` of a constant number. */
function isNumber(file: TestFile, source: Source, call: CallFact): boolean {
  if (/^\(?-?[\d._]+\)?\.toLocaleString/.test(source.slice(call.span))) return true;
  const name = /^([\w$]+)\.toLocaleString$/.exec(call.callee)?.[1];
  return name !== undefined && variableNamed(file, name, call.function)?.initial?.kind === 'number';
}

/** `new Intl.DateTimeFormat().format(x)`, also through a constant. */
function intlCall(file: TestFile, source: Source, call: CallFact): Site | undefined {
  const start = /^new Intl\.(?:DateTime|Number)Format\(\)\.\w+$/.test(call.callee) ? call.span.start : undefined;
  const name = /^([\w$]+)\.\w+$/.exec(call.callee)?.[1];
  const initial = name === undefined ? undefined : variableNamed(file, name, call.function)?.initial;
  const maker =
    start === undefined
      ? file.calls[initial?.kind === 'call' ? (initial.ref ?? -1) : -1]
      : file.calls.find((inner) => inner.span.start === start && /^new Intl\.\w+$/.test(inner.callee));
  if (!maker || !/^new Intl\.(?:DateTime|Number)Format$/.test(maker.callee)) return undefined;
  return localeCall(source, call, maker, dateIn(file, call.arguments[0], call.function));
}

/** `maker` takes locale and options. */
function localeCall(source: Source, call: CallFact, maker: CallFact, written: Written | undefined): Site | undefined {
  const [locale, options] = maker.arguments;
  const namesNone = !locale || (locale.kind === 'name' && locale.value === 'undefined') || locale.value === 'default';
  const isUnread = options !== undefined && (options.kind !== 'object' || memberOf(options, '...') !== undefined);
  const tellsTime = /TimeString$|DateTimeFormat$/.test(maker.callee);
  const part = dayParts[call.callee.slice(call.callee.lastIndexOf('.') + 1)];
  const zoned =
    written?.zone === 'fixed' &&
    !isUnread &&
    !memberOf(options, 'timeZone') &&
    !(part && isSameEverywhere(written, part)) &&
    (tellsTime || part !== undefined || /toLocaleString$/.test(maker.callee)) &&
    !(tellsTime && isSameEverywhere(written, 'day') && showsDayOnly(source, maker));
  const on = [...(namesNone ? (['locale'] as const) : []), ...(zoned ? (['zone'] as const) : [])];
  if (on.length === 0) return undefined;
  const edits = isUnread ? undefined : nameThem(source, maker, namesNone, zoned);
  return { call, on, ...(edits && { edits }) };
}

/** `{ month: 'short', day: 'numeric' }`: no hours, so noon is as good as any. */
function showsDayOnly(source: Source, { arguments: [, options], callee }: CallFact): boolean {
  return !/TimeString$/.test(callee) && !/hour|minute|timeStyle/.test(options ? source.slice(options.span) : '');
}

function nameThem(source: Source, maker: CallFact, locale: boolean, zone: boolean): Edit[] | undefined {
  const [first, options] = maker.arguments;
  const close = maker.span.end - 1;
  if (source.text[close] !== ')') return undefined;
  const quote = source.text.includes('"') && !source.text.includes("'") ? '"' : "'";
  const language = `${quote}en-US${quote}`;
  const utc = `timeZone: ${quote}UTC${quote}`;
  const edits: Edit[] = [];
  if (!first) return [{ start: close, end: close, text: zone ? `${language}, { ${utc} }` : language }];
  if (locale) edits.push({ ...first.span, text: language });
  if (zone && !options) edits.push({ start: first.span.end, end: first.span.end, text: `, { ${utc} }` });
  const property = options?.properties?.[0];
  if (zone && property) edits.push({ start: property.span.start, end: property.span.start, text: `${utc}, ` });
  if (zone && options && !property) return undefined;
  return edits;
}

/** The local part of an instant that is the same everywhere. */
function readLocally(call: CallFact, method: string, written: Written): Site | undefined {
  const part = dayParts[method];
  const isRead = part !== undefined || /^(?:getHours|toString|toTimeString)$/.test(method);
  if (!isRead || (part && isSameEverywhere(written, part))) return undefined;
  const at = call.calleeSpan.end;
  const edits = method.startsWith('get')
    ? [{ start: at - method.length, end: at, text: `getUTC${method.slice(3)}` }]
    : undefined;
  return { call, on: ['zone'], ...(edits && { edits }) };
}

/** The UTC form of a date written in local time. */
function readInUtc(source: Source, call: CallFact, method: string, written: Written): Site | undefined {
  if (!/^(?:toISOString|toJSON|toUTCString|getTime|valueOf|getUTC(?:Hours|Date|Day|Month|FullYear))$/.test(method))
    return undefined;
  const maker = written.call;
  const hour = Number(maker.arguments[3]?.value ?? /T(\d\d)/.exec(String(maker.arguments[0]?.value))?.[1] ?? 0);
  const rest = source.text.slice(call.span.end, call.span.end + 24);
  const onlyDay =
    /^getUTC(?!Hours)/.test(method) || /^\s*\.(?:(?:slice|substring)\(0,\s*10\)|split\(['"]T['"]\)\[0\])/.test(rest);
  if (onlyDay && hour >= farthestFromMidnight && hour <= 24 - farthestFromMidnight) return undefined;
  const [first] = maker.arguments;
  const last = maker.arguments.at(-1);
  const utc =
    first && last && maker.arguments.length > 1
      ? [
          { start: first.span.start, end: first.span.start, text: 'Date.UTC(' },
          { start: last.span.end, end: last.span.end, text: ')' },
        ]
      : undefined;
  return { call, on: ['zone'], ...(utc && { edits: utc }) };
}

const farthestFromMidnight = 11;
