import type { RuleMeta } from '../analysis/index.ts';

type Example = RuleMeta['examples']['bad'][number];

/** A rule as a page: what it finds, why that matters, how it looks and how it should. */
export function ruleText({
  id,
  title,
  why,
  cause,
  topic,
  severity,
  languages,
  frameworks,
  pattern,
  examples,
}: RuleMeta): string {
  return [
    `# ${id}: ${title}`,
    '',
    why,
    '',
    `- severity: ${severity}`,
    `- cause: ${cause}`,
    `- topic: ${topic}`,
    `- languages: ${languages.join(', ')}${frameworks ? ` (only ${frameworks.join(', ')})` : ''}`,
    `- cured by: ${languages.map((language) => `pattern://${language}/${pattern}`).join(', ')}`,
    ...section('Reported', examples.bad),
    ...section('Left alone', examples.good),
    '',
    `To accept one place, write \`testing-patterns: ignore[${id}] reason\` in a comment on it or above it.`,
    '',
  ].join('\n');
}

function section(heading: string, examples: readonly Example[]): string[] {
  if (examples.length === 0) return [];
  return ['', `## ${heading}`, ...examples.flatMap(exampleText)];
}

function exampleText({ framework, path, code, fixed }: Example): string[] {
  const language = path?.split('.').at(-1) ?? (framework === 'pytest' || framework === 'unittest' ? 'python' : 'ts');
  const block = (text: string): string[] => ['', `\`\`\`${language}`, text.trimEnd(), '```'];
  return [
    '',
    `${path ?? framework}:`,
    ...block(code),
    ...(fixed === undefined ? [] : ['', 'After the fix:', ...block(fixed)]),
  ];
}
