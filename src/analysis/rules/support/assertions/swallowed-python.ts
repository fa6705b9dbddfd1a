import { reindent } from '../../../edits/statements.ts';
import type { Assertion, Block, Test, TestFile } from '../../../facts.ts';
import type { FixDraft, Report, RuleContext } from '../../../rule.ts';
import { contains } from '../../../source.ts';
import { climb, inTest, isSwitchedOff } from '../scope.ts';
import { variablesReadIn } from '../values.ts';

/** A Python `try` whose handler takes what an assertion raises and goes on, or skips. */
export interface PythonSwallowing {
  readonly test: Test;
  readonly attempt: Block;
  readonly handler: Block;
  readonly ends: 'passes' | 'skips';
  /** What would fail the test if nobody caught it. */
  readonly swallowed: readonly Assertion[];
}

/**
 * `pytest.fail()` and `pytest.raises` raise what is no Exception (pytest's outcomes derive from BaseException, measured with 7.2.1),
 * so only a bare handler or one for BaseException swallows them; assertions and unittest's `fail` raise AssertionError.
 */
export function swallowingsInPython({ file, source }: Pick<RuleContext, 'file' | 'source'>): PythonSwallowing[] {
  return file.blocks.flatMap((attempt) => {
    const test =
      attempt.kind === 'try' ? file.tests.find((candidate) => candidate.function === attempt.function) : undefined;
    if (!test || attempt.function === 0 || isSwitchedOff(file, test)) return [];
    const family = file.blocks.filter((other) => isFamily(other, attempt));
    // With an `else`, that nothing is raised is the other case.
    if (family.some(({ kind }) => kind === 'branch')) return [];
    const handler = family.find(({ kind, names }) => kind === 'catch' && catches(names));
    const ends = handler && endOf(file, source.slice(handler.span), handler);
    if (!handler || !ends || triesAgain(file, attempt, source.slice(attempt.construct))) return [];
    const takesAll = handler.names.length === 0 || handler.names.some((name) => /BaseException$/.test(name));
    const swallowed = file.assertions.filter(
      (assertion) => (takesAll || raisesAssertionError(assertion)) && standsIn(file, assertion, attempt),
    );
    if (isReadLater(file, test, attempt)) return [];
    return [{ test, attempt, handler, ends, swallowed }];
  });
}

function isFamily(other: Block, { construct, parent, id }: Block): boolean {
  return (
    other.id !== id &&
    other.parent === parent &&
    other.construct.start === construct.start &&
    other.construct.end === construct.end
  );
}

function catches(names: readonly string[]): boolean {
  return (
    names.length === 0 || names.some((name) => /^(?:builtins\.)?(?:Exception|BaseException|AssertionError)$/.test(name))
  );
}

function raisesAssertionError({ style, matcher }: Assertion): boolean {
  return style !== 'raises' && matcher !== 'pytest.fail';
}

const speaks =
  /^(?:print|warnings\.warn|traceback\.print_exc|(?:\w+\.)*_?log(?:ger|ging)?\.\w+|sys\.std(?:err|out)\.write)$/;

