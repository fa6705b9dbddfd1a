import { z } from 'zod';
import { whereTheyDiffer } from '../reports/polluter-text.ts';
import { firstThatFit } from '../untrusted/plain-answer.ts';
import { prose, shownCode } from '../untrusted/plain-text.ts';
import type { FoundPolluter } from './find-polluter.ts';
import { DecisionOutput, LISTED_AS, Triggers } from './schemas.ts';

/** A search as `find_polluter` answers it. Arrays are listed in words: the whole shape is in docs/tools.md. */

const Ids = z.array(z.string());

export const Polluters = z.object({
  kind: z.enum(['victim', 'brittle', 'none']).exactOptional(),
  reason: z.string(),
  polluters: Ids,
  polluters_more: z.number().exactOptional(),
  state_setters: Ids,
  state_setters_more: z.number().exactOptional(),
  cleaners: Ids.meta({ [LISTED_AS]: 'In between, they undo it.' }),
  cleaners_more: z.number().exactOptional(),
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

/** Runs, names and characters: an answer stays under about 8,000 tokens, also when names are as long as a book. */
const shownRuns = 30;
const shownBesides = 20;
const shownIds = 20;
const shownStates = 10;
const charactersOf = { ids: 3_000, changed_state: 4_000, also_changed: 2_000, evidence: 4_000, texts: 3_000 };
/** Of a fix's diff: the whole plan can be read by suggest_fixes, or where it is applied. */
const shownDiff = 8_000;
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
  const runs = firstThatFit(evidence, shownRuns, charactersOf.evidence);
  return {
    ...(report.kind && { kind: report.kind }),
    reason: report.reason,
    ...shownTests('polluters', report.polluters),
    ...shownTests('state_setters', report.state_setters),
    ...shownTests('cleaners', report.cleaners),
    changed_state: firstThatFit(
      changed_state.map((state) => {
        const [before, after] = whereTheyDiffer(state.before, state.after);
        return { ...state, before, after };
      }),
      shownStates,
      charactersOf.changed_state,
    ).shown,
    also_changed: firstThatFit(also_changed, shownBesides, charactersOf.also_changed).shown,
    runs: report.runs,
    tests_run: report.tests_run,
    evidence: runs.shown,
    evidence_more: runs.more,
    ...(failure === undefined ? {} : { failure: prose(failure, shownMessage) }),
    ...(fix && {
      fix: {
        ...fix,
        files: fix.files.map(({ path, diff }) => ({ path, diff: shownCode(diff, shownDiff) })),
        triggers: fix.triggers.map((each) => ({ ...each })),
      },
    }),
    advice: firstThatFit(report.advice, shownLimitations, charactersOf.texts).shown,
    limitations: firstThatFit(limitations, shownLimitations, charactersOf.texts).shown,
    reproduce: report.reproduce,
  };
}

type Named = 'polluters' | 'state_setters' | 'cleaners';

function shownTests<Field extends Named>(field: Field, ids: readonly string[]): Record<Field, string[]>;
function shownTests(field: Named, ids: readonly string[]): Record<string, unknown> {
  const { shown, more } = firstThatFit(ids, shownIds, charactersOf.ids);
  return { [field]: shown, ...(more > 0 && { [`${field}_more`]: more }) };
}
