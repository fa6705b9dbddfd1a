import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../state/index.ts';
import { sha256 } from '../workspace/index.ts';

/** How far the ledger goes, kept beside it: a chain alone does not show that its end was cut off. */
export interface Seal {
  readonly count: number;
  /** Hash of the last line. */
  readonly last: string;
}

export type LedgerCheck =
  | {
      readonly ok: true;
      readonly lines: number;
      /** A crash has left a part of a line that was being written. Nothing is lost by it. */
      readonly torn?: true;
    }
  | { readonly ok: false /** 1-based. */; readonly line: number; readonly reason: string };

/** `missing` where no ledger was begun, `taken` where one was. */
export type SealState = Seal | 'missing' | 'taken' | 'changed';

/** The hash that the first line follows. */
export const start = '0'.repeat(64);
/** What the ledger writes into itself when it is no longer as it was left. */
export const brokenEvent = 'ledger_broken';

const Line = z.looseObject({ at: z.string(), prev: z.string(), event: z.string(), mac: z.string().default('') });
export type LedgerLine = z.infer<typeof Line>;

const Seal = z.strictObject({ count: z.number().int().min(0), last: z.string() });
const Sealed = z.strictObject({ seal: Seal, mac: z.string() });

/** A line of the ledger: what happened, the hash of the line before, and a code that only this state's key makes. */
export function ledgerLine(event: object, at: Date, previous: string, key: Buffer): string {
  const line = { at: at.toISOString(), prev: previous, ...event };
  return canonicalJson({ ...line, mac: macOf('line', line, key) });
}

/** Undefined for what is no line of a ledger. */
export function parseLine(text: string): LedgerLine | undefined {
  return Line.safeParse(parseJson(text)).data;
}

export function sealText(seal: Seal, key: Buffer): string {
  return `${JSON.stringify({ seal, mac: macOf('seal', seal, key) })}\n`;
}

/**
 * @param text undefined when there is no seal
 * @param begun true when something else shows that there was a ledger
 */
export function readSeal(text: string | undefined, key: Buffer, begun: boolean): SealState {
  if (text === undefined) return begun ? 'taken' : 'missing';
  const sealed = Sealed.safeParse(parseJson(text)).data;
  return sealed && sealed.mac === macOf('seal', sealed.seal, key) ? sealed.seal : 'changed';
}

/** The first place at which the ledger is not as it was written. */
export function checkChain(
  { lines, torn }: { readonly lines: readonly string[]; readonly torn: boolean },
  seal: SealState,
  key: Buffer,
): LedgerCheck {
  let previous = start;
  for (const [index, line] of lines.entries()) {
    const reason = problemOf(line, previous, key);
    if (reason) return { ok: false, line: index + 1, reason };
    previous = sha256(line);
  }
  const reason = sealProblem(lines, torn, seal);
  if (reason) return { ok: false, line: lines.length + 1, reason };
  return { ok: true, lines: lines.length, ...(torn ? { torn } : {}) };
}

function problemOf(text: string, previous: string, key: Buffer): string | undefined {
  const line = parseLine(text);
  if (!line) return parseJson(text) === undefined ? 'The line is not JSON.' : 'The line is not an entry of the ledger.';
  if (line.prev !== previous) return 'The line before it was changed, or lines were added, moved or taken out.';
  const { mac, ...rest } = line;
  if (mac === '') return "The line carries no code of this ledger's key: an early version wrote it, or somebody else.";
  // Also another spelling of the same JSON is a change.
  if (mac !== macOf('line', rest, key) || canonicalJson(line) !== text)
    return 'The line was changed, or written without the key of this ledger.';
  return line.event === brokenEvent ? `Before this line the ledger was found broken: ${String(line.why)}` : undefined;
}

/** More lines than the seal says are what a crash between line and seal leaves: each carries a code that needs the key. */
function sealProblem(lines: readonly string[], torn: boolean, seal: SealState): string | undefined {
  if (seal === 'changed') return 'The seal that says how far the ledger goes was changed, or written with another key.';
  if (seal === 'taken' && lines.length === 0) return 'The ledger and its seal are gone, while there are approvals.';
  if (seal === 'missing' || seal === 'taken')
    return lines.length > 0 || torn ? 'The seal that says how far the ledger goes is gone.' : undefined;
  if (lines.length < seal.count)
    return `Lines were cut off at the end: ${seal.count} were written, ${lines.length} are there.`;
  const last = lines[seal.count - 1];
  const is = last === undefined ? start : sha256(last);
  return is === seal.last ? undefined : `Line ${seal.count} is another than the one that was written.`;
}

function macOf(kind: 'line' | 'seal', value: unknown, key: Buffer): string {
  return createHmac('sha256', key)
    .update(`ledger ${kind}\n${canonicalJson(value)}`)
    .digest('hex');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
