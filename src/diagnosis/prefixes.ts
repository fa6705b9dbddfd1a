/**
 * What CI systems, containers and task runners put before a line of a test runner's output. Each is stripped where it
 * stands; a line can carry several (a time stamp, then a service name).
 */
const prefixes: readonly RegExp[] = [
  // `gh run view --log`: job, step, then the time stamp.
  /^[^\t]{1,100}\t[^\t]{1,100}\t(?=\uFEFF?\d{4}-\d\d-\d\dT)/,
  // GitHub Actions, Azure Pipelines, Kubernetes (`stdout F`), GitLab (`00O`, `01E+`).
  /^\uFEFF?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)(?: std(?:out|err) [FP]| \d\d[OE]\+?)?(?: |$)/,
  // Jenkins, TeamCity and others: `[2026-11-23T01:08:38.120Z] `, `[01:08:38] `, `[01:08:38]W:\t [Step 1/2] `.
  /^\[\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[^\]]{0,12}\] ?/,
  /^\[\d\d:\d\d:\d\d(?:\.\d{1,6})?\](?:[A-Z]?:)?(?:\t| \t)? ?(?:\[Step \d+\/\d+\] )?/,
  // Jenkins with its plain time stamps: `01:08:38 `, `01:08:38.120 `.
  /^\d\d:\d\d:\d\d(?:[.,]\d{1,6})?(?: |$)/,
  // Docker Compose: `web_1  | `, `web-1  | `.
  /^[\w.-]{1,60}[_-]\d{1,3} +\| ?/,
  // BuildKit: `#12 3.456 `.
  /^#\d{1,4} \d{1,6}\.\d{1,3} /,
  // turbo (`web:test: `, `@shop/web:test:unit: `), pnpm (`packages/web test: `, `packages/web test$ `), nx and lerna (`@shop/web: `).
  /^(?:@[\w.-]{1,60}\/)?[\w.-]{1,60}:(?:test|unit|e2e|integration|spec|check|ci)[\w.:-]{0,40}: ?/,
  /^(?:\.|[\w@.-]{1,60}(?:\/[\w@.-]{1,60}){0,4}) (?:test|unit|e2e|ci)[\w:.-]{0,40}(?:: |\$ |\| {1,2})/,
  /^@[\w.-]{1,60}\/[\w.-]{1,60}: ?/,
  // GitHub Actions and Azure Pipelines.
  /^##\[(?:error|warning|group|endgroup|section|debug|command|notice)\]/,
  // Markers of GitLab's folding sections.
  /^section_(?:start|end):\d{1,12}:[\w.-]{1,80}(?:\[[^\]]{0,80}\])?/,
];

/** More than one system wraps another: container in task runner in CI. */
const maxPrefixes = 4;

/** The line as the runner wrote it. */
export function withoutPrefix(line: string): string {
  let rest = line;
  for (let round = 0; round < maxPrefixes; round++) {
    const before = rest;
    for (const prefix of prefixes) rest = rest.replace(prefix, '');
    if (rest === before) return rest;
  }
  return rest;
}

/** A workflow command of GitHub Actions, whose text carries its line breaks encoded. */
const command = /^::(?:error|warning|notice|debug|group)(?: [^:]{0,500}(?::[^:]{1,200}){0,4})?::/;
const encoded: readonly [RegExp, string][] = [
  [/%0D/gi, ''],
  [/%0A/gi, '\n'],
  [/%25/g, '%'],
];

/** The lines of an annotation (`::error file=a.py,line=3::text%0Amore`); any other line as it is. */
export function annotationLines(line: string): readonly string[] {
  const match = command.exec(line);
  if (!match) return [line];
  return encoded.reduce((text, [code, plain]) => text.replace(code, plain), line.slice(match[0].length)).split('\n');
}
