import { z } from 'zod';
import { severities } from '../analysis/rule.ts';
import { hitFields } from '../escalation/hit-fields.ts';

/** JSON Schema keyword of ours: an array or object is listed by these words alone. What is answered keeps its whole shape. */
export const LISTED_AS = 'x-listed-as';

/** Shapes that several tools share. Output enums are left open: a listed tool must stay small. */

const Position = z.object({ line: z.number(), column: z.number() });

const FindingOutput = z.object({
  id: z.string(),
  rule: z.string(),
  cause: z.string(),
  topic: z.string(),
  severity: z.enum(severities),
  message: z.string(),
  path: z.string(),
  range: z.object({ start: Position, end: Position }).describe('1-based.'),
  test: z.string().exactOptional(),
  pattern: z.string(),
  fix: z.enum(['safe', 'suggested']).nullable(),
});

export const Findings = z.array(FindingOutput).meta({
  [LISTED_AS]:
    '{id, rule, cause, topic, severity, message, path, range: {start, end: {line, column}} (1-based), test?, pattern, fix: safe | suggested | null}',
});

const Counts = z.partialRecord(z.string(), z.number());

export const SummaryOutput = z.object({
  files: z.number(),
  tests: z.number(),
  findings: z.number(),
  by_rule: Counts,
  by_cause: Counts,
  by_severity: Counts,
  unreadable: z.array(z.object({ path: z.string(), reason: z.string() })),
  elapsed_ms: z.number(),
});

/** An id, a rule, a heading: nothing of ours is longer, and what a caller sends may come back in an error. */
export const Name = z.string().max(200);

export const Paths = z
  .array(z.string().max(4096))
  .min(1)
  .describe('Files, folders or globs, relative to the root. Default: every test file.');

export const DecisionOutput = z.enum(['allow', 'approval_required']);

const TriggerOutput = z.object({
  ...hitFields,
  also: z
    .array(z.object({ source: z.string(), kind: z.string(), trigger: z.string() }))
    .meta({ [LISTED_AS]: 'Triggers that say the same: {source, kind, trigger}.' })
    .exactOptional(),
});

/** What the gate found. Its shape is listed once, with `check_escalation`: a list of tools must stay small. */
export const TriggersInFull = z.array(TriggerOutput);
export const Triggers = TriggersInFull.meta({ [LISTED_AS]: 'As in check_escalation.' });
