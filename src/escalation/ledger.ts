import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { absent, replaceFile, type State } from '../state/index.ts';
import { sha256 } from '../workspace/index.ts';
import {
  brokenEvent,
  checkChain,
  type LedgerCheck,
  type LedgerLine,
  ledgerLine,
  parseLine,
  readSeal,
  type Seal,
  type SealState,
  sealText,
  start,
} from './ledger-chain.ts';
import { LogFile } from './log-file.ts';
import type { TriggerHit } from './trigger.ts';

/** Of each text, also of what a client calls itself: a line stays small enough to be read back from the end of the file. */
const maxText = 400;
const maxHits = 20;

const sealName = 'ledger-seal.json';
/** Each of these in a state folder shows that a ledger was begun. */
const traces = new Set(['ledger.jsonl', sealName, 'approvals']);

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
      readonly event: 'shown';
      readonly approval_id: string;
      readonly channel: string;
      readonly shown_digest: string;
    }
  | {
      readonly event: 'answered';
      readonly approval_id: string;
      readonly words: string;
      readonly channel: string;
      readonly client?: string | undefined;
      /** Of the text that was answered. */
      readonly shown_digest?: string | undefined;
      /** Who signed, with the fingerprint of the key. */
      readonly signer?: string | undefined;
    }
  | {
      readonly event: 'consumed';
      readonly approval_id: string;
      readonly action_digest: string;
      readonly shown_digest?: string;
    }
  | { readonly event: 'refused'; readonly approval_id: string; readonly why: string };

/**
 * What was decided, asked, shown, answered and used, one JSON line each, each with the hash of the line before. Who can
 * read the state's key can write another ledger; everybody else leaves a trace.
 */
export class Ledger {
  private readonly state: State;
  private readonly log: LogFile;
  private readonly sealFile: string;
  private readonly now: () => Date;

  constructor(state: State, now: () => Date) {
    this.state = state;
    this.log = new LogFile(state, 'ledger');
    this.sealFile = path.join(state.folder, sealName);
    this.now = now;
  }

  async record(event: LedgerEvent): Promise<void> {
    await this.log.alone(async () => {
      const key = await this.state.key();
      const before = await this.end(key);
      const short = shortened(event);
      const lines: string[] = [];
      let { last } = before;
      for (const entry of [...(before.broken ? [{ event: brokenEvent, why: before.broken }] : []), short]) {
        const line = ledgerLine(entry, this.now(), last, key);
        lines.push(line);
        last = sha256(line);
      }
      await this.log.add(lines);
      await replaceFile(this.sealFile, sealText({ count: before.count + lines.length, last }, key));
    });
  }

  /** Finds the first line that was changed, moved, added or taken out, and an end that was cut off. */
  async verify(): Promise<LedgerCheck> {
    const present = (await readdir(this.state.folder).catch(absent)) ?? [];
    // Looking makes no key where nothing was written.
    if (!present.some((name) => traces.has(name))) return { ok: true, lines: 0 };
    return this.log.alone(async () => {
      const key = await this.state.key();
      return checkChain(await this.log.read(), await this.seal(key), key);
    });
  }

  /** What is written, the newest last; lines that say nothing are left out. */
  async entries(): Promise<readonly LedgerLine[]> {
    const { lines } = await this.log.read();
    return lines.flatMap((line) => parseLine(line) ?? []);
  }

  /** Where the next line goes. A ledger that is not as it was left is gone on with, and says so for good. */
  private async end(key: Buffer): Promise<Seal & { readonly broken?: string }> {
    const seal = await this.seal(key);
    const lastLine = await this.log.last();
    const last = lastLine === undefined ? start : sha256(lastLine);
    if (typeof seal === 'object' && seal.last === last) return seal;
    const written = await this.log.read();
    const { lines } = written;
    // Before the first line: a crash between the two must not look like a seal that somebody took away.
    if (seal === 'missing' && lines.length === 0)
      await replaceFile(this.sealFile, sealText({ count: 0, last: start }, key));
    const check = checkChain(written, seal, key);
    return { count: lines.length, last, ...(check.ok ? {} : { broken: check.reason }) };
  }

  private async seal(key: Buffer): Promise<SealState> {
    const approvals = await readdir(path.join(this.state.folder, 'approvals')).catch(absent);
    return readSeal(await readFile(this.sealFile, 'utf8').catch(absent), key, (approvals ?? []).length > 0);
  }
}

function shortened(event: LedgerEvent): object {
  const fields = Object.entries(event).map(([name, value]) => [name, typeof value === 'string' ? cut(value) : value]);
  return {
    ...Object.fromEntries(fields),
    ...('triggers' in event ? { triggers: event.triggers.slice(0, maxHits).map(hit) } : {}),
  };
}

function hit({ trigger, kind, where, matched, rank }: TriggerHit): object {
  return { trigger: cut(trigger), kind, where: cut(where), matched: cut(matched), rank };
}

function cut(text: string): string {
  return text.length > maxText ? `${text.slice(0, maxText)}…` : text;
}
