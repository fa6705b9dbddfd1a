import { openBrackets } from '../source/brackets.ts';
import type { ChangedFile } from '../source/changed-file.ts';

/**
 * How many of the added skips hide nothing: one stands where the test returned in silence, or on a test that has no code,
 * neither now nor before, and no fixture but those that other tests of the file still set up: it could show nothing.
 */
export function honestSkips({ path, hunks, scanBefore, scanAfter }: ChangedFile): number {
  const instead = hunks.reduce((sum, { added, removed }) => {
    const returns = removed.flatMap(({ text }) => silentReturn.exec(text)?.[1] ?? []);
    return sum + added.filter(({ text }) => takes(returns, skipCall.exec(text)?.[1])).length;
  }, 0);
  return instead + (path.endsWith('.py') ? skippedEmpty(scanBefore.code, scanAfter.code) : 0);
}

const silentReturn = /^(.*?)\breturn\s*;?\s*$/;
const skipCall = /^(.*?)(?:\bpytest\.skip|\bself\.skipTest|\b(?:this|t|ctx|context|test)\.skip)\(/;

/** At the same place: what stands before it on its line is the same. */
function takes(returns: string[], before: string | undefined): boolean {
  const at = before === undefined ? -1 : returns.indexOf(before);
  if (at !== -1) returns.splice(at, 1);
  return at !== -1;
}

function skippedEmpty(before: string, after: string): number {
  const [old, now] = [testsIn(before), testsIn(after)];
  const known = new Set(old.flatMap(({ name, isEmpty }) => (isEmpty ? name : [])));
  const setUp = new Set(now.flatMap(({ takes, isEmpty, isSkipped }) => (isEmpty || isSkipped ? [] : takes)));
  const skips = (tests: readonly Test[]) =>
    tests.filter(
      ({ name, takes, isEmpty, isSkipped }) =>
        isEmpty && isSkipped && known.has(name) && takes.every((fixture) => setUp.has(fixture)),
    ).length;
  return Math.max(0, skips(now) - skips(old));
}

interface Test {
  readonly name: string;
  /** Names of its fixtures. */
  readonly takes: readonly string[];
  /** Of nothing but text. */
  readonly isEmpty: boolean;
  readonly isSkipped: boolean;
}

/** Strings and comments of the code are blank. Tests whose parameters are not plain are left out. */
function testsIn(code: string): Test[] {
  const lines = code.split('\n');
  return lines.flatMap((line, at): Test[] => {
    const [, indent = '', name = ''] = /^(\s*)(?:async\s+)?def\s+(test\w*)\s*\(/.exec(line) ?? [];
    if (name === '') return [];
    let end = at;
    for (let open = openBrackets(line); open > 0 && end + 1 < lines.length; open += openBrackets(lines[end] ?? ''))
      end += 1;
    const [, parameters] =
      /\(([^()]*)\)[^()]*:\s*$/.exec(
        lines
          .slice(at, end + 1)
          .join(' ')
          .trimEnd(),
      ) ?? [];
    if (parameters === undefined) return [];
    const names = parameters.split(',').map((parameter) => (parameter.split(/[:=]/)[0] ?? '').trim());
    const takes = names.filter((each) => !['', 'self', 'cls', '*', '/'].includes(each));
    const after = lines.slice(end + 1);
    const next = after.findIndex((each) => each.trim() !== '' && each.search(/\S/) <= indent.length);
    const body = next === -1 ? after : after.slice(0, next);
    const isEmpty = body.every((each) => /^\s*(?:pass|\.\.\.|[rub]{0,2}["']*\s*["']*)\s*$/.test(each));
    return [{ name, takes, isEmpty, isSkipped: isSkipped(lines, at) }];
  });
}

function isSkipped(lines: readonly string[], head: number): boolean {
  for (let at = head - 1; /^\s*@/.test(lines[at] ?? ''); at--) if (/@[\w.]*\bskip/.test(lines[at] ?? '')) return true;
  return false;
}
