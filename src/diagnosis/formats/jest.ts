import type { Failure, Format } from '../failure.ts';
import { blocksOf, failureIn } from './blocks.ts';

const bullet = /^\s*● (\S.{0,800})$/;
const suite = /^\s*(?:FAIL|PASS)\s{1,3}(?:[\w@-]{1,60}\s)?(\S{1,400}\.[cm]?[jt]sx?)(?: \([\d.]+ m?s\))?$/;
const end =
  /^\s*(?:FAIL|PASS)\s|^Test Suites:\s|^Snapshot Summary|^Summary of all failing tests|^\s*› \d+ snapshots?\b|^Jest (?:has detected|did not exit)/;

export const jest: Format = {
  name: 'jest',
  parse(lines) {
    const seen = new Set<string>();
    let path: string | undefined;
    const headingOf = (line: string) => {
      path = suite.exec(line)?.[1] ?? path;
      const title = bullet.exec(line)?.[1];
      // `●  TCPSERVERWRAP` is an open handle, `● Console` what a test printed.
      return title === undefined || title === 'Console' ? undefined : { title, path };
    };
    return blocksOf(lines, headingOf, (line) => end.test(line)).flatMap(({ head, start, end }): Failure[] => {
      // A long run repeats every failure in its summary.
      const key = `${head.path}\0${head.title}\0${lines.slice(start + 1, start + 6).join('\0')}`;
      if (seen.has(key)) return [];
      seen.add(key);
      const collection = /^Test suite failed to run$/.test(head.title);
      const outside = /^(?:Cannot log after tests are done|process\.exit called)/.test(head.title);
      const phase = collection ? 'collection' : outside ? 'outside' : 'test';
      const test = phase === 'test' ? head.title.replaceAll(' › ', ' > ') : undefined;
      return [failureIn(lines, { format: 'jest', phase, start, end, test, path: head.path })];
    });
  },
};
