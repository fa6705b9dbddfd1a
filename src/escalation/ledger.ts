import { z } from 'zod';
import { canonicalJson, type State } from '../state/index.ts';
import { sha256 } from '../workspace/index.ts';
import { LogFile } from './log-file.ts';
import type { TriggerHit } from './trigger.ts';

const start = '0'.repeat(64);
/** Of one hit's texts; keeps a line small enough to be read back from the end of the file. */
const maxText = 200;
const maxHits = 20;

export type LedgerEvent =
  | {
      readonly event: 'decision';
      readonly action: string;
      readonly decision: string;
      readonly action_digest: string;
      readonly policy_digest: string;
      readonly triggers: readonly TriggerHit[];
    }
  | {
      readonly event: 'approval_requested';
      readonly approval_id: string;
      readonly action_digest: string;
      readonly required_rank: number;
    }
  | {
      readonly event: 'answered';
      readonly approval_id: string;
      readonly words: string;
      readonly channel: string;
      readonly client?: string | undefined;
    }
  | { readonly event: 'consumed'; readonly approval_id: string; readonly action_digest: string }
  | { readonly event: 'refused'; readonly approval_id: string; readonly why: string };

export type LedgerCheck =
  | { readonly ok: true; readonly lines: number }
  | { readonly ok: false; readonly line: number; readonly reason: string };

/** What was decided, asked, answered and used, one JSON line each, each with the hash of the line before. */
export class Ledger {
  private readonly log: LogFile;
  private readonly now: () => Date;

  constructor(state: State, now: () => Date) {
    this.log = new LogFile(state, 'ledger');
    this.now = now;
  }

  async record(event: LedgerEvent): Promise<void> {
    await this.log.append((previous) =>
      canonicalJson({
        at: this.now().toISOString(),
        prev: previous === undefined ? start : sha256(previous),
        ...('triggers' in event ? { ...event, triggers: short(event.triggers) } : event),
      }),
    );
  }

  /** Finds the first line that was changed, moved, added or taken out. Lines cut off at the end cannot be seen. */
  async verify(): Promise<LedgerCheck> {
    const lines = await this.log.lines();
    let previous = start;
    for (const [index, line] of lines.entries()) {
      const problem = problemOf(line, previous);
      if (problem) return { ok: false, line: index + 1, reason: problem };
      previous = sha256(line);
    }
    return { ok: true, lines: lines.length };
  }
}

const Line = z.looseObject({ at: z.string(), prev: z.string(), event: z.string() });

function problemOf(line: string, previous: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'The line is not JSON.';
  }
  const parsed = Line.safeParse(value);
  if (!parsed.success) return 'The line is not an entry of the ledger.';
  if (parsed.data.prev !== previous) return 'The line before it was changed, or lines were added or taken out.';
  return undefined;
}

function short(triggers: readonly TriggerHit[]): unknown[] {
  const cut = (text: string): string => (text.length > maxText ? `${text.slice(0, maxText)}…` : text);
  return triggers.slice(0, maxHits).map(({ trigger, kind, where, matched, rank }) => ({
    trigger: cut(trigger),
    kind,
    where: cut(where),
    matched: cut(matched),
    rank,
  }));
}
