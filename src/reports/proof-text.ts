import { firstThatFit } from '../untrusted/plain-answer.ts';
import { prose } from '../untrusted/plain-text.ts';
import type { ProofReport, RefusedBeforehand } from '../verification/proof/index.ts';
import { percent } from './campaign-text.ts';

interface Figures {
  readonly runs: number;
  readonly failures: number;
}

/** A proof in one shape, whatever came of it: what tools answer and pages show. */
export interface ShownProof {
  /** Absent when the change was refused before anything ran. */
  readonly proof_id?: string | undefined;
  readonly status: 'done' | 'running' | 'refused';
  readonly verdict?: string | undefined;
  readonly reason: string;
  readonly upper_bound_95?: number | undefined;
  readonly condition?: string | undefined;
  readonly before?: Figures | undefined;
  readonly after?: Figures | undefined;
  readonly runs: number;
  readonly axes: { readonly axis: string; readonly before: Figures; readonly after: Figures }[];
  readonly failures: {
    readonly test: string;
    readonly message: string;
    readonly tree: string;
    readonly axis: string;
  }[];
  readonly failures_more?: number;
  readonly weakenings: { readonly path: string; readonly line?: number | undefined; readonly reason: string }[];
  readonly changed_meanwhile: string[];
  readonly limitations: string[];
}

/** An answer stays under about 8,000 tokens. Items and characters. */
const shown = {
  failures: [20, 9_000],
  weakenings: [20, 5_000],
  changed_meanwhile: [25, 4_000],
  limitations: [20, 6_000],
} as const;

export function shownProof(proof: ProofReport | RefusedBeforehand): ShownProof {
  const { status, reason } = proof;
  const weakenings =
    proof.status === 'refused'
      ? firstThatFit(
          proof.weakenings.map(({ path, line, reason }) => ({ path, ...(line === undefined ? {} : { line }), reason })),
          ...shown.weakenings,
        ).shown
      : [];
  if (!('proof_id' in proof))
    return { status, reason, runs: 0, axes: [], failures: [], weakenings, changed_meanwhile: [], limitations: [] };
  const failures = firstThatFit(
    proof.tests.flatMap(({ id, first_failure }) =>
      first_failure
        ? [
            {
              test: id,
              message: prose(first_failure.message, longestMessage),
              tree: first_failure.tree,
              axis: first_failure.axis,
            },
          ]
        : [],
    ),
    ...shown.failures,
  );
  const { proof_id, condition, before, after, runs, axes, changed_meanwhile, limitations } = proof;
  return {
    proof_id,
    status,
    ...(proof.status === 'done' ? { verdict: proof.verdict } : {}),
    reason,
    ...(proof.status === 'done' && proof.upper_bound_95 !== undefined ? { upper_bound_95: proof.upper_bound_95 } : {}),
    ...(condition === undefined ? {} : { condition }),
    before,
    after,
    runs,
    axes: [...axes],
    failures: failures.shown,
    ...(failures.more > 0 && { failures_more: failures.more }),
    weakenings,
    changed_meanwhile: firstThatFit(changed_meanwhile, ...shown.changed_meanwhile).shown,
    limitations: firstThatFit(limitations, ...shown.limitations).shown,
  };
}

/** What a proof shows, for a terminal or a model. */
export function proofText(proof: ShownProof): string {
  const { proof_id, reason, condition, before, after, axes, failures, weakenings, changed_meanwhile } = proof;
  const { failures_more = 0 } = proof;
  const bound =
    proof.upper_bound_95 === undefined
      ? ''
      : ` With 95 % confidence it fails in at most ${percent(proof.upper_bound_95)} of runs like these.`;
  return [
    `${proof.verdict ?? proof.status}: ${reason}${bound}${proof_id === undefined ? '' : ` (${proof_id})`}`,
    ...(condition === undefined || !before || !after
      ? []
      : [`  compared under ${condition}: ${figures(before, after)}`]),
    ...axes.map((axis) => `  ${axis.axis}: ${figures(axis.before, axis.after)}`),
    ...failures.map(
      ({ test, message, tree, axis }) => `  ${test} (${tree} code, ${axis}): ${message.split('\n', 1)[0]}`,
    ),
    ...(failures_more > 0 ? [`  and ${failures_more} more tests that failed`] : []),
    ...weakenings.map(
      ({ path, line, reason }) => `  weakened: ${path}${line === undefined ? '' : `:${line}`} ${reason}`,
    ),
    ...(changed_meanwhile.length > 0
      ? [`  Changed in the real workspace meanwhile, by a test or by somebody else: ${changed_meanwhile.join(', ')}.`]
      : []),
    ...proof.limitations.map((text) => `Note: ${text}`),
  ].join('\n');
}

const longestMessage = 600;

/** The fixed code runs only once the unfixed one has failed. */
function figures(before: Figures, after: Figures): string {
  const of = ({ failures, runs }: Figures) => `${failures} of ${runs} failed`;
  return `before ${of(before)}${after.runs === 0 ? '' : `, after ${of(after)}`}`;
}
