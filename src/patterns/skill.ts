import { z } from 'zod';
import { readTextFile } from './files.ts';
import { type FrontMatter, problemsOf, readFrontMatter } from './front-matter.ts';
import type { PatternProblem } from './problem.ts';

interface TriggerBase {
  readonly reason: string;
  /** Texts that the trigger must hit. */
  readonly match?: readonly string[];
  /** Texts that the trigger must leave alone. */
  readonly notMatch?: readonly string[];
  /** `path:line` of the trigger. */
  readonly source: string;
  /** How strong the approval must be that lifts it; see `Rank`. */
  readonly minRank?: 1 | 2 | 3;
}

/** A reason to ask a person first, as written in a skill's front matter. Nothing here compiles or runs the pattern. */
export type EscalationTrigger =
  | (TriggerBase & { readonly kind: 'pattern'; readonly pattern: string })
  | (TriggerBase & { readonly kind: 'keyword'; readonly keywords: readonly string[] });

export interface Skill {
  readonly path: string;
  readonly name: string;
  readonly description: string;
  /** The whole front matter as read; fields of other tools are kept. */
  readonly frontMatter: Readonly<Record<string, unknown>>;
  readonly triggers: readonly EscalationTrigger[];
  readonly body: string;
}

export interface SkillResult {
  readonly skill: Skill | undefined;
  /** A trigger that could not be read is named here. A gate must treat that as a reason to stop, not as one trigger fewer. */
  readonly problems: readonly PatternProblem[];
}

const Text = z.string().refine((text) => text.trim() !== '', 'must not be empty');
const Texts = z
  .union([Text, z.array(Text).min(1)], { error: 'must be a text or a list of texts that are not empty' })
  .transform((texts) => (typeof texts === 'string' ? [texts] : texts));
const Common = {
  reason: Text,
  match: Texts.optional(),
  not_match: Texts.optional(),
  min_rank: z.union([z.literal(1), z.literal(2), z.literal(3)], { error: 'must be 1, 2 or 3' }).optional(),
};
const Trigger = z
  .looseObject({ pattern: Text.optional(), keyword: Texts.optional(), ...Common })
  .refine(
    ({ pattern, keyword }) => (pattern === undefined) !== (keyword === undefined),
    'must have either "pattern" (a regular expression) or "keyword" (a list of words)',
  );

/** Fields of the skill format are checked where they are present; everything else is left to the tool it belongs to. */
const SkillFrontMatter = z.looseObject({
  name: Text,
  description: Text,
  model_tier: Text.optional(),
  parallel_hints: z
    .looseObject({
      can_parallel_with: z.array(z.string()).optional(),
      must_serialize_with: z.array(z.string()).optional(),
      preferred_batch_size: z.number().int().positive().optional(),
    })
    .optional(),
  context_hints: z
    .looseObject({
      max_file_context: z.number().nonnegative().optional(),
      compression_level: z.number().nonnegative().optional(),
      requires_git_context: z.boolean().optional(),
      requires_db_context: z.boolean().optional(),
    })
    .optional(),
  escalation_triggers: z.array(z.unknown()).nullish(),
});

/** A path with `/` of a file that may declare triggers. */
export function isSkillFile(path: string): boolean {
  return path === 'SKILL.md' || path.endsWith('/SKILL.md');
}

/** Reads any `SKILL.md`, for its escalation triggers. A symbolic link is refused, never followed. */
export async function readSkillFile(path: string): Promise<SkillResult> {
  const file = await readTextFile(path);
  if (!file.ok) return { skill: undefined, problems: [{ path, line: 1, message: file.message }] };
  return parseSkill(file.text, path);
}

export function parseSkill(text: string, path: string): SkillResult {
  const read = readFrontMatter(text, path);
  if (!read.ok) return { skill: undefined, problems: read.problems };
  const { frontMatter } = read;
  const parsed = SkillFrontMatter.safeParse(frontMatter.data);
  if (!parsed.success) return { skill: undefined, problems: problemsOf(parsed.error, frontMatter, path) };

  const { triggers, problems } = readTriggers(parsed.data.escalation_triggers ?? [], frontMatter, path);
  const { name, description } = parsed.data;
  return {
    skill: { path, name, description, frontMatter: parsed.data, triggers, body: frontMatter.body.trim() },
    problems,
  };
}

function readTriggers(
  entries: readonly unknown[],
  frontMatter: FrontMatter,
  path: string,
): { triggers: EscalationTrigger[]; problems: PatternProblem[] } {
  const triggers: EscalationTrigger[] = [];
  const problems: PatternProblem[] = [];
  for (const [index, entry] of entries.entries()) {
    const at = ['escalation_triggers', index];
    const parsed = Trigger.safeParse(entry);
    if (!parsed.success) {
      problems.push(...problemsOf(parsed.error, frontMatter, path, { at }));
      continue;
    }
    const { pattern, keyword, reason, match, not_match: notMatch, min_rank: minRank } = parsed.data;
    const base = {
      reason,
      source: `${path}:${frontMatter.lineOf(at)}`,
      ...(match ? { match } : {}),
      ...(notMatch ? { notMatch } : {}),
      ...(minRank ? { minRank } : {}),
    };
    if (pattern !== undefined) triggers.push({ kind: 'pattern', pattern, ...base });
    if (keyword !== undefined) triggers.push({ kind: 'keyword', keywords: keyword, ...base });
  }
  return { triggers, problems };
}
