import { LineCounter, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import { isDeepYaml, maxYamlDepth } from '../untrusted/yaml-depth.ts';
import { builtInRanks, factIds } from './built-in.ts';
import type { EscalationTrigger, Rank, TriggerProblem } from './trigger.ts';

/** Relative to a workspace root. */
export const policyPath = '.testing-patterns/escalation.yaml';

export type Ranks = Readonly<Partial<Record<string, Rank>>>;

/** What a policy file adds. It can only make the gate stricter. */
export interface WorkspacePolicy {
  readonly triggers: readonly EscalationTrigger[];
  /** Minimum ranks of built-in triggers, by fact id; a lower rank than the built-in one changes nothing. */
  readonly ranks: Ranks;
  readonly problems: readonly TriggerProblem[];
}

/** More than anybody can oversee, and little enough to be compiled at once. */
const MAX_TRIGGERS = 250;

const Text = z
  .string({ error: 'must be a text' })
  .refine((text) => text.trim() !== '', 'must not be empty; write a text or leave the field out');
const Texts = z
  .union([Text, z.array(Text).min(1, 'must name at least one text')], {
    error: 'must be a text or a list of texts, none of them empty',
  })
  .transform((texts) => (typeof texts === 'string' ? [texts] : texts));
const RankField = z.union([z.literal(1), z.literal(2), z.literal(3)], { error: 'must be 1, 2 or 3' });
/** Of the value itself; what is wrong inside it says so by itself. */
const wants = (message: string) => (issue: { readonly code?: string }) =>
  issue.code === 'invalid_type' ? message : undefined;
const triggerFields = {
  pattern: Text.optional(),
  keyword: Texts.optional(),
  reason: Text,
  match: Texts.optional(),
  not_match: Texts.optional(),
  min_rank: RankField.optional(),
};
const Trigger = z
  .strictObject(triggerFields, { error: wants('must be a set of fields') })
  .refine(
    ({ pattern, keyword }) => (pattern === undefined) !== (keyword === undefined),
    'must have either "pattern" or "keyword"',
  )
  .refine(({ pattern, match }) => pattern === undefined || match !== undefined, {
    path: ['match'],
    message:
      'is missing. A pattern with a slip in it hits nothing and nobody notices, so each names a text that it must hit: match: ["DROP TABLE orders"]',
  });
const policyFields = {
  triggers: z
    .array(Trigger, { error: wants('must be a list') })
    .max(MAX_TRIGGERS, `must be at most ${MAX_TRIGGERS}; say with fewer what needs a person`)
    .default([]),
  ranks: z
    .partialRecord(z.enum(factIds), RankField, { error: wants('must be a set of built-in triggers with a rank each') })
    .default({}),
};
/** Strict: a field that somebody thinks switches a trigger off must not be passed over in silence. */
const Policy = z.strictObject(policyFields, { error: wants('must be a set of fields') });

const none: WorkspacePolicy = { triggers: [], ranks: {}, problems: [] };

/**
 * @param path how the file is named in messages
 * @param revision the commit that has this version, where it is not the one in the work tree
 */
export function parseWorkspacePolicy(text: string, path: string, revision?: string): WorkspacePolicy {
  const named = revision === undefined ? path : `${revision}:${path}`;
  if (isDeepYaml(text)) {
    const message = `The policy is nested too deeply. Allowed: at most ${maxYamlDepth} levels of lists and maps.`;
    return { ...none, problems: [{ path: named, line: 1, message }] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const at = (offset: number | undefined): number => (offset === undefined ? 1 : lines.linePos(offset).line);
  const notYaml = [...document.errors, ...document.warnings, ...tagsIn(document)].map(({ message, pos }) => ({
    path: named,
    line: at(pos[0]),
    message: `The policy is not valid YAML: ${message}. Allowed: plain YAML 1.2 without tags.`,
  }));
  if (notYaml.length > 0) return { ...none, problems: notYaml };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 20 }) ?? {};
  } catch (error) {
    const message = `The policy cannot be read: ${error instanceof Error ? error.message : String(error)}. Allowed: at most 20 aliases.`;
    return { ...none, problems: [{ path: named, line: 1, message }] };
  }
  const parsed = Policy.safeParse(value);
  const lineOf = (keys: readonly PropertyKey[]): number => {
    for (let depth = keys.length; depth > 0; depth--) {
      const start = rangeStart(document.getIn(keys.slice(0, depth), true));
      if (start !== undefined) return at(start);
    }
    return 1;
  };
  if (!parsed.success) {
    return {
      ...none,
      problems: parsed.error.issues.map((issue) => ({
        path: named,
        line: lineOf(issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path),
        message: `${issue.path.join('.') || 'The policy'}: ${issue.message}. Allowed: ${allowedAt(issue.path)}.`,
      })),
    };
  }
  const triggers = parsed.data.triggers.map(
    ({ pattern, keyword, reason, match, not_match, min_rank }, index): EscalationTrigger => {
      const base = {
        reason,
        source: `${path}:${lineOf(['triggers', index])}`,
        ...(revision === undefined ? {} : { revision }),
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

/** A tag says how a value is to be read: what a person sees is then not what counts. */
function tagsIn(document: ReturnType<typeof parseDocument>): { message: string; pos: [number, number] }[] {
  const found: { message: string; pos: [number, number] }[] = [];
  visit(document, {
    Node: (_, { tag, range }) => {
      if (tag !== undefined) found.push({ message: `Unexpected tag ${tag}`, pos: [range?.[0] ?? 0, range?.[1] ?? 0] });
    },
  });
  return found;
}

function allowedAt([first]: readonly PropertyKey[]): string {
  if (first === 'triggers') return `a list whose entries have ${Object.keys(triggerFields).join(', ')}`;
  if (first === 'ranks') return `1, 2 or 3 for any of ${factIds.join(', ')}`;
  return `${Object.keys(policyFields).join(' and ')}`;
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
