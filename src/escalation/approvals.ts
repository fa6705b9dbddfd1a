import { isId, newId, type State } from '../state/index.ts';
import { type ApprovalRecord, ApprovalStore, type FoundApproval, unknown } from './approval-store.ts';
import { howAPersonApproves, usedAlready, whyNot } from './approval-words.ts';
import type { Ledger } from './ledger.ts';
import { shownDigest, shownText } from './preview.ts';
import { type CheckSignature, statementOf } from './signature.ts';
import type { Rank, TriggerHit } from './trigger.ts';

/** Where an answer came from. An elicitation dialog can be, and is, answered by clients on their own: it proves little. */
export type Channel = 'elicitation' | 'terminal' | 'signature';
const rankOf: Readonly<Record<Channel, Rank>> = { elicitation: 1, terminal: 2, signature: 3 };

/** What a client or a person answered, never more than is known: `declined_by_client` is not "a person said no". */
export type Answer = 'approved' | 'declined_by_client' | 'dismissed' | 'not_askable';

export interface ApprovalRequest {
  readonly action: string;
  readonly action_digest: string;
  readonly policy_digest: string;
  readonly required_rank: Rank;
  readonly triggers: readonly TriggerHit[];
  /** One line. */
  readonly summary: string;
  readonly preview: string;
}

/** What is put before a person, and what their answer is bound to. */
export interface Shown {
  readonly ok: true;
  readonly approval: ApprovalRecord;
  readonly text: string;
  readonly shown_digest: string;
}

export interface Refused {
  readonly status: 'refused';
  readonly reason: string;
}

export interface Answered {
  readonly status: Answer;
  /** True when the action may now run, once. */
  readonly lifted: boolean;
  readonly how_a_person_approves: string;
}

export type Consumed =
  | { readonly ok: true; readonly approval_id: string }
  | { readonly ok: false; readonly reason: string; readonly answered?: ApprovalRecord['status'] };

/** Between asking and doing. A person needs minutes; a forgotten approval should not wait for days. */
const lifetimeMs = 30 * 60_000;
/** Ended records are kept this long, so that a late look-up says "expired", not "unknown". */
const keptMs = 24 * 60 * 60_000;
const idPrefix = 'ap';

/** A clock may be set right by a little between a request and its answer. */
const clockStepMs = 60_000;

/**
 * Approvals, each for one exact action, signed, with an end, used once. They live in the store and never travel through
 * the model: an id names a request and grants nothing.
 */
export class ApprovalService {
  private readonly state: State;
  private readonly store: ApprovalStore;
  private readonly ledger: Ledger;
  private readonly now: () => Date;
  private readonly checkSignature: CheckSignature;

  constructor(state: State, ledger: Ledger, now: () => Date, checkSignature: CheckSignature) {
    this.state = state;
    this.store = new ApprovalStore(state);
    this.ledger = ledger;
    this.now = now;
    this.checkSignature = checkSignature;
  }

  /** The open request for this very action, or a new one. */
  request(wanted: ApprovalRequest): Promise<ApprovalRecord> {
    return this.state.withLock('approvals', async () => {
      const { records } = await this.all();
      const open = records.find((record) => isAbout(record, wanted) && this.isOpen(record));
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
      const { approval_id, action_digest, required_rank } = record;
      // First: where there are approvals there is a ledger.
      await this.ledger.record({ event: 'approval_requested', approval_id, action_digest, required_rank });
      await this.store.save(record);
      return record;
    });
  }

  /** A request that can still be answered or used. */
  async find(approvalId: string): Promise<FoundApproval> {
    if (!isId(approvalId, idPrefix)) return unknown(approvalId);
    const found = await this.store.load(approvalId);
    if (!found.ok) return found;
    const { approval } = found;
    if (approval.status === 'consumed') return { ok: false, reason: usedAlready(approvalId) };
    const problem = this.timeProblem(approval);
    return problem === undefined ? found : { ok: false, reason: problem };
  }

