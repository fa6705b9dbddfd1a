import { z } from 'zod';
import { whereTheyDiffer } from '../reports/polluter-text.ts';
import type { FoundPolluter } from './find-polluter.ts';
import { DecisionOutput, LISTED_AS, Triggers } from './schemas.ts';

/** A search as `find_polluter` answers it. Arrays are listed in words: the whole shape is in docs/tools.md. */

const Ids = z.array(z.string());

export const Polluters = z.object({
  kind: z.enum(['victim', 'brittle', 'none']).exactOptional(),
  reason: z.string(),
  polluters: Ids,
  state_setters: Ids,
  cleaners: Ids.meta({ [LISTED_AS]: 'In between, they undo it.' }),
  changed_state: z
    .array(
      z.object({
        kind: z.string(),
        name: z.string(),
        before: z.string(),
        after: z.string(),
        set_by: z.object({
          test: z.string().exactOptional(),
          path: z.string().exactOptional(),
          line: z.number().exactOptional(),
        }),
        declared_in: z.string().exactOptional(),
      }),
    )
    .meta({ [LISTED_AS]: 'Proved: {kind, name, before, after, set_by: {test?, path?, line?}}.' }),
  also_changed: z
    .array(z.object({ kind: z.string(), name: z.string() }))
    .meta({ [LISTED_AS]: 'Not proved to matter.' }),
  runs: z.number(),
  tests_run: z.number(),
  evidence: z
    .array(z.object({ run: z.number(), purpose: z.string(), tests: z.number(), victim: z.string(), ms: z.number() }))
    .meta({ [LISTED_AS]: '{run, purpose, tests, victim: passed | failed | none, ms}' }),
  evidence_more: z.number(),
  failure: z.string().exactOptional(),
  fix: z
    .object({
      plan_id: z.string(),
      files: z.array(z.object({ path: z.string(), diff: z.string() })),
      decision: DecisionOutput,
      triggers: Triggers,
    })
    .meta({ [LISTED_AS]: 'The reset as a plan: {plan_id, files: {path, diff}[], decision, triggers}.' })
    .exactOptional(),
  advice: Ids,
  limitations: Ids,
  reproduce: z.string(),
});

/** Runs, names and characters: an answer stays under about 8,000 tokens. */
const shownRuns = 30;
const shownBesides = 20;
const shownMessage = 800;
const shownLimitations = 10;

export function shownPolluters({
  evidence,
  also_changed,
  failure,
  limitations,
  fix,
  changed_state,
  ...report
}: FoundPolluter): z.output<typeof Polluters> {
  return {
    ...(report.kind && { kind: report.kind }),
    reason: report.reason,
    polluters: [...report.polluters],
    state_setters: [...report.state_setters],
    cleaners: [...report.cleaners],
    changed_state: changed_state.map((state) => {
      const [before, after] = whereTheyDiffer(state.before, state.after);
      return { ...state, before, after };
    }),
    also_changed: also_changed.slice(0, shownBesides).map((key) => ({ ...key })),
    runs: report.runs,
    tests_run: report.tests_run,
    evidence: evidence.slice(0, shownRuns).map((run) => ({ ...run })),
    evidence_more: Math.max(0, evidence.length - shownRuns),
    ...(failure === undefined ? {} : { failure: cut(failure) }),
    ...(fix && {
      fix: {
        ...fix,
        files: fix.files.map((file) => ({ ...file })),
        triggers: fix.triggers.map((each) => ({ ...each })),
      },
    }),
    advice: [...report.advice],
    limitations: limitations.slice(0, shownLimitations),
    reproduce: report.reproduce,
  };
}

function cut(text: string): string {
  return text.length > shownMessage ? `${text.slice(0, shownMessage)}…` : text;
}
