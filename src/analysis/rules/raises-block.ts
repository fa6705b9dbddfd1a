import { reindent } from '../edits/statements.ts';
import type { CallFact, Statement } from '../facts.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { contains, type Source } from '../source.ts';
import { wholeName } from '../words.ts';
import { examples } from './examples/raises-block.ts';
import { doesNothing } from './support/pytest/harmless.ts';
import { assertionsIn, type RaisesBlock, raisesBlocks } from './support/pytest/raises.ts';
import { inTest, testAround } from './support/scope.ts';

/**
 * Code in a `raises` block besides the call that is to raise.
 * Narrower than PT012 of flake8-pytest-style, which wants a single simple statement: here only what cannot run, and calls
 * that could raise the same, are reported.
 */
export const raisesBlock = defineRule({
  id: 'raises-block',
  title: 'Too much inside a raises block',
  cause: 'vacuous',
  topic: 'structure',
  severity: 'warning',
  languages: ['python'],
  frameworks: ['pytest', 'unittest'],
  pattern: 'structure/tests-that-can-fail',
  why: 'A `with pytest.raises(…)` block ends at the first exception: an assertion behind the raising call never runs. And when a set-up call inside the block raises the same type, the test passes without reaching what it is about.',
  examples,
  *check(context) {
    const { file, source } = context;
    for (const raises of raisesBlocks(file, source)) {
      if (!testAround(file, raises.block.function)) continue;
      const report = deadAssertion(context, raises) ?? raisingSetup(context, raises);
      if (report) yield report;
    }
  },
});

/** What the assertion itself could be expected to raise. */
const raisedByAssertions =
  /(?:^|\.)(?:AssertionError|Exception|BaseException|AttributeError|NameError|KeyError|IndexError|LookupError|TypeError|UnboundLocalError|Failed|Error)$/;

/** Assertions at the end of the block, behind a call. */
function deadAssertion(context: RuleContext, raises: RaisesBlock): Report | undefined {
  const { file, source } = context;
  const { block, types } = raises;
  const statements = block.statements ?? [];
  const asserting = assertionsIn(file, block).filter(({ style }) => style !== 'raises');
  const isAssertion = ({ span }: Statement) => asserting.some(({ statement }) => statement.start === span.start);
  const firstDead = statements.findLastIndex((statement) => !isAssertion(statement)) + 1;
  const dead = statements[firstDead];
  const before = statements[firstDead - 1];
  if (!dead || !before || !calls(context, before) || isGuard(source, dead)) return undefined;
  const readsCaught = raises.as !== undefined && new RegExp(wholeName(raises.as)).test(source.slice(dead.span));
  if (!readsCaught && (types.length === 0 || types.some((type) => raisedByAssertions.test(type)))) return undefined;
  // `assert load()` may be what raises; a look at what was just made can hardly.
  if (!readsCaught && !isPlainLook(context, dead)) return undefined;
  return {
    at: dead.span,
    severity: 'error',
    message: `This never runs: ${raises.call.callee.split('.').at(-1)} ends the block at the exception, which the line above raises. Move the assertion behind the block.`,
    fix: moveBehind(context, raises, dead),
  };
}