/** Nothing but `pass`, messages and an empty `return`: it passes. With `pytest.skip(…)` it skips. Undefined for what may keep the error. */
function endOf(
  file: TestFile,
  text: string,
  { id, statements = [], swallows }: Block,
): PythonSwallowing['ends'] | undefined {
  let skips = false;
  for (const { kind, span } of statements) {
    const written = text.slice(
      span.start - (file.blocks[id]?.span.start ?? 0),
      span.end - (file.blocks[id]?.span.start ?? 0),
    );
    if (kind === 'pass' || /^(?:\.\.\.|continue|return(?: None| False| True)?|(["']).*\1|"""[\s\S]*""")$/.test(written))
      continue;
    const call = file.calls.find((candidate) => candidate.span.start === span.start && candidate.span.end === span.end);
    if (kind !== 'expression' || !call) return undefined;
    if (/^(?:pytest\.skip|self\.skipTest)$/.test(call.callee)) skips = true;
    else if (!speaks.test(call.callee)) return undefined;
  }
  if (skips) return 'skips';
  return swallows && statements.length > 0 ? 'passes' : undefined;
}

/** A loop around it that ends when it holds. */
function triesAgain(file: TestFile, attempt: Block, text: string): boolean {
  return [...climb(file, attempt.parent)].some(
    ({ kind, loop, function: owner }) =>
      kind === 'loop' && owner === attempt.function && (loop !== 'for-each' || /\b(?:break|return)\b/.test(text)),
  );
}

/** In the `try` itself: not in a function, in a `try` or in a `with` that takes the failure away. */
function standsIn(file: TestFile, { block }: Assertion, attempt: Block): boolean {
  for (const { id, kind, names } of climb(file, block)) {
    if (id === attempt.id) return true;
    if (/^(?:function|try|catch|finally)$/.test(kind)) return false;
    if (kind === 'with' && names.some((name) => /raises|suppress/i.test(name))) return false;
  }
  return false;
}

/** What the `try` leaves in a variable is asserted behind it: a flag that it has come to its end, an answer. */
function isReadLater(file: TestFile, test: Test, { span, construct }: Block): boolean {
  const written = new Set(
    file.variables
      .filter(
        ({ nameSpan, accesses }) =>
          contains(span, nameSpan) || accesses.some((access) => access.kind !== 'read' && contains(span, access.span)),
      )
      .map(({ id }) => id),
  );
  return file.assertions.some(
    (assertion) =>
      assertion.span.start >= construct.end &&
      inTest(file, test, assertion.function) &&
      variablesReadIn(file, assertion.span).some(({ id }) => written.has(id)),
  );
}

/** Python's side of swallowed-failure. */
export function* swallowedFailuresInPython(context: RuleContext): Iterable<Report> {
  const { file, source } = context;
  for (const swallowing of swallowingsInPython(context)) {
    const { test, handler, ends, swallowed } = swallowing;
    const [first] = swallowed;
    const at = headOf(context, handler);
    const clause = source.slice(at).replace(/\s+as \w+|:$/g, '');
    if (ends === 'skips') {
      // One step that asks whether something is there: `client.ping()`, an import.
      if (!first && swallowing.attempt.statements?.length === 1) continue;
      yield {
        at,
        test: test.id,
        severity: first ? 'error' : 'info',
        message: first
          ? `\`${clause}\` also takes ${failures(swallowed)} in its \`try\`: when ${swallowed.length === 1 ? 'it fails' : 'they fail'}, the test is reported as skipped. Name the exception that means that something is not there, and assert outside the try.`
          : `\`${clause}\` takes every error for a missing service, that of a broken test or of the tested code, too: it is reported as skipped. Name the exception that is meant.`,
      };
      continue;
    }
    if (!first) continue;
    const own = swallowed.find((assertion) => isOwnFailure(source.slice(assertion.statement)));
    yield own
      ? {
          at,
          test: test.id,
          message: `\`${clause}\` also takes the failure for the case that nothing is raised, which stands in its \`try\`: the test passes either way. Expect the exception with ${file.framework === 'unittest' ? 'self.assertRaises' : 'pytest.raises'}.`,
        }
      : {
          at,
          test: test.id,
          message: `\`${clause}\` swallows ${failures(swallowed)} in its \`try\`: the test passes when ${swallowed.length === 1 ? 'it fails' : 'they fail'}. Take the handler away, or let it catch only the exception that is expected.`,
          fix: withoutHandler(context, swallowing),
        };
  }
}

function failures(swallowed: readonly Assertion[]): string {
  return swallowed.length === 1 ? 'the failure of the assertion' : `the failures of the ${swallowed.length} assertions`;
}

function isOwnFailure(statement: string): boolean {
  return /^(?:assert (?:False|0)\b|raise AssertionError|self\.fail\(|pytest\.fail\()/.test(statement);
}

/** `except Exception as error:`. */
function headOf({ source }: Pick<RuleContext, 'source'>, { span, construct }: Block) {
  const above = [...source.text.slice(construct.start, span.start).matchAll(/^[\t ]*(?=except\b)/gm)].at(-1);
  const start = construct.start + (above ? above.index + above[0].length : 0);
  const head = /^except[^:\n]*:?/.exec(source.text.slice(start, span.end))?.[0] ?? 'except';
  return { start, end: start + head.length };
}

/** Takes `try` and `except` away where nothing but the code stands in them. */
function withoutHandler({ file, source }: RuleContext, { attempt, handler }: PythonSwallowing): FixDraft | undefined {
  const { construct } = attempt;
  const family = file.blocks.filter((other) => isFamily(other, attempt));
  const start = source.lineStart(construct.start);
  const head = source.text.slice(start, source.nextLine(construct.start));
  const end = headOf({ source }, handler).start;
  if (family.length !== 1 || !/^[\t ]*try:[\t ]*\r?\n$/.test(head) || source.lineStart(end) === start) return undefined;
  const body = source.text.slice(start + head.length, source.lineStart(end));
  // A text over several lines would change with its indentation; a comment in the handler would be lost.
  if (/"""|'''/.test(body) || source.text.slice(end, construct.end).includes('#')) return undefined;
  if (/^[\t ]*\b(?:finally|else)\b/m.test(source.text.slice(end, construct.end))) return undefined;
  return {
    title: 'Take the handler away',
    safety: 'suggested',
    edits: [{ start, end: construct.end, text: reindent(source, body, -1).replace(/\r?\n[\t ]*$/, '') }],
  };
}
