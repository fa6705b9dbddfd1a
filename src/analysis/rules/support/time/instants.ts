import type { Argument, CallFact, TestFile } from '../../../facts.ts';
import { variableNamed } from '../values.ts';

/** How a `Date` of the test was written: as an instant that is the same everywhere, or in the machine's own zone. */
export interface Written {
  readonly zone: 'fixed' | 'local';
  readonly call: CallFact;
  /** Milliseconds since 1970 of a fixed instant written as text or number. */
  readonly at?: number;
}

/** `2024-01-15` is UTC by the language's own rule, `2024-01-15T10:00` is not. */
const fixedText = /^\d{4}-\d\d(?:-\d\d)?$|^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/;

/** What `new Date(…)` says; undefined for the current time, for variables and for what is no such call. */
export function writtenBy(call: CallFact | undefined): Written | undefined {
  if (call?.callee !== 'new Date') return undefined;
  const [first, second] = call.arguments;
  if (!first) return undefined;
  if (second) return { zone: 'local', call };
  if (first.kind === 'string' && typeof first.value === 'string') {
    const at = Date.parse(first.value);
    if (Number.isNaN(at)) return undefined;
    return fixedText.test(first.value) ? { zone: 'fixed', call, at } : { zone: 'local', call };
  }
  if (first.kind === 'number') return { zone: 'fixed', call, at: Number(first.value) };
  return undefined;
}

/** The `Date` that a method is called on: `new Date(…).getHours()`, or a constant that holds one and is never set. */
export function receiverOf(file: TestFile, call: CallFact): Written | undefined {
  if (/^new Date\(\)\.\w+$/.test(call.callee)) {
    return writtenBy(file.calls.find((inner) => inner.callee === 'new Date' && inner.span.start === call.span.start));
  }
  const name = /^([\w$]+)\.\w+$/.exec(call.callee)?.[1];
  return name === undefined ? undefined : dateNamed(file, name, call.function);
}

/** The `Date` that an expression is: written on the spot or kept in a constant. */
export function dateIn(file: TestFile, argument: Argument | undefined, from: number): Written | undefined {
  if (argument?.kind === 'call' && argument.ref !== undefined) return writtenBy(file.calls[argument.ref]);
  return argument?.kind === 'name' ? dateNamed(file, String(argument.value ?? ''), from) : undefined;
}

function dateNamed(file: TestFile, name: string, from: number): Written | undefined {
  const variable = variableNamed(file, name, from);
  if (!variable?.constant || variable.initial?.kind !== 'call') return undefined;
  const written = writtenBy(file.calls[variable.initial.ref ?? -1]);
  // `date.setHours(0)` makes it another.
  if (!written || file.calls.some(({ callee }) => callee.startsWith(`${name}.set`))) return undefined;
  return written;
}

/** Hours from UTC within which nearly everybody lives: the calendar day of 12:00 UTC is the same for all of them. */
const farthestZone = 11;

/** Is this part of the date the same in all inhabited zones? */
export function isSameEverywhere({ at }: Written, part: 'year' | 'month' | 'day'): boolean {
  if (at === undefined) return false;
  const length = { year: 4, month: 7, day: 10 }[part];
  const days = [-farthestZone, farthestZone].map((hours) =>
    new Date(at + hours * 3_600_000).toISOString().slice(0, length),
  );
  return days[0] === days[1];
}
