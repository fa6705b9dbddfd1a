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
  readonly weakenings: { readonly path: string; readonly line?: number | undefined; readonly reason: string }[];
  readonly changed_meanwhile: string[];
  readonly limitations: string[];
}

export function shownProof(proof: ProofReport | RefusedBeforehand): ShownProof {
  const { status, reason } = proof;
  const weakenings =
    proof.status === 'refused'
      ? proof.weakenings.map(({ path, line, reason }) => ({ path, ...(line === undefined ? {} : { line }), reason }))
      : [];
  if (!('proof_id' in proof))
    return { status, reason, runs: 0, axes: [], failures: [], weakenings, changed_meanwhile: [], limitations: [] };
  const { proof_id, condition, before, after, runs, axes, tests, changed_meanwhile, limitations } = proof;
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
    failures: tests.flatMap(({ id, first_failure }) =>
      first_failure
        ? [{ test: id, message: cut(first_failure.message), tree: first_failure.tree, axis: first_failure.axis }]
        : [],
    ),
    weakenings,
    changed_meanwhile: [...changed_meanwhile],
    limitations: [...limitations],
  };
}

/** What a proof shows, for a terminal or a model. */
export function proofText(proof: ShownProof): string {
  const { proof_id, reason, condition, before, after, axes, failures, weakenings, changed_meanwhile } = proof;
  const bound =
    proof.upper_bound_95 === undefined
      ? ''
      : ` With 95 % confidence it fails in at most ${percent(proof.upper_bound_95)} of runs like these.`;
  return [
    `${proof.verdict ?? proof.status}: ${reason}${bound}${proof_id === undefined ? '' : ` (${proof_id})`}`,
    ...(condition === undefined || !before || !after
      ? []
      : [`  compared under ${condition}: before ${figures(before)}, after ${figures(after)}`]),
    ...axes.map((axis) => `  ${axis.axis}: before ${figures(axis.before)}, after ${figures(axis.after)}`),
    ...failures.map(
      ({ test, message, tree, axis }) => `  ${test} (${tree} code, ${axis}): ${message.split('\n', 1)[0]}`,
    ),
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

function cut(message: string): string {
  return message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message;
}

function figures({ failures, runs }: Figures): string {
  return `${failures} of ${runs} failed`;
}
