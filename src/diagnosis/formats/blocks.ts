import type { Failure, Frame } from '../failure.ts';

/** Lines that one failure may have: generated output must not make one block of everything. */
const maxBlock = 2_000;

/** A heading and the lines below it, up to the next heading or an end. */
export interface Block<Head> {
  readonly head: Head;
  readonly start: number;
  readonly end: number;
}

/** Cuts lines into blocks. `headOf` names what begins at a line; `ends` says that a line belongs to no block any more. */
export function blocksOf<Head>(
  lines: readonly string[],
  headOf: (line: string, at: number) => Head | undefined,
  ends: (line: string) => boolean,
): Block<Head>[] {
  const blocks: Block<Head>[] = [];
  let open: { head: Head; start: number } | undefined;
  const close = (end: number) => {
    if (open) blocks.push({ ...open, end: Math.min(end, open.start + maxBlock) });
    open = undefined;
  };
  for (const [at, line] of lines.entries()) {
    const head = headOf(line, at);
    if (head !== undefined) {
      close(at);
      open = { head, start: at };
    } else if (open && ends(line)) close(at);
  }
  close(lines.length);
  return blocks;
}

const named =
  /^(?:\s*E\s+|\s*\|\s+|\s*→ )?\s*(?:Uncaught |Unhandled |Caused by: )?((?:[A-Za-z_]\w*\.){0,6}[A-Z]\w*(?:Error|Exception|Failed|Failure|Exit|Interrupt|Timeout|Expired|Warning|NotFound|DoesNotExist)\w*|Failed|Error)(?: \[\w+\])?(?:: ?(.*)|$)/;

/** The name and the first line of the error that a line states. */
export function errorOf(line: string): { error: string; message: string } | undefined {
  const match = named.exec(line);
  return match?.[1] === undefined ? undefined : { error: match[1], message: match[2] ?? '' };
}

/** The first error stated in the lines. */
export function firstError(lines: readonly string[]): { error: string; message: string } | undefined {
  for (const line of lines) {
    const found = errorOf(line);
    if (found) return found;
  }
  return undefined;
}

const pythonFile = /^\s*File "([^"]{1,400})", line (\d{1,7})/;
const pythonPlace = /^(?:\s*E\s+)?([^\s:"'()][^:"'()]{0,400}\.pyx?):(\d{1,7})(?::|$)/;
const scriptPlace =
  /(?:^|[\s(@])((?:file:\/\/)?(?:[A-Za-z]:)?[^\s():'"`]{1,400}\.[cm]?[jt]sx?):(\d{1,7}):\d{1,7}\)?\s*$/;

/** Places of the code in stacks, in the order of the output. */
export function framesIn(lines: readonly string[]): Frame[] {
  return lines.flatMap((line) => {
    const match = pythonFile.exec(line) ?? pythonPlace.exec(line) ?? scriptPlace.exec(line);
    const [, path, number] = match ?? [];
    return path === undefined ? [] : [{ path: path.replace(/^file:\/\//, ''), line: Number(number) }];
  });
}

/** Everything that lines tell of a failure, once its block and its test are known. */
export function failureIn(
  lines: readonly string[],
  known: Pick<Failure, 'format' | 'phase' | 'start' | 'end'> & { test?: string | undefined; path?: string | undefined },
  stated = firstError(lines.slice(known.start, known.end)),
): Failure {
  const { test, path, ...rest } = known;
  return {
    ...rest,
    ...(test === undefined ? {} : { test }),
    ...(path === undefined ? {} : { path }),
    ...(stated ?? { message: firstText(lines.slice(known.start + 1, known.end)) }),
    frames: framesIn(lines.slice(known.start, known.end)),
  };
}

/** Not every runner prints the error's name: jest begins with the message. */
function firstText(lines: readonly string[]): string {
  const texts = lines
    .slice(0, 10)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return texts.find((line) => /^(?:expect\(|expected |assert|thrown: )/.test(line)) ?? texts[0] ?? '';
}