  /** Requests that can still be answered or used, the oldest first. */
  async open(): Promise<readonly ApprovalRecord[]> {
    const { records } = await this.all();
    return records.filter((record) => this.isOpen(record)).sort((a, b) => (a.created < b.created ? -1 : 1));
  }

  /** To be called right before a person reads it: the ledger says what was shown, and a yes is for that text only. */
  async show(approvalId: string, channel: Channel): Promise<Shown | { readonly ok: false; readonly reason: string }> {
    const found = await this.find(approvalId);
    if (!found.ok) return found;
    const text = shownText(found.approval, this.state.roots);
    const shown_digest = shownDigest(text);
    await this.ledger.record({ event: 'shown', approval_id: approvalId, channel, shown_digest });
    return { ...found, text, shown_digest };
  }

  /** Records a yes to what was shown. Of the client's dialog only where the triggers allow that much trust. */
  grant(
    approvalId: string,
    from: { readonly channel: 'elicitation' | 'terminal'; readonly client?: string; readonly shown_digest: string },
  ): Promise<Answered | Refused> {
    return this.answer(approvalId, 'approved', from, async (record) => {
      if (from.shown_digest !== this.digestOf(record))
        return 'What was shown is not what this request is about, so the yes does not count. Read it again.';
      if (from.channel === 'elicitation' && record.status === 'declined_by_client') return record;
      const granted = Math.max(record.granted_rank, rankOf[from.channel]);
      return { ...record, ...from, status: 'approved', granted_rank: granted };
    });
  }

  /** Records a yes that somebody who may sign has signed, over the statement of exactly this request. */
  sign(approvalId: string, signature: string): Promise<Answered | Refused> {
    const channel = 'signature';
    return this.answer(approvalId, 'approved', { channel }, async (record) => {
      const signed = await this.checkSignature(statementOf(shownText(record, this.state.roots)), signature);
      if (!signed.ok) return signed.reason;
      const { signer } = signed;
      const shown_digest = this.digestOf(record);
      return {
        ...record,
        channel,
        status: 'approved',
        granted_rank: rankOf.signature,
        shown_digest,
        signature,
        signer,
      };
    });
  }

  /** Records what was answered instead of a yes. */
  decline(
    approvalId: string,
    answer: Exclude<Answer, 'approved'>,
    from: { readonly client?: string; readonly shown_digest?: string } = {},
  ): Promise<Answered | Refused> {
    const channel = 'elicitation';
    return this.answer(approvalId, answer, { channel, ...from }, async (record) =>
      record.granted_rank > rankOf.elicitation
        ? record
        : { ...record, ...from, channel, status: answer, granted_rank: 0 },
    );
  }

  /** Uses up the approval of exactly this action, as it was shown. Of any number of callers at the same time one succeeds. */
  consume(wanted: ApprovalRequest): Promise<Consumed> {
    return this.state.withLock('approvals', async () => {
      const { action, action_digest, required_rank } = wanted;
      const { records, foreign } = await this.all();
      const same = records.filter((record) => record.action_digest === action_digest && this.isOpen(record));
      const lifting = same.filter((record) => record.status === 'approved' && record.granted_rank >= required_rank);
      const granted = lifting.find((record) => isAbout(record, wanted)) ?? lifting[0];
      if (!granted) {
        // A yes that was used, or went to another form of this action, is one that somebody may be counting on.
        const hadAnother = records.some(
          (record) =>
            (record.action_digest === action_digest && record.status !== 'pending') ||
            (record.action === action && record.status === 'approved' && this.isOpen(record)),
        );
        const reason = whyNot(same[0], hadAnother, foreign.has(action_digest));
        return { ok: false, reason, ...(same[0] && { answered: same[0].status }) };
      }
      const { approval_id, shown_digest } = granted;
      const problem = await this.notAsShown(granted, wanted);
      if (problem !== undefined) {
        await this.ledger.record({ event: 'refused', approval_id, why: problem });
        return { ok: false, reason: problem };
      }
      if (!(await this.store.claim(approval_id))) return { ok: false, reason: usedAlready(approval_id) };
      await this.store.save({ ...granted, status: 'consumed' });
      await this.ledger.record({
        event: 'consumed',
        approval_id,
        action_digest,
        ...(shown_digest ? { shown_digest } : {}),
      });
      return { ok: true, approval_id };
    });
  }

