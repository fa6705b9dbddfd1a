import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { builtInRanks, factIds } from './built-in.ts';
import type { EscalationTrigger, Rank, TriggerProblem } from './trigger.ts';

/** Relative to a workspace root. */
export const policyPath = '.testing-patterns/escalation.yaml';

export type Ranks = Readonly<Partial<Record<string, Rank>>>;

/** What a workspace adds. It can only make the gate stricter. */
export interface WorkspacePolicy {
  readonly triggers: readonly EscalationTrigger[];
  /** Minimum ranks of built-in triggers, by fact id; a lower rank than the built-in one changes nothing. */
  readonly ranks: Ranks;
  readonly problems: readonly TriggerProblem[];
}

const Text = z.string().refine((text) => text.trim() !== '', 'must not be empty');
const Texts = z.union([Text, z.array(Text).min(1)]).transform((texts) => (typeof texts === 'string' ? [texts] : texts));
const RankField = z.union([z.literal(1), z.literal(2), z.literal(3)], { error: 'must be 1, 2 or 3' });
const Trigger = z
  .strictObject({
    pattern: Text.optional(),
    keyword: Texts.optional(),
    reason: Text,
    match: Texts.optional(),
    not_match: Texts.optional(),
    min_rank: RankField.optional(),
  })
  .refine(
    ({ pattern, keyword }) => (pattern === undefined) !== (keyword === undefined),
    'must have either "pattern" or "keyword"',
  );
/** Strict: a field that somebody thinks switches a trigger off must not be passed over in silence. */
const Policy = z.strictObject({
  triggers: z.array(Trigger).default([]),
  ranks: z.partialRecord(z.enum(factIds), RankField).default({}),
});

const none: WorkspacePolicy = { triggers: [], ranks: {}, problems: [] };

/** `path` is how the file is named in messages. */
export function parseWorkspacePolicy(text: string, path: string): WorkspacePolicy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return {
      ...none,
      problems: document.errors.map(({ message, pos }) => ({
        path,
        line: lines.linePos(pos[0]).line,
        message: `The policy is not valid YAML: ${message}.`,
      })),
    };
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 20 }) ?? {};
  } catch (error) {
    return { ...none, problems: [{ path, line: 1, message: `The policy cannot be read: ${String(error)}.` }] };
  }
  const parsed = Policy.safeParse(value);
  const lineOf = (keys: readonly PropertyKey[]): number => {
    for (let depth = keys.length; depth > 0; depth--) {
      const node: unknown = document.getIn(keys.slice(0, depth), true);
      const start = rangeStart(node);
      if (start !== undefined) return lines.linePos(start).line;
    }
    return 1;
  };
  if (!parsed.success) {
    return {
      ...none,
      problems: parsed.error.issues.map((issue) => ({
        path,
        line: lineOf(issue.path),
        message: `${issue.path.join('.') || 'The policy'}: ${issue.message}. Allowed: triggers (pattern or keyword, reason, match, not_match, min_rank) and ranks (${factIds.join(', ')}).`,
      })),
    };
  }
  const triggers = parsed.data.triggers.map(
    ({ pattern, keyword, reason, match, not_match, min_rank }, index): EscalationTrigger => {
      const base = {
        reason,
        source: `${path}:${lineOf(['triggers', index])}`,
        ...(match ? { match } : {}),
        ...(not_match ? { notMatch: not_match } : {}),
        ...(min_rank ? { minRank: min_rank } : {}),
      };
      return pattern !== undefined
        ? { kind: 'pattern', pattern, ...base }
        : { kind: 'keyword', keywords: keyword ?? [], ...base };
    },
  );
  return { triggers, ranks: parsed.data.ranks, problems: [] };
}

function rangeStart(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined;
  const start: unknown = node.range[0];
  return typeof start === 'number' ? start : undefined;
}

/** The stricter of what is built in and what the policies say. */
export function rankOfFact(id: keyof typeof builtInRanks, ranks: readonly Ranks[]): Rank {
  return ranks.reduce<Rank>((rank, wanted) => {
    const other = wanted[id];
    return other !== undefined && other > rank ? other : rank;
  }, builtInRanks[id]);
}
