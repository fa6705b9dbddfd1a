import type { AnalysisSummary, Finding } from '../analysis/index.ts';

/** A finding as clients see it: without the edits behind its fix. */
export interface ShownFinding extends Omit<Finding, 'draft' | 'cause' | 'topic'> {
  readonly cause: string;
  readonly topic: string;
}

export interface ShownSummary extends Omit<AnalysisSummary, 'by_cause'> {
  readonly by_cause: Readonly<Partial<Record<string, number>>>;
}

/** How a text is coloured; plain where no person looks. */
export interface Paint {
  readonly severity: (severity: Finding['severity'], text: string) => string;
  readonly place: (text: string) => string;
  readonly faint: (text: string) => string;
}

const same = (text: string): string => text;
export const PLAIN: Paint = { severity: (_, text) => text, place: same, faint: same };

/** `path:line:column severity rule` and the message, then what leads on from it. */
export function findingText(finding: ShownFinding, paint: Paint = PLAIN): string {
  const { path, range, severity, rule, cause, topic, message, test, fix, pattern, id } = finding;
  const { start, end } = range;
  const to = start.line === end.line ? `${end.column}` : `${end.line}:${end.column}`;
  const about = [
    ...(test === undefined ? [] : [`in "${test}"`]),
    `cause: ${cause}`,
    `topic: ${topic}`,
    fix === null ? 'no automatic fix' : `fix: ${fix}`,
    pattern,
    id,
  ];
  return [
    `${paint.place(`${path}:${start.line}:${start.column}-${to}`)} ${paint.severity(severity, severity)} ${rule}: ${message.replace(/\s*\n\s*/g, ' ')}`,
    `  ${paint.faint(about.join(' · '))}`,
  ].join('\n');
}

export function summaryText(summary: ShownSummary): string {
  const { files, tests, findings, by_severity, by_rule, by_cause, unreadable, elapsed_ms } = summary;
  const lines = [
    `${count(findings, 'finding')} in ${count(files, 'file')} with ${count(tests, 'test')}: ` +
      `${by_severity.error} error, ${by_severity.warning} warning, ${by_severity.info} info (${elapsed_ms} ms).`,
  ];
  if (files === 0)
    lines.push('No test file was found: files are taken for tests by their names and folders. Name others.');
  if (findings > 0) lines.push(`By rule: ${tally(by_rule)}.`, `By cause: ${tally(by_cause)}.`);
  if (unreadable.length > 0) {
    lines.push('Not analysed:', ...unreadable.map(({ path, reason }) => `  ${path}: ${reason}`));
  }
  return lines.join('\n');
}

export function count(n: number, thing: string): string {
  return `${n} ${thing}${n === 1 ? '' : 's'}`;
}

function tally(counts: Readonly<Partial<Record<string, number>>>): string {
  return Object.entries(counts)
    .map(([name, n = 0]) => ({ name, n }))
    .sort((a, b) => b.n - a.n || (a.name < b.name ? -1 : 1))
    .map(({ name, n }) => `${name} ${n}`)
    .join(', ');
}
