import type { PatternSummary } from './document.ts';
import type { PatternProblem } from './problem.ts';
import { LANGUAGES } from './vocabulary.ts';

/** One line per pattern, by language: what a reader needs to choose, and the address to ask for. */
export function renderIndex(patterns: readonly PatternSummary[], problems: readonly PatternProblem[] = []): string {
  const lines = ['# Testing patterns'];
  for (const language of LANGUAGES) {
    const own = patterns.filter((pattern) => pattern.language === language);
    if (own.length === 0) continue;
    lines.push('', `## ${language}`, '');
    for (const { title, uri, summary } of own) lines.push(`- [${title}](${uri}): ${summary}`);
  }
  if (problems.length > 0) lines.push('', '## Not loaded', '', ...problems.map(problemLine));
  return `${lines.join('\n')}\n`;
}

function problemLine({ path, line, message }: PatternProblem): string {
  return `- ${path}:${line}: ${message}`;
}
