import type { Finding } from '../analysis/finding.ts';
import type { Edit } from '../analysis/rule.ts';
import { conflict, merge, splice, usableEdits } from './edits.ts';
import { objection, type Reading } from './improvement.ts';
import type { Unfixable } from './plan.ts';

export interface Composition {
  /** The findings whose fixes stand together, in the order of the text. */
  readonly fixed: readonly Finding[];
  readonly edits: readonly Edit[];
  readonly text: string;
  readonly unfixable: readonly Unfixable[];
}

interface Candidate {
  readonly finding: Finding;
  readonly edits: readonly Edit[];
}

/** Analyses an edited text of the same file. */
export type Reread = (text: string) => Promise<Reading>;

/**
 * Puts as many fixes of one file together as stand beside each other. The edited text is analysed again, and a fix that
 * does harm, or no good, is left out with the reason.
 */
export async function compose(file: Reading, wanted: readonly Finding[], reread: Reread): Promise<Composition> {
  const unfixable: Unfixable[] = [];
  const candidates: Candidate[] = [];
  for (const finding of [...wanted].sort(byPlace)) {
    const edits = finding.draft && usableEdits(finding.draft.edits, file.text);
    if (edits) candidates.push({ finding, edits });
    else unfixable.push({ finding_id: finding.id, reason: noEdits(finding) });
  }
  // Nearly always all of them stand together, and one more analysis proves it.
  const together = await accumulate(file, candidates, undefined);
  const whole = together.edits.length > 0 ? await reread(together.text) : file;
  const result =
    objection(file, whole, together.fixed) === undefined ? together : await accumulate(file, candidates, reread);
  return { ...result, unfixable: [...unfixable, ...result.unfixable] };
}

/** Takes one fix after the other; with `reread`, each only if the file is better with it. */
async function accumulate(
  file: Reading,
  candidates: readonly Candidate[],
  reread: Reread | undefined,
): Promise<Composition> {
  const accepted: Candidate[] = [];
  const unfixable: Unfixable[] = [];
  for (const candidate of candidates) {
    const rival = accepted.find((other) => conflict(other.edits, candidate.edits));
    const trial = [...accepted, candidate];
    const reason = rival
      ? `overlaps with the fix of ${rival.finding.id} (${rival.finding.rule}); run again after applying`
      : reread && objection(file, await reread(textOf(file, trial)), findingsOf(trial));
    if (reason) unfixable.push({ finding_id: candidate.finding.id, reason });
    else accepted.push(candidate);
  }
  return {
    fixed: findingsOf(accepted),
    edits: merge(accepted.map(({ edits }) => edits)),
    text: textOf(file, accepted),
    unfixable,
  };
}

function textOf(file: Reading, fixes: readonly Candidate[]): string {
  return splice(file.text, merge(fixes.map(({ edits }) => edits)));
}

function findingsOf(fixes: readonly Candidate[]): readonly Finding[] {
  return fixes.map(({ finding }) => finding);
}

/** Why a finding cannot be fixed. */
export function noEdits({ rule, pattern, draft }: Finding): string {
  return draft
    ? `the fix of rule ${rule} does not fit the file; please report it`
    : `rule ${rule} has no automatic fix here; read ${pattern} and edit by hand`;
}

function byPlace(a: Finding, b: Finding): number {
  return a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column;
}
