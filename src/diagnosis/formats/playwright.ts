import type { Format } from '../failure.ts';
import { blocksOf, errorOf, failureIn } from './blocks.ts';

const heading = /^\s*\d+\) (?:\[[^\]]{1,80}\] › )?(\S.{0,400}?\.[cm]?[jt]sx?):\d+:\d+ › (.{1,600}?)\s*[─=]*\s*$/;
/** As issues quote it: without the number, the first line of the text. */
const bare = /^\s*(?:\[[^\]]{1,80}\] › )?([^\s›✘✓×][^›]{0,400}?\.[cm]?[jt]sx?):\d+:\d+ › (.{1,600}?)\s*[─=]*\s*$/;
const end = /^\s*\d+ (?:failed|flaky|passed|skipped|did not run|interrupted)\b|^\s*Slow test file:|^\s*\[\d+\/\d+\] /;

export const playwright: Format = {
  name: 'playwright',
  parse(lines) {
    const numbered = blocksOf(
      lines,
      (line) => heading.exec(line) ?? undefined,
      (line) => end.test(line),
    );
    const blocks = numbered.length > 0 ? numbered : bareBlocks(lines);
    return blocks.map(({ head: [, path, title = ''], start, end }) => {
      const test = title.replaceAll(' › ', ' > ');
      return failureIn(lines, { format: 'playwright', phase: 'test', start, end, path, test });
    });
  },
};

function bareBlocks(lines: readonly string[]) {
  const at = lines.findIndex((line) => bare.test(line));
  const match = bare.exec(lines[at] ?? '');
  if (!match || !lines.slice(at + 1, at + 4).some((line) => /^\s+\S/.test(line) && errorOf(line))) return [];
  return [{ head: match, start: at, end: Math.min(lines.length, at + 300) }];
}
