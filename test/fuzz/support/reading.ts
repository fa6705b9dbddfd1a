import { FactsCache } from '../../../src/analysis/cache.ts';
import type { Span, TestFile } from '../../../src/analysis/facts.ts';
import type { Finding } from '../../../src/analysis/finding.ts';
import { rules } from '../../../src/analysis/index.ts';
import type { ProjectFiles } from '../../../src/analysis/language.ts';
import { type FileAnalysis, knownRuleIds, Session } from '../../../src/analysis/session.ts';
import { compose } from '../../../src/fixes/compose.ts';
import { usableEdits } from '../../../src/fixes/edits.ts';
import type { Reading } from '../../../src/fixes/improvement.ts';
import type { Specimen } from './corpus.ts';

const known = knownRuleIds(rules);

/** Files that stand nowhere but in memory. */
export function filesOf(texts: Readonly<Record<string, string>>): ProjectFiles {
  return {
    read: (path) => (Object.hasOwn(texts, path) ? texts[path] : undefined),
    exists: (path) => Object.hasOwn(texts, path),
    list: (folder) => {
      const prefix = folder === '' ? '' : `${folder}/`;
      const below = Object.keys(texts).filter((path) => path.startsWith(prefix));
      return [...new Set(below.map((path) => path.slice(prefix.length).split('/')[0] ?? ''))];
    },
  };
}

/** All rules over one text, by a session that knows nothing of earlier ones. */
export async function analysed({ path, text, files }: Specimen): Promise<FileAnalysis> {
  const session = new Session(filesOf({ ...files, [path]: text }), new FactsCache());
  await session.open([path]);
  return session.analyze(path, text, path, rules, known);
}

/** The same, with what the rules say of the configuration around. */
export async function analysedWithConfigs({ path, text, files }: Specimen): Promise<readonly Finding[]> {
  const session = new Session(filesOf({ ...files, [path]: text }), new FactsCache());
  await session.open([path]);
  const { findings } = session.analyze(path, text, path, rules, known);
  return [...findings, ...session.analyzeConfigs(path, (config) => config, rules, known)];
}

/** What is unsound in facts and findings: places outside of the text, ids twice, what JSON cannot carry. */
export function unsound({ facts, findings }: Pick<FileAnalysis, 'facts' | 'findings'>, text: string): string[] {
  const ids = findings.map(({ id }) => id);
  return [
    ...(new Set(ids).size < ids.length ? ['two findings have one id'] : []),
    ...outside(facts, text.length).map((span) => `a fact stands at ${span}, outside of the text`),
    ...findings.flatMap((finding) => misplaced(finding, text)),
    ...(JSON.stringify(JSON.parse(JSON.stringify(findings))) === JSON.stringify(findings) ? [] : ['not JSON']),
  ];
}

function outside(facts: TestFile, length: number): string[] {
  const wrong: string[] = [];
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isSpan(value) && !(0 <= value.start && value.start <= value.end && value.end <= length))
      wrong.push(`${value.start}-${value.end}`);
    for (const part of Object.values(value)) look(part);
  };
  look(facts);
  return wrong;
}

function isSpan(value: object): value is Span {
  return 'start' in value && 'end' in value && typeof value.start === 'number' && typeof value.end === 'number';
}

function misplaced({ rule, range: { start, end }, draft }: Finding, text: string): string[] {
  const lines = text.split('\n');
  const isInside = ({ line, column }: { line: number; column: number }) =>
    line >= 1 && line <= lines.length && column >= 1 && column <= (lines[line - 1]?.length ?? 0) + 1;
  const inOrder = start.line < end.line || (start.line === end.line && start.column <= end.column);
  return [
    ...(isInside(start) && isInside(end) && inOrder ? [] : [`${rule}: ${JSON.stringify({ start, end })} is no range`]),
    ...(draft && !usableEdits(draft.edits, text) ? [`${rule}: its edits do not fit the text`] : []),
  ];
}

export function parses({ facts }: Pick<FileAnalysis, 'facts'>): boolean {
  return facts.syntaxProblems.every(({ semantic }) => semantic);
}

/** Puts every safe fix in, as often as there is one; what is wrong with a text that comes out, or that it never ends. */
export async function mended(specimen: Specimen, first: FileAnalysis): Promise<string[]> {
  const reread = async (text: string): Promise<Reading> => ({ text, ...(await analysed({ ...specimen, text })) });
  let now: Reading = { text: specimen.text, ...first };
  // A fix may make room for one that overlapped with it.
  for (let round = 0; round < 6; round += 1) {
    const safe = now.findings.filter(({ draft }) => draft?.safety === 'safe');
    if (safe.length === 0) return [];
    const { text, fixed } = await compose(now, safe, reread);
    if (fixed.length === 0) return text === now.text ? [] : ['a text changed though nothing was fixed'];
    if (text === now.text) return [`${fixed.map(({ rule }) => rule)}: fixed, and nothing changed`];
    const after = await reread(text);
    if (!parses(after)) return [`${fixed.map(({ rule }) => rule)}: the text does not parse any more`];
    if (after.facts.tests.length < now.facts.tests.length) return [`${fixed.map(({ rule }) => rule)}: a test is gone`];
    const wrong = unsound(after, text);
    if (wrong.length > 0) return wrong;
    now = after;
  }
  return [
    `there is always one more fix: ${now.findings.filter(({ draft }) => draft?.safety === 'safe').map(({ rule }) => rule)}`,
  ];
}