  /** Whether an approval of exactly this action, as it was shown, was used up within the last day: what it let begin may go on. */
  async wasUsed(wanted: ApprovalRequest): Promise<boolean> {
    const { records } = await this.all();
    const used = records.filter(
      (record) =>
        record.status === 'consumed' && record.granted_rank >= wanted.required_rank && isAbout(record, wanted),
    );
    const problems = await Promise.all(used.map((record) => this.notAsShown(record, wanted)));
    return problems.includes(undefined);
  }

  /** Why a yes does not hold for the action as it is now rendered, and for rank 3 as it was signed. */
  private async notAsShown(
    granted: ApprovalRecord,
    { preview, required_rank }: ApprovalRequest,
  ): Promise<string | undefined> {
    const text = shownText({ ...granted, preview }, this.state.roots);
    if (granted.shown_digest !== shownDigest(text))
      return 'This action was approved as it was shown then, and would be shown otherwise now. Start the action again.';
    if (required_rank < rankOf.signature) return undefined;
    const signed = await this.checkSignature(statementOf(text), granted.signature ?? '');
    return signed.ok ? undefined : signed.reason;
  }

  /** @param words what was answered, also where an earlier answer stands */
  private answer(
    approvalId: string,
    words: Answer,
    from: { readonly channel: Channel; readonly client?: string; readonly shown_digest?: string },
    change: (record: ApprovalRecord) => Promise<ApprovalRecord | string>,
  ): Promise<Answered | Refused> {
    return this.state.withLock('approvals', async () => {
      const found = await this.find(approvalId);
      const record = found.ok ? await change(found.approval) : found.reason;
      if (typeof record === 'string') {
        await this.ledger.record({ event: 'refused', approval_id: approvalId.slice(0, 40), why: record });
        return { status: 'refused', reason: record };
      }
      await this.store.save(record);
      const status = record.status === 'pending' || record.status === 'consumed' ? 'not_askable' : record.status;
      const signer = record.channel === 'signature' ? record.signer : undefined;
      await this.ledger.record({ event: 'answered', approval_id: approvalId, words, ...from, signer });
      return {
        status,
        lifted: record.status === 'approved' && record.granted_rank >= record.required_rank,
        how_a_person_approves: howAPersonApproves(approvalId, record.required_rank),
      };
    });
  }

  private digestOf(record: ApprovalRecord): string {
    return shownDigest(shownText(record, this.state.roots));
  }

  private isOpen(record: ApprovalRecord): boolean {
    return record.status !== 'consumed' && this.timeProblem(record) === undefined;
  }

  private timeProblem({ approval_id, created, expires }: ApprovalRecord): string | undefined {
    const now = this.now();
    if (now.getTime() >= Date.parse(expires))
      return `Approval ${approval_id} expired at ${expires}. Start the action again to get a new one.`;
    if (now.getTime() + clockStepMs < Date.parse(created))
      return `Approval ${approval_id} was made at ${created}, and the clock says ${now.toISOString()}: it was set back, so nobody knows when this ends. Start the action again.`;
    return undefined;
  }

  private all(): ReturnType<ApprovalStore['all']> {
    return this.store.all(this.now().getTime() - keptMs);
  }
}

/** Another version of this program may show the same action otherwise. */
function isAbout(record: ApprovalRecord, { action_digest, preview }: ApprovalRequest): boolean {
  return record.action_digest === action_digest && record.preview === preview;
}
