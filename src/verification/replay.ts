import { VerificationError } from './error.ts';
import type { Campaign, RunRecord } from './record.ts';
import { runOnce } from './run-once.ts';
import { planOf, scheduleOf } from './schedule.ts';
import { changedFiles } from './sources.ts';
import { countingResults, hasFailed, testId } from './trials.ts';

export interface Replay {
  readonly campaign_id: string;
  readonly run: number;
  /** The same tests failed as in the campaign's run. */
  readonly same: boolean;
  readonly outcome: RunRecord['outcome'];
  readonly reason?: string;
  /** Tests, as shown to people; empty `failed_then` when the run had no failure. */
  readonly failed_then: readonly string[];
  readonly failed_now: readonly { readonly id: string; readonly message: string }[];
  /** Files of the project that are not what they were when the campaign began, new and gone ones too. */
  readonly changed_files: readonly string[];
  readonly order: readonly string[];
}

/** Makes one run of a campaign again: same order, same seed, same surroundings. */
export async function replayRun(
  campaign: Campaign,
  run: number,
  limits: { readonly timeMs: number; readonly signal?: AbortSignal | undefined },
): Promise<Replay> {
  const { header, runs } = campaign;
  const then = runs.find((record) => record.run === run && record.outcome !== 'cancelled');
  const slot = scheduleOf(header).find((candidate) => candidate.run === run);
  if (!then || !slot) {
    const made = runs.filter(({ outcome }) => outcome !== 'cancelled').map((record) => record.run);
    const allowed =
      made.length === 0
        ? 'It has made no run so far.'
        : `Allowed: the ${made.length} runs it has made, 1 to ${Math.max(...made)}.`;
    throw new VerificationError(`Campaign ${header.campaign_id} has no run ${run}. ${allowed}`);
  }
  // What was run counts, not what would be planned today.
  const { seed, surroundings, order, workers, repeats } = then;
  const plan = { ...planOf(header, slot), seed, surroundings, order, workers, repeats };
  const changed = await changedFiles(campaign);
  const now = await runOnce(header, plan, limits);
  const [failedThen, failedNow] = [failedOf(then), failedOf(now)];
  return {
    campaign_id: header.campaign_id,
    run,
    same: failedThen.size === failedNow.size && [...failedThen.keys()].every((test) => failedNow.has(test)),
    outcome: now.outcome,
    ...(now.reason === undefined ? {} : { reason: now.reason }),
    failed_then: [...failedThen.keys()].map((test) => testId(header, test)),
    failed_now: [...failedNow].map(([test, message]) => ({ id: testId(header, test), message })),
    changed_files: changed,
    order: order.map((test) => testId(header, test)),
  };
}

function failedOf(run: RunRecord): ReadonlyMap<number, string> {
  return new Map(
    countingResults(run)
      .filter(hasFailed)
      .map(({ test, message = 'The runner gave no message.' }) => [test, message]),
  );
}
