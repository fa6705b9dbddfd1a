/** What a piece of a printed value is. */
export type Kind = 'time' | 'identity' | 'float' | 'number' | 'word';

export interface Piece {
  readonly text: string;
  readonly kind: Kind;
}

const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const pieces = new RegExp(
  [
    String.raw`(?<identity>\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b0x[0-9a-f]{6,16}\b|\b(?=[0-9a-f]{0,40}[a-f])(?=[0-9a-f]{0,40}\d)[0-9a-f]{12,64}\b)`,
    String.raw`(?<time>\b(?:${months})[a-z]{0,6}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b|\b\d{1,2}\.? (?:${months})[a-z]{0,6}\.?,? \d{4}\b|\b\d{4}-\d\d(?:-\d\d)?(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?(?![\w-])|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{1,2}:\d\d(?::\d\d)?(?:\.\d{1,9})?(?: ?[ap]\.?m\b\.?)?|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|${months})[a-z]{0,6}\b|\bGMT[+-]\d{4}\b|\b1[4-9]\d{8}(?:\d{3})?(?:\.\d{1,7})?\b)`,
    String.raw`(?<number>-?\b\d[\d_]{0,20}(?:\.\d{1,25})?(?:e[+-]?\d{1,3})?\b)`,
    String.raw`(?<word>[\p{L}_$][\p{L}\p{N}_$]{0,200}|[^\s\p{L}\p{N}])`,
  ].join('|'),
  'giu',
);
const pythonDate =
  /\b(?:datetime\.)?(?:date|datetime|FakeDate|FakeDatetime)\((\d{4}), (\d{1,2}), (\d{1,2})(?:, (\d{1,2}), (\d{1,2})(?:, (\d{1,2}))?(?:, (\d{1,6}))?)?(?:, tzinfo=[\w.()=]{1,60})?\)/g;

/** The words, numbers, dates and ids of a printed value. */
export function piecesOf(text: string): Piece[] {
  return [...withIsoDates(text).matchAll(pieces)].map(({ 0: piece, groups = {} }) => {
    const kind = groups.identity ? 'identity' : groups.time ? 'time' : groups.number ? 'number' : 'word';
    return { text: piece, kind: kind === 'number' && /[.e]/i.test(piece) ? 'float' : kind };
  });
}

function withIsoDates(text: string): string {
  return text.replace(
    pythonDate,
    (_, year: string, month: string, day: string, hour?: string, minute?: string, second?: string) => {
      const two = (part: string | undefined) => (part ?? '0').padStart(2, '0');
      const date = `${year}-${two(month)}-${two(day)}`;
      return hour === undefined ? date : `${date}T${two(hour)}:${two(minute)}:${two(second)}`;
    },
  );
}

/** Pieces that differ when two values have the same make-up; undefined when they have not. */
export function differences(one: string, other: string): { one: Piece; other: Piece }[] | undefined {
  const [left, right] = [piecesOf(one), piecesOf(other)];
  if (left.length !== right.length) return undefined;
  return left.flatMap((piece, at) => {
    const partner = right[at];
    return partner === undefined || partner.text === piece.text ? [] : [{ one: piece, other: partner }];
  });
}

/** Numbers that a rounding in the last digits tells apart: 0.30000000000000004 and 0.3. */
export function nearlyEqual(one: string, other: string): boolean {
  if (!/[.e]/i.test(one + other)) return false;
  const [a, b] = [Number(one.replaceAll('_', '')), Number(other.replaceAll('_', ''))];
  return Number.isFinite(a) && Number.isFinite(b) && a !== b && Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));
}

/** A point in time, in milliseconds, zone ignored; undefined for a mere name of a day. */
export function instantOf(text: string): number | undefined {
  if (/^1[4-9]\d{8}(?:\d{3})?(?:\.\d+)?$/.test(text)) {
    const number = Number(text);
    return number < 1e11 ? number * 1000 : number;
  }
  const iso = /^(\d{4})-(\d\d)(?:-(\d\d))?(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.(\d{1,3}))?)?/.exec(text);
  if (iso) {
    const [, year, month, day = '1', hour = '0', minute = '0', second = '0', fraction = '0'] = iso;
    return Date.UTC(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hour),
      Number(minute),
      Number(second),
      Number(fraction.padEnd(3, '0')),
    );
  }
  const named = new RegExp(`^(?:(\\d{1,2})\\.? )?(${months})[a-z]*\\.?,? (?:(\\d{1,2})\\w{0,2},? )?(\\d{4})`, 'i').exec(
    text,
  );
  if (named) {
    const month = months
      .toLowerCase()
      .split('|')
      .indexOf((named[2] ?? '').toLowerCase());
    return Date.UTC(Number(named[4]), month, Number(named[1] ?? named[3] ?? '1'));
  }
  const clock = /^(\d{1,2}):(\d\d)(?::(\d\d))?/.exec(text);
  return clock ? Date.UTC(1970, 0, 1, Number(clock[1]), Number(clock[2]), Number(clock[3] ?? '0')) : undefined;
}

const listed = /^(?:\w{0,20}\()?[[({](.{1,900})[\])}]\)?$/;

/** The items of a printed list, tuple, set or flat object; undefined for anything else. */
export function itemsOf(text: string): string[] | undefined {
  const inner = listed.exec(text.trim())?.[1];
  if (inner === undefined || /…|\.\.\.|\(\d+\)/.test(inner)) return undefined;
  const items: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < inner.length; at++) {
    const character = inner[at] ?? '';
    if ('[({'.includes(character)) depth++;
    else if ('])}'.includes(character)) depth--;
    else if (character === ',' && depth === 0) {
      items.push(inner.slice(from, at));
      from = at + 1;
    }
  }
  return [...items, inner.slice(from)].map((item) => item.trim().replaceAll("'", '"')).filter((item) => item !== '');
}
