import { openBrackets } from '../source/brackets.ts';
import type { ChangedFile } from '../source/changed-file.ts';

/**
 * How many of the added skips hide nothing: one stands where the test returned in silence, or on a test that has no code,
 * neither now nor before: it showed nothing but that its fixtures can be set up.
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
  const [old, now] = [emptyTests(before), emptyTests(after)];
  const known = new Set(old.map(({ name }) => name));
  const skips = (tests: readonly EmptyTest[]) => tests.filter(({ name, isSkipped }) => isSkipped && known.has(name));
  return Math.max(0, skips(now).length - skips(old).length);
}

interface EmptyTest {
  readonly name: string;
  readonly isSkipped: boolean;
}

/** Tests of nothing but text. Strings and comments of the code are blank. */
function emptyTests(code: string): EmptyTest[] {
  const lines = code.split('\n');
  return lines.flatMap((line, at): EmptyTest[] => {
    const [, indent = '', name = ''] = /^(\s*)(?:async\s+)?def\s+(test\w*)\s*\(/.exec(line) ?? [];
    if (name === '') return [];
    let end = at;
    for (let open = openBrackets(line); open > 0 && end + 1 < lines.length; open += openBrackets(lines[end] ?? ''))
      end += 1;
    // A body on the line of the head is one that has code.
    if (!/:\s*$/.test(lines[end] ?? '')) return [];
    const after = lines.slice(end + 1);
    const next = after.findIndex((each) => each.trim() !== '' && each.search(/\S/) <= indent.length);
    const body = next === -1 ? after : after.slice(0, next);
    const isEmpty = body.every((each) => /^\s*(?:pass|\.\.\.|[rub]{0,2}["']*\s*["']*)\s*$/.test(each));
    return isEmpty ? [{ name, isSkipped: isSkipped(lines, at) }] : [];
  });
}

function isSkipped(lines: readonly string[], head: number): boolean {
  for (let at = head - 1; /^\s*@/.test(lines[at] ?? ''); at--) if (/@[\w.]*\bskip/.test(lines[at] ?? '')) return true;
  return false;
}
