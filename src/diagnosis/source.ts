import type { Analyzer, Finding, Severity } from '../analysis/index.ts';
import { isShownAs } from '../untrusted/plain-text.ts';
import { evidenceText } from './clean.ts';
import type { Hint } from './hint.ts';
import { nameOf } from './names.ts';

/** How much a finding alone says: it shows what can go wrong, not what did. */
const weights: Readonly<Record<Severity, number>> = { error: 0.4, warning: 0.28, info: 0.1 };
/** What one test does to the others in its file. */
const passedOn: ReadonlySet<string> = new Set(['shared-state', 'mock-leak', 'resource-leak', 'order-dependence']);
/** A test that checks too little does not fail by it. */
const silent: ReadonlySet<string> = new Set(['vacuous', 'overbroad-assertion']);

export interface SourceQuestion {
  readonly path: string;
  /** As printed or given; the whole file when absent. */
  readonly test?: string | undefined;
  readonly failed: boolean;
}

/** What the rules find in the test and its file. @throws as `Analyzer.analyze` */
export async function hintsOfSource(analyzer: Pick<Analyzer, 'analyze'>, question: SourceQuestion): Promise<Hint[]> {
  const { findings, summary } = await analyzer.analyze({ paths: [question.path] });
  const broken = summary.unreadable.filter(({ reason }) => reason.startsWith('does not parse')).map(brokenHint);
  const found = findings.flatMap((finding) => {
    const share = shareOf(finding, question);
    if (share === 0 || (question.failed && silent.has(finding.cause))) return [];
    return [toHint(finding, weights[finding.severity] * share)];
  });
  // A test that ran had another text than the file has now.
  return question.failed ? found : [...broken, ...found];
}

function brokenHint({ path, reason }: { readonly path: string; readonly reason: string }): Hint {
  return {
    id: 'syntax-error',
    cause: 'genuine-failure',
    confidence: 0.85,
    evidence: { text: `the file ${evidenceText(reason)}`, path },
    next: 'Mend the syntax; nothing in the file runs before.',
  };
}

function shareOf({ test, cause, message }: Finding, question: SourceQuestion): number {
  // A finding in the polluter names its victim.
  if (question.test !== undefined && message.includes(`"${question.test}"`)) return 1;
  if (question.test === undefined || (test !== undefined && isSame(test, question.test))) return 1;
  if (test === undefined) return 0.8;
  return passedOn.has(cause) ? 0.35 : 0;
}

function isSame(title: string, asked: string): boolean {
  const [one, other] = [nameOf(title), nameOf(asked)];
  return isShownAs(title, asked) || one === other || one.endsWith(` ${other}`);
}

function toHint({ id, rule, cause, message, path, range, fix, pattern }: Finding, confidence: number): Hint {
  const call = `suggest_fixes ${JSON.stringify({ finding_ids: [id], ...(fix === 'suggested' ? { include_suggested: true } : {}) })}`;
  return {
    id: `rule:${rule}`,
    cause,
    confidence,
    evidence: { text: evidenceText(`${rule}: ${message}`), path, line: range.start.line },
    next:
      fix === null
        ? `Mend what ${rule} found at line ${range.start.line}.`
        : `${call} writes a fix for line ${range.start.line}.`,
    pattern: pattern.replace(/^pattern:\/\/[^/]+\//, ''),
  };
}
