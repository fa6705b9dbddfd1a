import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What the runners really printed on small failing tests (pytest 7 and 9, unittest, vitest 3 and 4, jest 29 and 30,
 * node:test 20, mocha 12, Playwright 1.65), with the machine's own paths replaced. The file name says the cause:
 * `pytest/time--leap-day.txt`.
 */
export interface Captured {
  readonly name: string;
  readonly runner: string;
  readonly cause: string;
  readonly text: string;
}

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), 'outputs');

export const outputs: readonly Captured[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.txt'))
  .sort()
  .map((name) => ({
    name: name.replaceAll('\\', '/').replace(/\.txt$/, ''),
    runner: path.dirname(name),
    cause: path.basename(name).split('--')[0] ?? '',
    text: readFileSync(path.join(folder, name), 'utf8'),
  }));

export function output(name: string): string {
  const found = outputs.find((captured) => captured.name === name);
  if (!found) throw new Error(`there is no output ${name}`);
  return found.text;
}

/** About when they were captured. */
export const capturedAt = new Date('2026-11-23T00:00:00Z');
