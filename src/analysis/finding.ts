import { createHash } from 'node:crypto';
import type { TestFile } from './facts.ts';
import type { Cause, FixDraft, Report, RuleMeta, Safety, Severity, Topic } from './rule.ts';
import type { Position, Source } from './source.ts';

export interface Finding {
  /**
   * `f_` and 12 hex digits. Made of rule, path, test and the words at the place, not of line numbers: it survives edits elsewhere.
   * Identical findings of one test are told apart by their order, so after one of them is fixed compare counts, not ids.
   */
  readonly id: string;
  readonly rule: string;
  readonly cause: Cause;
  readonly topic: Topic;
  readonly severity: Severity;
  readonly message: string;
  /** As shown to people: relative to the root, prefixed by the root's folder name when there are several roots. */
  readonly path: string;
  readonly range: { readonly start: Position; readonly end: Position };
  /** Full title of the test. */
  readonly test?: string;
  /** Uri of the pattern that cures it. */
  readonly pattern: string;
  readonly fix: Safety | null;
  /** The edits behind `fix`, over the analysed text. Not shown to clients. */
  readonly draft?: FixDraft;
}

/** Turns what a rule reported into a finding of a file. `ordinal` tells identical ones apart. */
export function toFinding(
  rule: RuleMeta,
  report: Report,
  where: {
    readonly path: string;
    readonly file: Pick<TestFile, 'language' | 'tests'>;
    readonly source: Source;
    readonly ordinalOf: (key: string) => number;
  },
): Finding {
  const { file, source, path } = where;
  const test = report.test ?? testAt(file, report.at.start);
  const title = test === undefined ? undefined : file.tests[test]?.fullTitle;
  const words = source.slice(report.at).replace(/\s+/g, ' ');
  const key = [rule.id, path, title ?? '', words].join('\0');
  const hash = createHash('sha256')
    .update(`${key}\0${where.ordinalOf(key)}`)
    .digest('hex')
    .slice(0, 12);
  return {
    id: `f_${hash}`,
    rule: rule.id,
    cause: rule.cause,
    topic: rule.topic,
    severity: report.severity ?? rule.severity,
    message: report.message,
    path,
    range: { start: source.position(report.at.start), end: source.position(report.at.end) },
    ...(title === undefined ? {} : { test: title }),
    pattern: `pattern://${file.language}/${rule.pattern}`,
    fix: report.fix?.safety ?? null,
    ...(report.fix === undefined ? {} : { draft: report.fix }),
  };
}

/** The innermost test whose text holds the offset. */
function testAt(file: Pick<TestFile, 'tests'>, offset: number): number | undefined {
  let best: number | undefined;
  let bestLength = Number.POSITIVE_INFINITY;
  for (const { id, span } of file.tests) {
    const length = span.end - span.start;
    if (span.start <= offset && offset < span.end && length < bestLength) {
      best = id;
      bestLength = length;
    }
  }
  return best;
}
