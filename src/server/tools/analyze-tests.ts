import { z } from 'zod';
import { type Severity, severities, topics } from '../../analysis/rule.ts';
import { count, findingText, summaryText } from '../../reports/findings-text.ts';
import { defineTool, READ_ONLY } from '../define-tool.ts';
import { checkCursor, page } from '../paging.ts';
import { stampOf } from '../recent-analyses.ts';
import { Findings, LISTED_AS, Name, Paths, SummaryOutput } from '../schemas.ts';

/** Characters of findings in one answer: with the summary, about 7,000 tokens. */
const FINDINGS_BUDGET = 24_000;
/** Files named in `summary.unreadable`; the count of the rest goes into `unreadable_more`. */
const UNREADABLE_LIMIT = 25;

export const analyzeTests = defineTool({
  name: 'analyze_tests',
  title: 'Analyse test files',
  description:
    'Reads test files and says where a test lies (passes without checking), flakes, or leaks into another: each finding with its place, cause, consequence, the pattern that cures it and whether a fix can be written (suggest_fixes). Runs nothing, changes nothing. Errors come first.',
  input: z.strictObject({
    paths: Paths.optional(),
    rules: z.array(Name).min(1).optional().describe('Rule ids. Default: all.'),
    topics: z.array(z.enum(topics)).min(1).optional(),
    min_severity: z.enum(severities).optional(),
    detail: z.enum(['summary', 'findings']).default('findings'),
    limit: z.number().int().min(1).max(500).default(50),
    cursor: Name.optional().describe('next_cursor of the previous page, with the same arguments.'),
  }),
  output: z.object({
    summary: SummaryOutput.extend({ unreadable_more: z.number().exactOptional() }).meta({
      [LISTED_AS]: '{files, tests, findings, by_rule, by_cause, by_severity, unreadable: {path, reason}[], elapsed_ms}',
    }),
    findings: Findings,
    more: z.number().describe('Findings left out here.'),
    next_cursor: z.string().exactOptional(),
  }),
  annotations: READ_ONLY,
  async run({ cursor, limit, detail, min_severity, ...selection }, context, { signal, progress }) {
    const request = JSON.stringify([selection, min_severity]);
    if (cursor !== undefined) checkCursor(cursor, request);
    const stamp = await stampOf(await context.workspace(), selection.paths);
    const analyze = async () => {
      const analyzer = await context.analyzer();
      const asked = { ...selection, minSeverity: min_severity, signal, onProgress: progress };
      const { findings, summary } = await analyzer.analyze(asked);
      const fresh = { summary, findings: findings.map(({ draft: _, ...finding }) => finding) };
      context.recent.keep(request, stamp, fresh);
      return fresh;
    };
    const kept = cursor === undefined ? undefined : context.recent.find(request, stamp);
    const { findings: shown, summary } = kept ?? (await analyze());
    const head = { ...summary, ...firstUnreadable(summary.unreadable) };
    if (detail === 'summary') return { summary: head, findings: [], more: shown.length };
    const { items, left, next_cursor } = page(shown, {
      cursor,
      limit,
      budget: FINDINGS_BUDGET,
      request,
      list: shown.map(({ id }) => id),
    });
    return { summary: head, findings: [...items], more: left, ...(next_cursor === undefined ? {} : { next_cursor }) };
  },
  text({ summary, findings, more, next_cursor }) {
    const { unreadable_more, ...rest } = summary;
    const parts = [summaryText({ ...rest, by_severity: { ...NO_FINDINGS, ...rest.by_severity } })];
    if (unreadable_more !== undefined) parts.push(`  and ${unreadable_more} more`);
    if (findings.length > 0) parts.push('', ...findings.map((finding) => findingText(finding)));
    if (next_cursor !== undefined)
      parts.push('', `${count(more, 'more finding')}: call again with cursor "${next_cursor}".`);
    return parts.join('\n');
  },
});

const NO_FINDINGS: Record<Severity, number> = { error: 0, warning: 0, info: 0 };

function firstUnreadable<T>(all: readonly T[]): { unreadable: T[]; unreadable_more?: number } {
  const cut = all.length - UNREADABLE_LIMIT;
  return { unreadable: all.slice(0, UNREADABLE_LIMIT), ...(cut > 0 ? { unreadable_more: cut } : {}) };
}
