import { isBlankOrComment } from '../../../edits/statements.ts';
import type { Assertion, Language, Span, TestFile } from '../../../facts.ts';
import type { Source } from '../../../source.ts';

/** The assertion statements of the same block that follow a statement directly, with nothing but comments between. */
export function assertionsDirectlyAfter(file: TestFile, source: Source, statement: Span, block: number): Assertion[] {
  const later = file.assertions
    .filter((assertion) => assertion.block === block && assertion.statement.start >= statement.end)
    .sort((a, b) => a.statement.start - b.statement.start);
  const run: Assertion[] = [];
  let end = statement.end;
  for (const assertion of later) {
    if (assertion.statement.start < end) continue;
    if (!isBlankOrComment(source.text.slice(end, assertion.statement.start), file.language)) break;
    run.push(assertion);
    end = assertion.statement.end;
  }
  return run;
}

/** A check that holds as long as nothing has happened: `not.toHaveBeenCalled()`, `toHaveLength(0)`, `assert x is None`. */
export function saysNothingHappened(assertion: Assertion, source: Source): boolean {
  const nothing = looksForNothing(assertion, source);
  // `!= old` waits for a change, which is something.
  if (assertion.negated && assertion.compares === 'equal') return false;
  return assertion.negated !== nothing;
}

function looksForNothing({ matcher, compares, expected }: Assertion, source: Source): boolean {
  if (
    /^(?:toBeNull|toBeUndefined|toBeEmpty|toBeEmptyDOMElement|toBeFalsy|toBeHidden|assertIsNone|isNull|isUndefined)$/.test(
      matcher,
    )
  )
    return true;
  if (expected === undefined || !['equal', 'called'].includes(compares)) return false;
  return /^(?:0|None|null|undefined|false|False|\[\]|\{\}|\(\)|''|"")$/.test(source.slice(expected).trim());
}

/** The comment lines directly above a statement, and the one on its own line. */
export function commentAbove(source: Source, statement: Span, language: Language): string {
  const lines = source.text.slice(0, source.lineStart(statement.start)).split('\n').slice(0, -1);
  // The lines of a block comment in TypeScript begin with a star.
  const isComment = (line: string) =>
    isBlankOrComment(line, language) || (language === 'typescript' && /^\s*(?:\/\*|\*)/.test(line));
  const first = lines.findLastIndex((line) => line.trim() === '' || !isComment(line)) + 1;
  const own = source.text.slice(statement.end, source.nextLine(statement.end));
  return [...lines.slice(first), own].join(' ');
}
