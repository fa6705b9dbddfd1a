import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder with these files, removed when the test ends. */
export async function patternFolder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'patterns-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

interface DocumentParts {
  readonly id?: string;
  readonly language?: string;
  readonly counterpart?: string;
  readonly title?: string;
  /** A line put after `language`, which stands on line 5. */
  readonly extra?: string;
  readonly body?: string;
}

export const GOOD_BODY = [
  '## When to use it',
  'Often.',
  '',
  '## The pattern',
  'Wait for the condition.',
  '```python',
  '## not a heading',
  '```',
  '## The anti-pattern',
  'Sleep.',
  '## Check that it worked',
  'Run it.',
  '## Pitfalls',
  'None.',
  '',
].join('\n');

/** A document without a fault unless a part says otherwise. The body starts on line 16, or 17 with `extra`. */
export function documentText({
  id = 'flaky/waits',
  language = 'python',
  counterpart = 'pattern://typescript/flaky/waits',
  title = 'Waits',
  extra,
  body = GOOD_BODY,
}: DocumentParts = {}): string {
  return [
    '---',
    `id: ${id}`,
    `title: ${title}`,
    `topic: ${id.split('/')[0]}`,
    `language: ${language}`,
    ...(extra === undefined ? [] : [extra]),
    'frameworks: [pytest]',
    'summary: Wait for it.',
    'when:',
    '  - A test sleeps',
    'causes: [async-wait]',
    'rules: [fixed-sleep]',
    `counterpart: ${counterpart}`,
    'sources:',
    '  - https://example.com/',
    '---',
    body,
  ].join('\n');
}
