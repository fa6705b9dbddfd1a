import { availableParallelism } from 'node:os';
import type { CampaignLog } from './campaign-log.ts';
import { courseOf, stuckMs, usualMs } from './course.ts';
import type { Progress } from './progress.ts';
import type { Campaign, Header, RunRecord } from './record.ts';
import { runOnce } from './run-once.ts';
import { planOf, type Slot } from './schedule.ts';
import { changedMeanwhile } from './sources.ts';
import { limited } from './strategies.ts';
import { reachOf } from './surroundings.ts';
import type { Targets } from './targets.ts';
import { countingResults, hasFailed, testId } from './trials.ts';

/** A run may take ten times as long as others of its kind, and never less than this. Milliseconds. */
const leastRunMs = 30_000;
const slack = 10;
/** Before the first run has ended, only a test that alone has taken this long is said to hang. Milliseconds. */
const hangMs = 25_000;
/** The most that a run may take as long as no run of its project has shown what is usual. Milliseconds. */
const mostFirstMs = 10 * 60_000;
/** The longest that a timer can wait. Milliseconds. */
const longestTimerMs = 2 ** 31 - 1;
/** What ending a run takes: SIGTERM, two seconds, SIGKILL. Milliseconds. */
const endingMs = 3000;

export interface Work {
  /** When to stop, as `performance.now()` counts. */
  readonly deadline: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export function newHeader(begin: Pick<Header, 'campaign_id' | 'roots' | 'request' | 'seed'>, targets: Targets): Header {
  const { request } = begin;
  const now = new Date();
  const asked = limited.filter((strategy) => request.strategies.includes(strategy));
  return {
    kind: 'campaign',
    format: 1,
    ...begin,
    created: now.toISOString(),
    ...targets,
    reach: asked.flatMap((strategy) =>
      targets.projects.map(({ runner }, project) => {
        const reach = reachOf(strategy, runner, now);
        return {
          strategy,
          project,
          reach: reach.status === 'available' ? { ...reach, values: [...reach.values] } : reach,
        };
      }),
    ),
    machine: {
      node: process.version,
      platform: process.platform,
      arch: process.arch,
      cores: availableParallelism(),
    },
  };
}

/** Makes runs until the campaign is over or the time is up; each is on the disk before the next begins. */
export async function workOn(campaign: Campaign, log: CampaignLog, work: Work): Promise<Campaign> {
  const { header } = campaign;
  let now = campaign;
  for (let first = true; ; first = false) {
    const course = courseOf(now);
    if ('over' in course || work.signal?.aborted) return now;
    const left = work.deadline - performance.now();
    // One that would be cut is not begun; but a call that makes no run at all would bring nobody further.
    if (left < (first ? 1 : (usualMs(now, course.next) ?? 1))) return now;
    const made = await runWithin(now, course.next, left, work.signal);
    const changed = await changedMeanwhile(header);
    const record = changed.length > 0 ? { ...made, changed: [...changed] } : made;
    await log.append(header.campaign_id, record);
    now = { header, runs: [...now.runs, record] };
    if (record.outcome === 'cancelled') return now;
    work.onProgress?.(progressOf(now, record));
  }
}

/**
 * A run that the budget ends, not its own limit, says nothing: it is cut, and made again in the next call. Before any run
 * of the project has come to its end its usual time is not known; then it may take all that is left, and a time-out counts
 * only when one test hung: otherwise the suite may just be slow.
 */
async function runWithin(campaign: Campaign, slot: Slot, left: number, signal?: AbortSignal): Promise<RunRecord> {
  const { header } = campaign;
  const usual = usualMs(campaign, slot);
  const timeMs = Math.max(leastRunMs, usual === undefined ? Math.min(left - endingMs, mostFirstMs) : slack * usual);
  const budget = AbortSignal.timeout(Math.min(longestTimerMs, Math.max(1, Math.floor(left))));
  const either = signal ? AbortSignal.any([signal, budget]) : budget;
  const record = await runOnce(header, planOf(header, slot), { timeMs, signal: either });
  const slow = record.outcome === 'timed_out' && usual === undefined && stuckMs(record) < hangMs;
  if (record.outcome !== 'cancelled' && !slow) return record;
  const reason = signal?.aborted
    ? 'Cancelled.'
    : `Cut after ${seconds(record.ms)}: the time for this call was used up.`;
  return { ...record, outcome: 'cancelled', reason, results: [] };
}

function progressOf(campaign: Campaign, run: RunRecord): Progress {
  const { done, total } = courseOf(campaign);
  return {
    campaignId: campaign.header.campaign_id,
    done,
    total,
    run,
    failed: [
      ...new Set(
        countingResults(run)
          .filter(hasFailed)
          .map(({ test }) => testId(campaign.header, test)),
      ),
    ],
  };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
