import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson, type JsonStore, type State, StateError } from '../state/index.ts';
import { hitFields } from './hit-fields.ts';

const RankValue = z.union([z.literal(1), z.literal(2), z.literal(3)]);
const Hit = z.object({ ...hitFields, rank: RankValue });
const Fields = z.strictObject({
  approval_id: z.string(),
  action: z.string(),
  action_digest: z.string(),
  policy_digest: z.string(),
  required_rank: RankValue,
  triggers: z.array(Hit),
  summary: z.string(),
  /** Everything a person has to know, as it is shown. */
  preview: z.string(),
  created: z.string(),
  expires: z.string(),
  status: z.enum(['pending', 'approved', 'declined_by_client', 'dismissed', 'not_askable', 'consumed']),
  granted_rank: z.number().int().min(0).max(3),
  channel: z.enum(['elicitation', 'terminal', 'signature']).optional(),
  client: z.string().optional(),
  /** Of the text that was on the screen when the yes was given. */
  shown_digest: z.string().optional(),
  /** Armored, and checked once more when it is used: the record alone proves nothing to rank 3. */
  signature: z.string().optional(),
  signer: z.string().optional(),
});
export type ApprovalRecord = z.infer<typeof Fields>;
const Sealed = z.strictObject({ record: z.unknown(), mac: z.string() });

export type FoundApproval =
  | { readonly ok: true; readonly approval: ApprovalRecord }
  | { readonly ok: false; readonly reason: string };

/** The records of approvals, each signed with the state's key, one file each. */
export class ApprovalStore {
  private readonly state: State;
  private readonly store: JsonStore<z.infer<typeof Sealed>>;

  constructor(state: State) {
    this.state = state;
    this.store = state.store('approvals', Sealed);
  }

  /** Every record that is ours, unchanged, and the digests that others name. What ended before `endedBefore` is cleared away. */
  async all(
    endedBefore: number,
  ): Promise<{ readonly records: readonly ApprovalRecord[]; readonly foreign: ReadonlySet<string> }> {
    const records: ApprovalRecord[] = [];
    const foreign = new Set<string>();
    for (const id of await this.store.ids()) {
      const found = await this.load(id);
      if (!found.ok) foreign.add(found.names ?? '');
      else if (Date.parse(found.approval.expires) < endedBefore) await this.store.remove(id);
      else records.push(found.approval);
    }
    return { records, foreign };
  }

  /** A record as it was written by this program, and nothing else. */
  async load(
    approvalId: string,
  ): Promise<FoundApproval & { /** The action that a record which is not ours names. */ readonly names?: string }> {
    const forged: FoundApproval = {
      ok: false,
      reason: `The record of approval ${approvalId} is not the one that was written: its signature does not fit. Start the action again.`,
    };
    const sealed = await this.store.read(approvalId).catch(notRead);
    if (sealed === undefined) return unknown(approvalId);
    if (sealed === damaged) return forged;
    const record = Fields.safeParse(sealed.record);
    if (!record.success) return forged;
    const expected = Buffer.from(await this.seal(sealed.record), 'hex');
    const actual = Buffer.from(sealed.mac, 'hex');
    const genuine = actual.length === expected.length && timingSafeEqual(actual, expected);
    // A genuine record under another id would let one approval be used twice.
    if (!genuine || record.data.approval_id !== approvalId) return { ...forged, names: record.data.action_digest };
    const used = await this.store.isClaimed(approvalId);
    return { ok: true, approval: used ? { ...record.data, status: 'consumed' } : record.data };
  }

  async save(record: ApprovalRecord): Promise<void> {
    await this.store.write(record.approval_id, { record, mac: await this.seal(record) });
  }

  private async seal(record: unknown): Promise<string> {
    return createHmac('sha256', await this.state.key())
      .update(`approval\n${canonicalJson(record)}`)
      .digest('hex');
  }

  /** True for the first caller of all, ever. */
  claim(approvalId: string): Promise<boolean> {
    return this.store.claim(approvalId);
  }
}

const damaged = Symbol('damaged');

function notRead(error: unknown): typeof damaged {
  if (error instanceof StateError) return damaged;
  throw error;
}

export function unknown(approvalId: string): FoundApproval {
  return {
    ok: false,
    reason: `There is no approval ${JSON.stringify(approvalId.slice(0, 60))}. Use the approval_id of an answer that says "approval_required".`,
  };
}
