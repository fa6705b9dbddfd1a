import type { Severity, Topic } from '../analysis/index.ts';
import { findingText, type Paint, summaryText } from '../reports/findings-text.ts';
import type { ServerContext } from '../server/context.ts';
import { plainAnswer } from '../untrusted/plain-answer.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { colors, print, printJson } from './output.ts';

export interface AnalyzeOptions {
  readonly format: 'text' | 'json';
  readonly rule?: readonly string[];
  readonly topic?: readonly Topic[];
  readonly minSeverity?: Severity;
}

const COLORS = { error: colors.red, warning: colors.yellow, info: colors.cyan } as const;
export const PAINT: Paint = {
  severity: (severity, text) => COLORS[severity](text),
  place: colors.bold,
  faint: colors.dim,
};

export async function analyze(
  paths: readonly string[],
  { format, rule, topic, minSeverity }: AnalyzeOptions,
  context: ServerContext,
): Promise<ExitCode> {
  const analyzer = await context.analyzer();
  const { findings, summary } = await analyzer.analyze({
    ...(paths.length > 0 ? { paths } : {}),
    rules: rule,
    topics: topic,
    minSeverity,
  });
  const shown = findings.map(({ draft: _, ...finding }) => finding);
  if (format === 'json') printJson({ summary, findings: shown });
  else {
    const plain = plainAnswer({ summary, findings: shown });
    print([...plain.findings.map((finding) => findingText(finding, PAINT)), summaryText(plain.summary)].join('\n'));
  }
  return summary.by_severity.error > 0 ? EXIT.found : EXIT.ok;
}
