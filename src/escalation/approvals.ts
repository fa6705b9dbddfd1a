import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson, isId, type JsonStore, newId, type State, StateError } from '../state/index.ts';
import type { Ledger } from './ledger.ts';
import type { Rank, TriggerHit } from './trigger.ts';

/** Where an answer came from. An elicitation dialog can be, and is, answered by clients on their own: it proves little. */
export type Channel = 'elicitation' | 'terminal';
const rankOf: Readonly<Record<Channel, Rank>> = { elicitation: 1, terminal: 2 };

/** What a client or a person answered, never more than is known: `declined_by_client` is not "a person said no". */
export type Answer = 'approved' | 'declined_by_client' | 'dismissed' | 'not_askable';

const RankValue = z.union([z.literal(1), z.literal(2), z.literal(3)]);
const Hit = z.object({
  source: z.string(),
  kind: z.enum(['pattern', 'keyword', 'fact']),
  trigger: z.string(),
  reason: z.string(),
  matched: z.string(),
  where: z.string(),
  rank: RankValue,
});
const Fields = z.strictObject({
  approval_id: z.string(),
  action: z.string(),
  action_digest: z.string(),
  policy_digest: z.string(),
  required_rank: RankValue,
  triggers: z.array(Hit),
  summary: z.string(),
  /** Everything that would be written, as a unified diff. */
  diff: z.string(),
  created: z.string(),
  expires: z.string(),
  status: z.enum(['pending', 'approved', 'declined_by_client', 'dismissed', 'not_askable', 'consumed']),
  granted_rank: z.number().int().min(0).max(3),
  channel: z.enum(['elicitation', 'terminal']).optional(),
  client: z.string().optional(),
});
export type ApprovalRecord = z.infer<typeof Fields>;
const Sealed = z.strictObject({ record: z.unknown(), mac: z.string() });

export interface ApprovalRequest {
  readonly action: string;
  readonly action_digest: string;
  readonly policy_digest: string;
  readonly required_rank: Rank;
  readonly triggers: readonly TriggerHit[];
  readonly summary: string;
  readonly diff: string;
}

export type FoundApproval =
  | { readonly ok: true; readonly approval: ApprovalRecord }
  | { readonly ok: false; readonly reason: string };

export interface Answered {
  readonly status: Answer;
  /** True when the action may now run, once. */
  readonly lifted: boolean;
  readonly how_a_person_approves: string;
}

export type Consumed =
  | { readonly ok: true; readonly approval_id: string }
  | { readonly ok: false; readonly reason: string };

/** Between asking and doing. A person needs minutes; a forgotten approval should not wait for days. */
const lifetimeMs = 30 * 60_000;
/** Ended records are kept this long, so that a late look-up says "expired", not "unknown". */
const keptMs = 24 * 60 * 60_000;
const idPrefix = 'ap';

/** With npx, because a server that npx started is on nobody's PATH. */
export function howAPersonApproves(approvalId: string): string {
  return `A person runs "npx testing-patterns-mcp approve ${approvalId}" in a terminal of their own and retypes the code it shows.`;
}

/**
 * Approvals, each for one exact action, signed, with an end, used once. They live in the store and never travel through
 * the model: an id names a request and grants nothing.
 */
export class ApprovalService {
  private readonly state: State;
  private readonly store: JsonStore<z.infer<typeof Sealed>>;
  private readonly ledger: Ledger;
  private readonly now: () => Date;

  constructor(state: State, ledger: Ledger, now: () => Date) {
    this.state = state;
    this.store = state.store('approvals', Sealed);
    this.ledger = ledger;
    this.now = now;
  }

  /** The open request for this very action, or a new one. */
  request(wanted: ApprovalRequest): Promise<ApprovalRecord> {
    return this.state.withLock('approvals', async () => {
      const open = (await this.all()).find(
        (record) => record.action_digest === wanted.action_digest && this.isOpen(record),
      );
      if (open) return open;
      const created = this.now();
      const record: ApprovalRecord = {
        ...wanted,
        triggers: [...wanted.triggers],
        approval_id: newId(idPrefix),
        created: created.toISOString(),
        expires: new Date(created.getTime() + lifetimeMs).toISOString(),
        status: 'pending',
        granted_rank: 0,
      };
      await this.save(record);
      const { approval_id, action_digest, required_rank } = record;
      await this.ledger.record({ event: 'approval_requested', approval_id, action_digest, required_rank });
      return record;
    });
  }

  /** A request that can still be answered or used. */
  async find(approvalId: string): Promise<FoundApproval> {
    if (!isId(approvalId, idPrefix)) return unknown(approvalId);
    const found = await this.load(approvalId);
    if (!found.ok) return found;
    const { approval } = found;
    if (approval.status === 'consumed') {
      return {
        ok: false,
        reason: `Approval ${approvalId} was used already. Each is good for one action; start the action again.`,
      };
    }
    if (!this.isOpen(approval)) {
      return {
        ok: false,
        reason: `Approval ${approvalId} expired at ${approval.expires}. Start the action again to get a new one.`,
      };
    }
    return found;
  }

