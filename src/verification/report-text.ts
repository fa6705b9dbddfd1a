import { prose, shownLine } from '../untrusted/plain-text.ts';
import type { Leak } from './leaks.ts';
import type { Campaign, RunRecord } from './record.ts';
import type { CampaignReport, TestReport } from './report.ts';
import { surroundingsText } from './surroundings.ts';
import { countingResults, hasFailed, testId } from './trials.ts';

/** A campaign as Markdown, whole: from this text alone every run could be made again. */
export function reportText(campaign: Campaign, report: CampaignReport): string {
  const { header, runs } = campaign;
  const { request, machine } = header;
  const lines = [
    `# Campaign ${header.campaign_id}: ${report.verdict}${report.status === 'running' ? ' so far' : ''}`,
    '',
    `${report.failures} of ${report.runs} runs in fresh processes had a failure; the true rate is at most ${percent(report.upper_bound_95)} (95 %). ${report.runs_made} of ${report.runs_planned} planned runs made.`,
    '',
    `- asked: ${request.tests.map(code).join(', ')}; ${request.runs} runs each of ${request.strategies.join(', ')}`,
    `- began: ${header.created}; seed ${header.seed}`,
    ...header.projects.map(
      ({ runner, version, folder }) => `- runner: ${runner} ${version} in ${code(folder === '' ? '.' : folder)}`,
    ),
    `- machine: Node ${machine.node}, ${machine.platform} ${machine.arch}, ${machine.cores} cores`,
    `- reproduce: ${code(report.reproduce)}`,
    '',
    '## Tests',
    '',
    ...report.tests.flatMap(testLines),
    '',
    '## Strategies',
    '',
    '| strategy | runs | failures | rate, 95 % interval | without result | |',
    '|---|---|---|---|---|---|',
    ...report.by_strategy.map(
      (of) =>
        `| ${of.strategy} | ${of.runs} | ${of.failures} | ${of.failure_rate === null ? '–' : percent(of.failure_rate)}, ${percent(of.interval_95[0])} to ${percent(of.interval_95[1])} | ${of.not_counted} | ${cell(of.unavailable ?? of.not_applicable ?? '')} |`,
    ),
    '',
    ...leakLines(report),
    '## What limits this',
    '',
    ...report.limitations.map((text) => `- ${oneLine(text)}`),
    '',
    '## Runs',
    '',
    'Tests by number:',
    '',
    ...header.tests.map(({ id }, index) => `- ${index}: ${code(id)}`),
    '',
    '| run | strategy | outcome | failed | seed | surroundings | workers | order | ms |',
    '|---|---|---|---|---|---|---|---|---|',
    ...runs.map(runLine),
    '',
    ...failureLines(campaign),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function testLines({
  id,
  verdict,
  reason,
  runs,
  failures,
  upper_bound_95,
  depends_on,
  failed_only_in,
  fails_second_time,
}: TestReport): string[] {
  const figures =
    runs === 0 ? 'no result' : `${failures} of ${runs} failed, true rate at most ${percent(upper_bound_95)}`;
  return [
    `- ${code(id)}: **${verdict}**, ${figures}${reason === undefined ? '' : `. ${oneLine(reason)}`}`,
    ...(depends_on ? [`  - depends on ${depends_on.on}: ${oneLine(depends_on.evidence)}`] : []),
    ...(failed_only_in && !depends_on
      ? [`  - failed only in ${failed_only_in.join(', ')} so far; that may be chance`]
      : []),
    ...(fails_second_time
      ? [`  - failed the second time in one process in ${fails_second_time.failures} of ${fails_second_time.runs} runs`]
      : []),
  ];
}

function leakLines({ leaks, leaks_more = 0 }: CampaignReport): string[] {
  if (leaks === undefined) return [];
  const lines = leaks.flatMap(({ test, state, state_more = 0 }: Leak) => [
    `- ${code(test)}`,
    ...state.map(
      ({ kind, name, before, after, also_with_isolation }) =>
        `  - ${kind} ${code(name)}: ${code(before)} -> ${code(after)}${also_with_isolation ? ' (also with isolation)' : ''}`,
    ),
    ...(state_more > 0 ? [`  - and ${state_more} more`] : []),
  ]);
  const more = leaks_more > 0 ? [`- and ${leaks_more} more tests`] : [];
  return ['## What tests leave behind', '', ...(lines.length > 0 ? [...lines, ...more] : ['Nothing was seen.']), ''];
}

function runLine(run: RunRecord): string {
  const failed = [
    ...new Set(
      countingResults(run)
        .filter(hasFailed)
        .map(({ test }) => test),
    ),
  ].join(' ');
  const outcome = run.reason === undefined ? run.outcome : `${run.outcome}: ${cell(run.reason)}`;
  return `| ${run.run} | ${run.strategy} | ${outcome} | ${failed} | ${run.seed} | ${surroundingsText(run.surroundings)} | ${run.workers} | ${shortOrder(run.order)} | ${run.ms} |`;
}

/** `0-4 7 6` for 0 1 2 3 4 7 6. */
function shortOrder(order: readonly number[]): string {
  const spans: [number, number][] = [];
  for (const test of order) {
    const last = spans.at(-1);
    if (last && last[1] + 1 === test) last[1] = test;
    else spans.push([test, test]);
  }
  return spans.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(' ');
}

/** Each message once, with the runs that gave it. */
function failureLines({ header, runs }: Campaign): string[] {
  const seen = new Map<string, { test: number; message: string; runs: number[] }>();
  for (const run of runs) {
    for (const { test, message = 'no message', ...result } of countingResults(run)) {
      if (!hasFailed({ test, ...result })) continue;
      const key = `${test} ${message}`;
      const entry = seen.get(key) ?? { test, message, runs: [] };
      entry.runs.push(run.run);
      seen.set(key, entry);
    }
  }
  if (seen.size === 0) return [];
  return [
    '## Failures',
    '',
    ...[...seen.values()].flatMap(({ test, message, runs: of }) => [
      `${code(testId(header, test))} in ${of.length === 1 ? 'run' : 'runs'} ${[...new Set(of)].join(', ')}:`,
      '',
      ...prose(message)
        .split('\n')
        .map((line) => `    ${line}`),
      '',
    ]),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** Names come from the tests: a backtick or a line break must not end the span. */
function code(text: string): string {
  const plain = oneLine(text);
  if (!plain.includes('`')) return `\`${plain}\``;
  const ticks = '`'.repeat(1 + Math.max(...(plain.match(/`+/g) ?? []).map((run) => run.length)));
  return `${ticks} ${plain} ${ticks}`;
}

function cell(text: string): string {
  return oneLine(text).replaceAll('|', '\\|');
}

function oneLine(text: string): string {
  return shownLine(text.replace(/\s+/g, ' ').trim());
}
