import type { Audit } from '../verification/index.ts';
import { leaksText } from './leaks-text.ts';

export interface AuditPaint {
  readonly verdict: (text: string) => string;
  readonly faint: (text: string) => string;
}

/** Of more tests than these only the first are named. */
const mostNamed = 50;
const mostLeaks = 50;
/** Of a failure's message. */
const mostLines = 4;

/** An audit for a person: can isolation be turned off, who leaks what, what it saves, and what to do next. */
export function auditText(audit: Audit, paint: AuditPaint): string {
  const { failing, failing_anyway, leaks, leaks_more = 0, not_counted, limitations } = audit;
  return [
    paint.verdict(headline(audit)),
    ...failing.slice(0, mostNamed).flatMap((test) => failingLines(test, paint)),
    ...moreOf(failing.length, 'tests'),
    ...(failing_anyway.length > 0
      ? [
          `Failed with isolation, too, which says nothing about isolate: false:`,
          ...failing_anyway.slice(0, mostNamed).map((id) => `  ${id}`),
          ...moreOf(failing_anyway.length, 'tests'),
        ]
      : []),
    ...(leaks === undefined
      ? []
      : leaksText(leaks.slice(0, mostLeaks), leaks_more + Math.max(0, leaks.length - mostLeaks))),
    timeText(audit),
    ...not_counted.map(
      ({ run, strategy, outcome, reason }) => `Not counted: run ${run} (${strategy}), ${outcome}: ${reason}`,
    ),
    ...limitations.map((text) => paint.faint(`Note: ${text}`)),
    nextText(audit),
  ].join('\n');
}

function headline({ verdict, reason, tests, files, failing, runs, campaign_id }: Audit): string {
  const all = `${plural(tests, 'test')} in ${plural(files, 'file')}`;
  const text = {
    passing: `All ${all} passed ${plural(runs.shared, 'time')} with isolate: false.`,
    failing:
      failing.length > 0
        ? `${failing.length} of ${all} failed with isolate: false and never with isolation.`
        : `${all}: ${reason}`,
    inconclusive: `Not known whether ${tests === 0 ? 'this suite' : all} can run with isolate: false. ${reason}`,
  }[verdict];
  return `${text} (${campaign_id})`;
}

function failingLines(
  { id, failures, runs, runs_isolated, may_be_chance, message, next }: Audit['failing'][number],
  paint: AuditPaint,
): string[] {
  const chance = may_be_chance ? '; that may be chance, more --runs tell' : '';
  return [
    `  ${id}  failed in ${failures} of ${plural(runs, 'run')}, with isolation in 0 of ${runs_isolated}${chance}`,
    ...message
      .split('\n')
      .slice(0, mostLines)
      .map((line) => paint.faint(`    ${line}`)),
    `    Next: ${next}`,
  ];
}

function timeText({ time }: Audit): string {
  if (!time) return 'Time: not compared; it takes two runs of each, one of them without looking for leaks.';
  const { isolated_ms, shared_ms, ratio, runs } = time;
  return `Time with one worker: ${seconds(isolated_ms)} with isolation, ${seconds(shared_ms)} without (medians of ${runs.isolated} and ${plural(runs.shared, 'run')}): ${ratio.toFixed(1)} times as fast.`;
}

function nextText({ status, verdict, leaks = [], failing, campaign_id }: Audit): string {
  if (status === 'running') return `Stopped before the end. Go on with --campaign ${campaign_id}.`;
  if (verdict === 'passing')
    return `Set "isolate: false" in the vitest configuration (test.isolate).${leaks.length > 0 ? ' What leaks did no harm in these orders; other tests, or new ones, may mind.' : ''}`;
  if (failing.length > 0)
    return 'Each "Next" names the tests and the state to blame. Give the state back where it is changed, then run the audit again.';
  return 'See to what is named above, then run the audit again.';
}

function moreOf(count: number, noun: string): string[] {
  return count > mostNamed ? [`  and ${count - mostNamed} more ${noun}`] : [];
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
