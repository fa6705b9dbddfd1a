import { leaksText, type ShownLeak } from './leaks-text.ts';

/** A campaign as it is shown: all of a report, or what is left of it after shortening. */
export interface ShownCampaign {
  readonly status: 'done' | 'running';
  readonly campaign_id: string;
  readonly verdict: string;
  readonly runs: number;
  readonly failures: number;
  readonly upper_bound_95: number;
  readonly runs_made: number;
  readonly runs_planned: number;
  readonly tests: readonly ShownTest[];
  readonly tests_more?: number;
  readonly by_strategy: readonly ShownStrategy[];
  readonly not_counted: readonly {
    readonly run: number;
    readonly strategy: string;
    readonly outcome: string;
    readonly reason: string;
  }[];
  readonly not_counted_more?: number;
  readonly leaks?: readonly ShownLeak[];
  readonly leaks_more?: number;
  readonly limitations: readonly string[];
  readonly reproduce: string;
}

interface ShownTest {
  readonly id: string;
  readonly verdict: string;
  readonly reason?: string;
  readonly runs: number;
  readonly failures: number;
  readonly upper_bound_95: number;
  readonly first_failure?: ShownFailure;
  readonly depends_on?: { readonly on: string; readonly evidence: string };
  readonly failed_only_in?: readonly string[];
  readonly fails_second_time?: { readonly failures: number; readonly runs: number };
}

interface ShownFailure {
  readonly message: string;
  readonly run: number;
  readonly strategy: string;
  readonly seed: number;
  readonly surroundings: string;
  readonly order: readonly string[];
  readonly order_more: number;
}

interface ShownStrategy {
  readonly strategy: string;
  readonly runs: number;
  readonly failures: number;
  readonly interval_95: readonly number[];
  readonly not_counted: number;
  readonly unavailable?: string;
  readonly not_applicable?: string;
}

export interface CampaignPaint {
  readonly verdict: (verdict: string, text: string) => string;
  readonly faint: (text: string) => string;
}

const PLAIN: CampaignPaint = { verdict: (_, text) => text, faint: (text) => text };

/** A campaign for a terminal or a model: what is known, of which test, from how many runs, and what limits it. */
export function campaignText(report: ShownCampaign, paint: CampaignPaint = PLAIN): string {
  const { tests, by_strategy, not_counted, limitations, reproduce, tests_more = 0, not_counted_more = 0 } = report;
  const { leaks, leaks_more = 0 } = report;
  const lines = [
    headline(report, paint),
    ...grouped(tests).flatMap((group) => groupLines(group, paint)),
    ...(tests_more > 0 ? [`  and ${tests_more} more tests, see the report.`] : []),
    'By strategy:',
    ...by_strategy.map((strategy) => `  ${strategyLine(strategy)}`),
    ...not_counted.map(
      ({ run, strategy, outcome, reason }) => `Not counted: run ${run} (${strategy}), ${outcome}: ${reason}`,
    ),
    ...(not_counted_more > 0 ? [`  and ${not_counted_more} more runs that do not count.`] : []),
    ...(leaks === undefined ? [] : leaksText(leaks, leaks_more)),
    ...limitations.map((text) => paint.faint(`Note: ${text}`)),
    `Reproduce: ${reproduce}`,
  ];
  return lines.join('\n');
}

function headline(report: ShownCampaign, paint: CampaignPaint): string {
  const { status, verdict, runs, failures, upper_bound_95, runs_made, runs_planned, campaign_id } = report;
  const sofar = status === 'running' ? ` so far (${runs_made} of ${runs_planned} runs made)` : '';
  const bound = failures === 0 ? `: with 95 % confidence at most ${percent(upper_bound_95)} of all runs have one` : '';
  const known =
    runs === 0 ? 'No run gave a result.' : `${failures} of ${runs} runs in fresh processes had a failure${bound}.`;
  return `${paint.verdict(verdict, verdict)}${sofar}: ${known} (${campaign_id})`;
}

/** Tests of which there is the same to say, and no failure to show, stand together. */
function grouped(tests: readonly ShownTest[]): readonly (readonly ShownTest[])[] {
  const groups = new Map<string, ShownTest[]>();
  for (const test of tests) {
    const { id, verdict, reason, runs, failures, first_failure } = test;
    const key = first_failure ? id : JSON.stringify([verdict, reason, runs, failures]);
    groups.set(key, [...(groups.get(key) ?? []), test]);
  }
  return [...groups.values()];
}

/** Of more tests than these in a group only the first are named. */
const namedInGroup = 5;

function groupLines(group: readonly ShownTest[], paint: CampaignPaint): string[] {
  const lines = group.slice(0, namedInGroup).flatMap((test) => testLines(test, paint));
  const more = group.length - namedInGroup;
  return more > 0 ? [...lines, `  ${group[0]?.verdict}  and ${more} more of which the same holds`] : lines;
}

function testLines(test: ShownTest, paint: CampaignPaint): string[] {
  const {
    id,
    verdict,
    reason,
    runs,
    failures,
    upper_bound_95,
    first_failure,
    depends_on,
    failed_only_in,
    fails_second_time,
  } = test;
  const bound = failures === 0 ? `, rate under ${percent(upper_bound_95)}` : '';
  const figures = runs === 0 ? 'no result' : `${failures} of ${runs} failed${bound}`;
  return [
    `  ${paint.verdict(verdict, verdict)}  ${id}  ${figures}${reason === undefined ? '' : `. ${reason}`}`,
    ...(depends_on ? [`    depends on ${depends_on.on}: ${depends_on.evidence}`] : []),
    ...(failed_only_in && !depends_on
      ? [`    failed only in ${failed_only_in.join(', ')} so far; that may be chance`]
      : []),
    ...(fails_second_time
      ? [
          `    run twice in one process it failed the second time in ${fails_second_time.failures} of ${fails_second_time.runs} runs`,
        ]
      : []),
    ...(first_failure ? failureLines(first_failure, paint) : []),
  ];
}

/** Tests right before a failing one; the whole order is in the report. */
const shownBefore = 3;

function failureLines(
  { run, strategy, seed, surroundings, message, order, order_more }: ShownFailure,
  paint: CampaignPaint,
): string[] {
  const where = `run ${run} (${strategy}, seed ${seed}${surroundings === '' ? '' : `, ${surroundings}`})`;
  const before = order.slice(0, -1).slice(-shownBefore);
  const others = order_more + order.length - 1 - before.length;
  const after = before.length > 0 ? ` after ${others > 0 ? `${others} others and ` : ''}${before.join(', ')}` : '';
  return [
    `    first failure in ${where}${strategy === 'shuffle' ? after : ''}:`,
    ...message
      .split('\n')
      .slice(0, 6)
      .map((line) => paint.faint(`      ${line}`)),
  ];
}

function strategyLine({
  strategy,
  runs,
  failures,
  interval_95,
  not_counted,
  unavailable,
  not_applicable,
}: ShownStrategy): string {
  const [low = 0, high = 1] = interval_95;
  const figures =
    runs === 0 ? 'no result' : `${failures} of ${runs} failed (95 %: ${percent(low)} to ${percent(high)})`;
  const lost = not_counted > 0 ? `, ${not_counted} not counted` : '';
  const why = unavailable ?? not_applicable;
  return `${strategy}: ${why !== undefined && runs === 0 ? why : `${figures}${lost}${why === undefined ? '' : `. ${why}`}`}`;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.01 && share > 0 ? 2 : 1)} %`;
}
