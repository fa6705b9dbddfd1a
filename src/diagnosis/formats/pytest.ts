import type { Failure, Format } from '../failure.ts';
import { blocksOf, errorOf, failureIn, firstError } from './blocks.ts';

const section = /^={3,} .{1,200} ={3,}$|^={20,}$|^!{3,} .{1,200} !{3,}$/;
const failures = /^={3,} (?:FAILURES|ERRORS) ={3,}$/;
const heading = /^_+ ([^\s_].{0,600}|_{0,4}[A-Za-z].{0,600}) _+$/;
const summary = /^(?:FAILED|ERROR|SUBFAILED\S*|SUBFAIL) (\S{1,500}?\.pyx?)(?:::(\S.{0,600}))?$/;
/** `-v`, and `-v` with xdist. */
const progress =
  /^(?:\[gw\d+\] \[ *\d+%\] (?:FAILED|ERROR) )?(\S{1,500}?\.py)::(\S.{0,400}?)(?: (?:FAILED|ERROR)\b.{0,40})?$/;
const outside =
  /^(?:ImportError while loading conftest|ERROR: (?:not found|file or directory not found|usage)|INTERNALERROR>|.{0,200}error: (?:unrecognized arguments|argument ))/;
const shortPlace = /^(\S.{0,400}\.py):(\d{1,7}): (.{1,2000})$/;

interface Heading {
  readonly test?: string;
  readonly path?: string;
  readonly phase: Failure['phase'];
}

export const pytest: Format = {
  name: 'pytest',
  parse(lines) {
    const known = summarised(lines);
    const blocks = blocksOf(lines, headingOf, (line) => section.test(line));
    const found = blocks.map(({ head, start, end }) => {
      const summed = known.get(nameKey(head.test));
      const path = head.path ?? summed?.path;
      return failureIn(
        lines,
        { format: 'pytest', phase: head.phase, start, end, test: head.test, path },
        lastError(lines, start, end) ?? summed?.stated,
      );
    });
    if (found.length > 0) return found;
    const rest = [...oneLine(lines), ...outsideOfTests(lines)];
    if (rest.length > 0) return rest;
    const cut = withoutHeading(lines);
    return cut.length > 0 ? cut : [...known.values()].map(({ failure }) => failure);
  },
};

function headingOf(line: string): Heading | undefined {
  const title = heading.exec(line)?.[1]?.trim();
  if (title === undefined || !/[A-Za-z]/.test(title)) return undefined;
  const collecting = /^ERROR collecting (.+)$/.exec(title)?.[1];
  if (collecting !== undefined) return { path: collecting, phase: 'collection' };
  const fixture = /^ERROR at (setup|teardown) of (.+)$/.exec(title);
  if (fixture?.[2] !== undefined) return { test: fixture[2], phase: fixture[1] === 'setup' ? 'setup' : 'teardown' };
  return /^[\w.:[\]-]/.test(title) && !/^coverage:|^benchmark /.test(title)
    ? { test: title, phase: 'test' }
    : undefined;
}

/** In a chain of exceptions the last one ended the test. */
function lastError(lines: readonly string[], start: number, end: number) {
  const block = lines.slice(start, end);
  const captured = block.findIndex((line) => /^-{3,} Captured .{1,60} -{3,}$/.test(line));
  const own = captured === -1 ? block : block.slice(0, captured);
  const stated = own.filter((line) => /^\s*E {1,}/.test(line)).flatMap((line) => errorOf(line) ?? []);
  if (stated.length > 0) return stated.at(-1);
  const asserted = own.find((line) => /^\s*E\s+(?:assert|fixture|\S)/.test(line));
  if (asserted !== undefined) {
    const message = asserted.replace(/^\s*E\s+/, '');
    return { error: message.startsWith('assert ') ? 'AssertionError' : 'Error', message };
  }
  return own.flatMap((line) => (/^\s/.test(line) ? [] : (errorOf(line) ?? []))).at(-1) ?? firstError(own);
}

interface Summed {
  readonly path: string;
  readonly stated: { error: string; message: string } | undefined;
  readonly failure: Failure;
}

/** The short summary at the end: which file a test stands in, and what is left when the rest was cut off. */
function summarised(lines: readonly string[]): Map<string, Summed> {
  const known = new Map<string, Summed>();
  for (const [at, line] of lines.entries()) {
    const match = summary.exec(line) ?? (line.includes('::') ? progress.exec(line) : null);
    if (!match?.[1]) continue;
    const [name = '', ...said] = (match[2] ?? '').split(' - ');
    const text = said.join(' - ');
    const stated =
      text === ''
        ? undefined
        : (errorOf(text) ?? { error: text.startsWith('assert') ? 'AssertionError' : 'Error', message: text });
    const test = name === '' ? undefined : name.replaceAll('::', '.');
    const isOwn = summary.test(line);
    const old = known.get(nameKey(test));
    if (old && !isOwn) continue;
    if (!isOwn && !/\b(?:FAILED|ERROR)\b/.test(line)) continue;
    const failure = failureIn(
      lines,
      {
        format: 'pytest',
        phase: test === undefined ? 'collection' : 'test',
        start: at,
        end: endOfSummary(lines, at),
        test,
        path: match[1],
      },
      stated,
    );
    known.set(nameKey(test) || match[1], { path: match[1], stated, failure });
  }
  return known;
}

/** A message of several lines goes on below its line, indented. */
function endOfSummary(lines: readonly string[], at: number): number {
  let end = at + 1;
  while (end < lines.length && end < at + 60 && /^(?:\s|$)/.test(lines[end] ?? '')) end++;
  return end;
}

function nameKey(test: string | undefined): string {
  return (test ?? '').replaceAll('::', '.').trim();
}

/** `--tb=line`: one line a failure, below the heading of the section. */
function oneLine(lines: readonly string[]): Failure[] {
  const from = lines.findIndex((line) => failures.test(line));
  if (from === -1) return [];
  const length = lines.slice(from + 1).findIndex((line) => section.test(line));
  const to = length === -1 ? lines.length : from + 1 + length;
  const found: Failure[] = [];
  let start = from + 1;
  for (let at = from + 1; at < to; at++) {
    const match = shortPlace.exec(lines[at] ?? '');
    if (!match?.[3]) continue;
    const stated = errorOf(match[3]) ?? { error: 'Error', message: match[3] };
    found.push(failureIn(lines, { format: 'pytest', phase: 'test', start, end: at + 1, path: match[1] }, stated));
    start = at + 1;
  }
  return found;
}

function outsideOfTests(lines: readonly string[]): Failure[] {
  const start = lines.findIndex((line) => outside.test(line));
  if (start === -1) return [];
  return [
    failureIn(
      lines,
      { format: 'pytest', phase: 'collection', start, end: Math.min(lines.length, start + 200) },
      lastError(lines, start, start + 200),
    ),
  ];
}

/** The heading was cut off, but the marked lines are there. */
function withoutHeading(lines: readonly string[]): Failure[] {
  const marked = lines.flatMap((line, at) => (/^\s{0,8}E {2,}\S/.test(line) ? [at] : []));
  const [first] = marked;
  const last = marked.at(-1);
  if (first === undefined || last === undefined) return [];
  const start = Math.max(0, first - 30);
  const end = Math.min(lines.length, last + 3, start + 2_000);
  return [failureIn(lines, { format: 'pytest', phase: 'test', start, end }, lastError(lines, start, end))];
}