/** `assert False, "should have raised"`: it is not meant to run. */
function isGuard(source: Source, { span }: Statement): boolean {
  return /^assert\s*\(?\s*(?:False|0|not True)\b/.test(source.slice(span));
}

/** Not `list`, `any` or `sorted`: what they go through may be a generator that only raises there. */
const plainCalls = /^(?:len|str|repr|type|isinstance|bool|int)$/;

function isPlainLook({ file }: RuleContext, { span }: Statement): boolean {
  const asserted = file.assertions.filter(({ statement }) => statement.start === span.start);
  if (asserted.some(({ style }) => style === 'mock')) return true;
  const called = file.calls.filter((call) => contains(span, call.span));
  return called.every(({ callee, id }) => plainCalls.test(callee) || asserted.some(({ call }) => call === id));
}

function moveBehind({ file, source }: RuleContext, { block }: RaisesBlock, dead: Statement): FixDraft | undefined {
  // What the block was to set is not set.
  const unset = file.variables.filter(
    (variable) =>
      contains(block.span, variable.declaration) && variable.accesses.some(({ span }) => span.start >= dead.span.start),
  );
  const start = source.lineStart(dead.span.start);
  const isOnLine = source.text.slice(start, dead.span.start).trim() === '';
  const text = source.text.slice(start, block.span.end);
  if (unset.length > 0 || !isOnLine || /"""|'''/.test(text)) return undefined;
  const from = commentsAbove(source, start);
  return {
    title: 'Move the assertion behind the block, so that it runs',
    safety: 'suggested',
    edits: [
      { start: from, end: block.span.end, text: shiftLeft(source, source.text.slice(from, block.span.end), block) },
    ],
  };
}

/** Calls in front of the last statement that could raise what is expected. */
function raisingSetup(context: RuleContext, raises: RaisesBlock): Report | undefined {
  const { source } = context;
  const statements = raises.block.statements ?? [];
  const leading = statements.slice(0, -1);
  const last = statements.at(-1);
  if (!last || raises.narrowed || isLookedAt(context, raises) || last.kind === 'raise') return undefined;
  const first = leading.find((statement) => couldRaise(context, statement));
  if (!first || !raises.types.some((type) => builtin.test(type))) return undefined;
  if (last.kind === 'pass' || !calls(context, last)) return undefined;
  const [type] = raises.types;
  const name = nameOfCall(context, first);
  const isAnyError = raises.types.some((each) => /(?:^|\.)(?:Base)?Exception$/.test(each));
  const isSameCall = statements.every((each) => nameOfCall(context, each) === name);
  if (isSameCall) {
    return {
      at: first.span,
      message: `Only the first of these calls that raises is checked: what stands below it in the block never runs. Give each its own block.`,
      fix: split(source, raises, statements),
    };
  }
  return {
    at: first.span,
    ...(!isAnyError && { severity: 'info' as const }),
    message: `When ${name} raises ${type}, the test passes without reaching the last line of the block; and if it is to raise, the lines below it never run. Keep only the call that is to raise inside, or add match=.`,
    fix: hoist(source, raises, leading, last),
  };
}

/** Built-in errors are raised by everything; a type of the project's own says more. */
const builtin =
  /^(?:builtins\.)?(?:Exception|BaseException|ArithmeticError|AttributeError|AssertionError|ImportError|IndexError|KeyError|LookupError|NotImplementedError|OSError|IOError|RuntimeError|TypeError|UnicodeError|ValueError|ZeroDivisionError)$/;

const harmless =
  /(?:^|\.)(?:Mock|MagicMock|AsyncMock|patch|print|len|str|int|float|dict|list|set|tuple|object|range|repr|sleep|time|now|utcnow|today|timedelta|datetime|date|Path|BytesIO|StringIO|uuid4|UUID|Decimal|partial|add|add_all|append|update|items|keys|values|copy|deepcopy|encode|format|join|strip|split|getLogger|info|debug|warning|cast|type|isinstance|iter)$/;

function couldRaise(context: RuleContext, statement: Statement): boolean {
  if (statement.kind !== 'expression' && statement.kind !== 'assignment') return false;
  return callsOf(context, statement).some((call) => !isHarmless(context, call));
}

function isHarmless({ file, source }: RuleContext, { callee }: CallFact): boolean {
  return harmless.test(callee) || doesNothing(file, source, callee);
}

function calls(context: RuleContext, statement: Statement): boolean {
  return callsOf(context, statement).length > 0;
}

/** The calls that a statement makes when it runs: not those of functions that it defines. */
function callsOf({ file }: RuleContext, { span }: Statement) {
  return file.calls.filter((call) => {
    if (!contains(span, call.span)) return false;
    const inner = file.functions[call.function];
    return inner === undefined || !contains(span, inner.span);
  });
}

function nameOfCall(context: RuleContext, statement: Statement): string {
  const call = callsOf(context, statement).find((call) => !isHarmless(context, call));
  return call ? `\`${context.source.slice(call.calleeSpan).replace(/\s+/g, '')}(…)\`` : 'this line';
}

/** The caught exception is looked at, which tells one cause from the other. */
function isLookedAt({ file, source }: RuleContext, { as: caught, block, call }: RaisesBlock): boolean {
  const test = testAround(file, block.function);
  if (caught === undefined || !test) return false;
  const named = new RegExp(wholeName(caught));
  return file.assertions.some(
    (other) =>
      other.call !== call.id &&
      other.span.start > block.span.end &&
      inTest(file, test, other.function) &&
      named.test(source.slice(other.statement)),
  );
}

/** A block of its own for each statement. */
function split(source: Source, raises: RaisesBlock, statements: readonly Statement[]): FixDraft | undefined {
  const { construct, span } = raises.block;
  const withLine = source.lineStart(construct.start);
  const header = source.text.slice(withLine, commentsAbove(source, source.lineStart(span.start)));
  const standAlone = statements.every(
    (each) => source.text.slice(source.lineStart(each.span.start), each.span.start).trim() === '',
  );
  const isPlain = statements.every(({ kind }) => kind === 'expression' || kind === 'assignment');
  if (raises.as !== undefined || !raises.alone || !standAlone || !isPlain || !/^\s*with\b/.test(header))
    return undefined;
  return {
    title: 'Give each call a block of its own',
    safety: 'suggested',
    edits: statements.slice(1).map((statement) => {
      const at = commentsAbove(source, source.lineStart(statement.span.start));
      return { start: at, end: at, text: header };
    }),
  };
}

/** Moves everything in front of the last statement above the `with`, comments included. */
function hoist(
  source: Source,
  { block, alone }: RaisesBlock,
  leading: readonly Statement[],
  last: Statement,
): FixDraft | undefined {
  const isPlain = leading.every(({ kind }) => kind === 'assignment' || kind === 'expression' || kind === 'import');
  const first = source.lineStart(block.span.start);
  const start = commentsAbove(source, first);
  const withLine = source.lineStart(block.construct.start);
  if (!alone || !isPlain || source.text.slice(first, block.span.start).trim() !== '') return undefined;
  if (source.text.slice(withLine, block.construct.start).trim() !== '') return undefined;
  const end = commentsAbove(source, source.lineStart(last.span.start));
  const moved = source.text.slice(start, end);
  // Texts over several lines must not be indented anew.
  if (/"""|'''/.test(moved) || start >= end) return undefined;
  return {
    title: 'Move the set-up above the block',
    safety: 'suggested',
    edits: [
      { start: withLine, end: withLine, text: shiftLeft(source, moved, block) },
      { start, end, text: '' },
    ],
  };
}

/** The start of the comment lines that stand directly above a line. */
function commentsAbove(source: Source, line: number): number {
  let start = line;
  while (start > 0) {
    const previous = source.lineStart(start - 1);
    if (!source.text.slice(previous, start).trim().startsWith('#')) break;
    start = previous;
  }
  return start;
}

/** From the indentation of the block to that of its `with`. */
function shiftLeft(source: Source, text: string, { span, construct }: RaisesBlock['block']): string {
  const extra = source.indentAt(span.start).slice(source.indentAt(construct.start).length);
  if (extra === source.indentUnit) return reindent(source, text, -1);
  const outer = source.indentAt(construct.start);
  return text
    .split(/(?<=\n)/)
    .map((line) => (line.startsWith(outer + extra) ? outer + line.slice(outer.length + extra.length) : line))
    .join('');
}
