import { ts } from 'ts-morph';
import type { ClockRead } from '../../facts.ts';
import { type Seen, useAt } from '../seen.ts';

type Reading = Pick<ClockRead, 'clock' | 'unit'>;

const monotonic: Reading = { clock: 'monotonic', unit: 'number' };
const number: Reading = { clock: 'wall', unit: 'number' };
const instant: Reading = { clock: 'wall', unit: 'instant' };
const day: Reading = { clock: 'wall', unit: 'date' };

const readings: Readonly<Record<string, Reading>> = {
  'Date.now': number,
  'performance.now': monotonic,
  'process.hrtime': monotonic,
  'process.hrtime.bigint': monotonic,
  'process.uptime': monotonic,
  'DateTime.now': instant,
  'DateTime.local': instant,
  'DateTime.utc': instant,
  'Temporal.Now.instant': instant,
  'Temporal.Now.zonedDateTimeISO': instant,
  'Temporal.Now.plainDateTimeISO': instant,
  'Temporal.Now.plainDateISO': day,
  startOfToday: day,
  endOfToday: day,
  startOfTomorrow: day,
  startOfYesterday: day,
};

/** Without arguments these read the clock; with some they convert. */
const emptyReadings: ReadonlySet<string> = new Set(['new Date', 'Date', 'dayjs', 'moment', 'moment.utc', 'dayjs.utc']);

const dayParts =
  /^(getFullYear|getMonth|getDate|getDay|getUTCFullYear|getUTCMonth|getUTCDate|getUTCDay|toDateString|toLocaleDateString)$/;

/** Records readings of the clock. */
export function recogniseClock(seen: Seen): void {
  const { path, session } = seen;
  const plain = path.replace(/^(?:globalThis|window|global)\./, '');
  const reading = emptyReadings.has(plain)
    ? emptyReading(seen)
    : Object.hasOwn(readings, plain)
      ? readings[plain]
      : undefined;
  if (!reading) return;
  if (/^(DateTime\.(local|utc))$/.test(plain) && seen.arguments.length > 0) return;
  session.clocks.push({ ...useAt(seen), via: plain, ...reading });
}

function emptyReading({ node, arguments: args, place, path }: Seen): Reading | undefined {
  if (args.length > 0) return undefined;
  if (/Date$/.test(path) && place.scope.lookup('Date')) return undefined;
  const { parent } = node;
  if (parent && ts.isPropertyAccessExpression(parent) && parent.expression === node) {
    if (dayParts.test(parent.name.text)) return day;
    if (/^(getTime|valueOf)$/.test(parent.name.text)) return number;
  }
  if (parent && ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.PlusToken) return number;
  return instant;
}
