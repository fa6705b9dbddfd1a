import type { Failure, Format } from '../failure.ts';
import { blocksOf, failureIn } from './blocks.ts';

const failing = /^\s*\d+ failing\b/;
const heading = /^\s{1,8}(\d{1,4})\) (\S.{0,600})$/;

export const mocha: Format = {
  name: 'mocha',
  parse(lines) {
    const from = lines.findIndex((line) => failing.test(line));
    if (from === -1) return [];
    const blocks = blocksOf(
      lines.slice(from),
      (line) => (line.includes(' › ') ? undefined : (heading.exec(line)?.[2] ?? undefined)),
      () => false,
    );
    return blocks.map((block): Failure => {
      const [start, end] = [from + block.start, from + block.end];
      const title = titleOf(block.head, lines.slice(start + 1, Math.min(end, start + 12)));
      const hook = /^"(before|after)(?: each| all)?" hook/.test(title.at(-1) ?? '');
      return failureIn(lines, { format: 'mocha', phase: hook ? 'setup' : 'test', start, end, test: title.join(' > ') });
    });
  },
};

/** The titles stand one below the other; the last one ends with a colon. */
function titleOf(head: string, below: readonly string[]): string[] {
  const titles = [head];
  for (const line of below) {
    if (titles.at(-1)?.endsWith(':') || line.trim() === '') break;
    titles.push(line.trim());
  }
  return titles.map((title, at) => (at === titles.length - 1 ? title.replace(/:$/, '') : title));
}
