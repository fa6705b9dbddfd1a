import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { z } from 'zod';
import { canonicalJson } from '../state/index.ts';
import { shownLine } from '../untrusted/plain-text.ts';
import { sha256 } from '../workspace/index.ts';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Replaces `[start, end)`, in UTF-16 code units of the text before, where `expect` stands. */
const PlannedEdit = z
  .object({ start: z.int().min(0), end: z.int().min(0), expect: z.string(), text: z.string() })
  .readonly();

const PlannedFix = z
  .object({ finding_id: z.string(), rule: z.string(), title: z.string(), safety: z.enum(['safe', 'suggested']) })
  .readonly();

const PlannedFile = z
  .object({
    /** As shown to people. */
    path: z.string(),
    /** Real path of the root it lies in. */
    root: z.string(),
    /** Relative to the root, `/`-separated. */
    relative: z.string(),
    /** Of the bytes the plan was made for, in hex. */
    sha256: Sha256,
    sha256_after: Sha256,
    /** Unified, with three lines of context. */
    diff: z.string(),
    edits: z.array(PlannedEdit).readonly(),
    fixes: z.array(PlannedFix).readonly(),
  })
  .readonly();

const UnfixableFinding = z.object({ finding_id: z.string(), reason: z.string() }).readonly();

export const FixPlanSchema = z
  .object({
    plan_id: z.string(),
    /** ISO 8601. Plans are kept for 24 hours. */
    created: z.string(),
    roots: z.array(z.string()).readonly(),
    files: z.array(PlannedFile).readonly(),
    unfixable: z.array(UnfixableFinding).readonly(),
    /** Findings that would have made the plan too long to read. */
    left_out: z.number().default(0),
    /** Findings whose fix is only suggested and was not asked for. */
    suggested_left: z.number().default(0),
    /** SHA-256, in hex, of what applying the plan does and to which bytes; see {@link planDigest}. */
    digest: Sha256,
  })
  .readonly();

/** Fixes of several files that are applied together or not at all, bound to the bytes they were made for. */
export type FixPlan = z.infer<typeof FixPlanSchema>;
export type PlannedFile = z.infer<typeof PlannedFile>;
export type Unfixable = z.infer<typeof UnfixableFinding>;

/** Binds an approval to what a person saw: the same edits to the same bytes of the same files, whatever the plan's id. */
export function planDigest({ roots, files }: Pick<FixPlan, 'roots' | 'files'>): string {
  return sha256(
    canonicalJson({
      tool: 'apply_fixes',
      roots,
      files: files.map(({ root, relative, sha256: before, edits, sha256_after }) => ({
        root,
        relative,
        sha256: before,
        edits,
        sha256_after,
      })),
    }),
  );
}

/** Unified diff with `a/` and `b/` headers and three lines of context. A line break in a path makes no line of it. */
export function unifiedDiff(path: string, before: string, after: string): string {
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY };
  const shown = shownLine(path);
  return createTwoFilesPatch(`a/${shown}`, `b/${shown}`, before, after, undefined, undefined, options);
}