  /** Records a yes. Of the client's dialog only where the triggers allow that much trust. */
  async grant(
    approvalId: string,
    from: { readonly channel: Channel; readonly client?: string },
  ): Promise<Answered | { readonly status: 'refused'; readonly reason: string }> {
    return this.answer(
      approvalId,
      (record) => {
        if (from.channel === 'elicitation' && record.status === 'declined_by_client') return record;
        const granted = Math.max(record.granted_rank, rankOf[from.channel]);
        return { ...record, ...from, status: 'approved', granted_rank: granted };
      },
      from,
    );
  }

  /** Records what was answered instead of a yes. */
  async decline(
    approvalId: string,
    answer: Exclude<Answer, 'approved'>,
    from: { readonly client?: string } = {},
  ): Promise<Answered | { readonly status: 'refused'; readonly reason: string }> {
    const channel = 'elicitation';
    return this.answer(
      approvalId,
      (record) =>
        record.channel === 'terminal' ? record : { ...record, ...from, channel, status: answer, granted_rank: 0 },
      { channel, ...from },
    );
  }

  /** Uses up the approval of exactly this action. Of any number of callers at the same time one succeeds. */
  consume({ action, action_digest }: Pick<ApprovalRequest, 'action' | 'action_digest'>): Promise<Consumed> {
    return this.state.withLock('approvals', async () => {
      const all = await this.all();
      const same = all.filter((record) => record.action_digest === action_digest && this.isOpen(record));
      const granted = same.find(
        (record) => record.status === 'approved' && record.granted_rank >= record.required_rank,
      );
      if (!granted) {
        // A yes that was used, or went to another form of this action, is one that somebody may be counting on.
        const hadAnother = all.some(
          (record) =>
            (record.action_digest === action_digest && record.status !== 'pending') ||
            (record.action === action && record.status === 'approved' && this.isOpen(record)),
        );
        return { ok: false, reason: whyNot(same[0], hadAnother) };
      }
      const { approval_id } = granted;
      await this.save({ ...granted, status: 'consumed' });
      await this.ledger.record({ event: 'consumed', approval_id, action_digest });
      return { ok: true, approval_id };
    });
  }

  private answer(
    approvalId: string,
    change: (record: ApprovalRecord) => ApprovalRecord,
    from: { readonly channel: Channel; readonly client?: string },
  ): Promise<Answered | { readonly status: 'refused'; readonly reason: string }> {
    return this.state.withLock('approvals', async () => {
      const found = await this.find(approvalId);
      if (!found.ok) {
        await this.ledger.record({ event: 'refused', approval_id: approvalId.slice(0, 40), why: found.reason });
        return { status: 'refused', reason: found.reason };
      }
      const record = change(found.approval);
      await this.save(record);
      const words = record.status === 'pending' || record.status === 'consumed' ? 'not_askable' : record.status;
      await this.ledger.record({ event: 'answered', approval_id: approvalId, words, ...from });
      return {
        status: words,
        lifted: record.status === 'approved' && record.granted_rank >= record.required_rank,
        how_a_person_approves: howAPersonApproves(approvalId),
      };
    });
  }

  private isOpen(record: ApprovalRecord): boolean {
    return record.status !== 'consumed' && this.now().getTime() < Date.parse(record.expires);
  }

  /** Every record that is ours, unchanged; long ended ones are cleared away. */
  private async all(): Promise<ApprovalRecord[]> {
    const records: ApprovalRecord[] = [];
    for (const id of await this.store.ids()) {
      const found = await this.load(id);
      if (!found.ok) continue;
      if (this.now().getTime() > Date.parse(found.approval.expires) + keptMs) await this.store.remove(id);
      else records.push(found.approval);
    }
    return records;
  }

  private async load(approvalId: string): Promise<FoundApproval> {
    const forged: FoundApproval = {
      ok: false,
      reason: `The record of approval ${approvalId} is not the one that was written: its signature does not fit. Start the action again.`,
    };
    const sealed = await this.store.read(approvalId).catch(notRead);
    if (sealed === undefined) return unknown(approvalId);
    if (sealed === damaged) return forged;
    const expected = Buffer.from(await this.seal(sealed.record), 'hex');
    const actual = Buffer.from(sealed.mac, 'hex');
    if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return forged;
    const record = Fields.safeParse(sealed.record);
    // A genuine record under another id would let one approval be used twice.
    if (!record.success || record.data.approval_id !== approvalId) return forged;
    return { ok: true, approval: record.data };
  }

  private async save(record: ApprovalRecord): Promise<void> {
    await this.store.write(record.approval_id, { record, mac: await this.seal(record) });
  }

  private async seal(record: unknown): Promise<string> {
    return createHmac('sha256', await this.state.key())
      .update(`approval\n${canonicalJson(record)}`)
      .digest('hex');
  }
}

const damaged = Symbol('damaged');

function notRead(error: unknown): typeof damaged {
  if (error instanceof StateError) return damaged;
  throw error;
}

function unknown(approvalId: string): FoundApproval {
  return {
    ok: false,
    reason: `There is no approval ${JSON.stringify(approvalId.slice(0, 60))}. Use the approval_id of an answer that says "approval_required".`,
  };
}

function whyNot(open: ApprovalRecord | undefined, hadAnother: boolean): string {
  if (open?.status === 'approved') return "The client's dialog does not lift these triggers.";
  if (open && open.status !== 'pending') return `This action was not approved: ${open.status}.`;
  if (hadAnother)
    return 'This action was not approved: no approval is bound to exactly these files, arguments and policy.';
  return 'A person has to approve this first.';
}
