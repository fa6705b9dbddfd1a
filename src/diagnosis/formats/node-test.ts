import type { Failure, Format } from '../failure.ts';
import { blocksOf, errorOf, failureIn } from './blocks.ts';

const listed = /^\s*✖ failing tests:$/;
const place = /^test at (.{1,400}):\d{1,7}:\d{1,7}$/;
const crossed = /^\s*✖ (.{1,600}?) \([\d.]+ ?m?s\)$/;
const notOk = /^\s*not ok \d+ - (.{1,600}?)(?: # .{0,100})?$/;
const afterwards = /^\s*(?:ℹ|▶|✔|✖) |^\s*(?:ok|not ok) \d+ - |^\s*# |^\s*\d+\.\.\d+$/;

/** The `spec` and the TAP reporter. */
export const nodeTest: Format = {
  name: 'node:test',
  parse: (lines) => (lines.some((line) => notOk.test(line)) ? fromTap(lines) : fromSpec(lines)),
};

function fromSpec(lines: readonly string[]): Failure[] {
  const list = lines.findIndex((line) => listed.test(line));
  const from = list === -1 ? 0 : list + 1;
  let path: string | undefined;
  const headingOf = (line: string) => {
    path = place.exec(line)?.[1] ?? path;
    const test = crossed.exec(line)?.[1];
    return test === undefined ? undefined : { test, path };
  };
  const blocks = blocksOf(lines.slice(from), headingOf, (line) => place.test(line) || afterwards.test(line));
  return blocks.flatMap(({ head, start, end }) => {
    const failure = failureIn(lines, {
      format: 'node:test',
      phase: 'test',
      start: from + start,
      end: from + end,
      ...head,
    });
    return isOnlyParent(lines.slice(failure.start + 1, failure.end)) ? [] : [failure];
  });
}

function fromTap(lines: readonly string[]): Failure[] {
  const blocks = blocksOf(
    lines,
    (line) => notOk.exec(line)?.[1],
    (line) => /^\s*\.\.\.$/.test(line) || /^\s*ok \d+ - /.test(line),
  );
  return blocks.flatMap(({ head, start, end }) => {
    const block = lines.slice(start, end);
    if (isOnlyParent(block.slice(1))) return [];
    const path = /^\s*location: '?(.{1,400}?):\d+:\d+'?$/.exec(
      block.find((line) => /^\s*location:/.test(line)) ?? '',
    )?.[1];
    const field = (name: string) =>
      block
        .find((line) => line.trimStart().startsWith(`${name}:`))
        ?.replace(/^[^:]*:\s*/, '')
        .replace(/^'|'$/g, '');
    const stated = errorOf(`${field('name') ?? 'Error'}: ${field('error') ?? ''}`);
    return [failureIn(lines, { format: 'node:test', phase: 'test', start, end, test: head, path }, stated)];
  });
}

/** A suite or a file fails because something inside it failed. */
function isOnlyParent(lines: readonly string[]): boolean {
  return (
    lines.some((line) =>
      /^\s*(?:failureType: '?subtestsFailed|'?\d+ subtests? failed'?$|error: '?\d+ subtests? failed)/.test(line),
    ) || lines.every((line) => line.trim() === '')
  );
}
