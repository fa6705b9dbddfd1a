import { insert } from '../../../edits/statements.ts';
import type { Argument, Block, IdleExpression, Statement, Test, TestFile } from '../../../facts.ts';
import type { FixDraft, Report, RuleContext } from '../../../rule.ts';
import { contains } from '../../../source.ts';
import { wholeName } from '../../../words.ts';
import { climb, isSwitchedOff, modifierNames, testAround } from '../scope.ts';
import { commentAbove } from '../state/runs.ts';
import { variableNamed } from '../values.ts';

/** Python's side of dead-assertion: a comparison that nobody reads, and assertions behind the end of the test. */
export function* deadAssertionsInPython(context: RuleContext): Iterable<Report> {
  const { file } = context;
  for (const idle of file.idle) yield* forgottenAssert(context, idle);
  for (const block of file.blocks) yield* unreachable(context, block);
}

const comparison = /^(?:==|!=|<|<=|>|>=|in|not in|is|is not)(?: |$)/;

/** Is tried out for what it does rather than for what it gives. */
const triesOut =
  /\b(?:should|must|does|do|will|can)(?:n['’]?t| not)\b|\bno (?:error|exception|crash|warning)|\bwithout\b|\braises?\b|\bcrash|\btrigger|\bfail|\bnoqa\b|\bpylint:|\b[Cc]overage\b|\bcalls?\b/i;

/** `response.status == 200` on a line of its own. */
function* forgottenAssert(context: RuleContext, idle: IdleExpression): Iterable<Report> {
  const { file, source } = context;
  const { value, statement } = idle;
  const test = testAround(file, idle.function);
  if (!test || idle.function !== test.function || isSwitchedOff(file, test) || !isComparison(value)) return;
  if (modifierNames(file, test).some((name) => /^(?:xfail|expectedFailure)$/.test(name))) return;
  if (isTriedOut(file, idle.block) || isOwnOperator(context, test, value)) return;
  const line = source.text.slice(source.lineStart(statement.start), source.nextLine(statement.end));
  if (triesOut.test(commentAbove(source, statement, 'python')) || triesOut.test(/#.*/.exec(line)?.[0] ?? '')) return;
  if (
    /(?:^|\/)bench\w*\/|\bbenchmark/i.test(file.path + modifierNames(file, test).join(' ')) ||
    isTimed(source.slice(test.span))
  )
    return;
  if (triesOut.test(test.title.replaceAll('_', ' ')) && !holdsAssertion(file, test.function)) return;
  if (storesComparison(file, test)) {
    yield {
      at: idle.span,
      test: test.id,
      severity: 'info',
      message: `\`${shorten(source.slice(value.span))}\` is compared and the result is thrown away. Where a comparison builds an expression, as elsewhere in this test, that may be meant; else the line checks nothing.`,
    };
    return;
  }
  const fix = assertIt(context, idle);
  yield {
    at: idle.span,
    test: test.id,
    message: `\`${shorten(source.slice(value.span))}\` is compared and the result is thrown away: the line checks nothing. Put \`assert\` before it.`,
    ...(fix && { fix }),
  };
}

/** `clause = column == 5` in the same test, and not for an `assert clause`: comparisons build expressions here. */
function storesComparison(file: TestFile, test: Test): boolean {
  return file.variables.some(
    ({ function: id, initial, accesses }) =>
      id === test.function &&
      initial !== undefined &&
      /^(?:==|!=|<|<=|>|>=)$/.test(initial.operator ?? '') &&
      !file.assertions.some(({ condition }) =>
        accesses.some(({ span }) => span.start === condition?.span.start && span.end === condition.span.end),
      ),
  );
}

/** Run often for its time: the docstring says so. */
function isTimed(text: string): boolean {
  return /(?:"""|''')[^"']*\bbenchmark/i.test(text);
}

function isComparison({ operator = '', operands = [] }: Argument): boolean {
  if (operator === 'and' || operator === 'or' || operator === 'not') return operands.every(isComparison);
  return comparison.test(operator);
}

/** Under a handler, or in a `with` that watches what happens, the operator itself is looked at. */
function isTriedOut(file: TestFile, id: number): boolean {
  for (const { kind, names } of climb(file, id)) {
    if (kind === 'try' || kind === 'catch') return true;
    if (kind === 'with' && names.some((name) => !plainManagers.test(name))) return true;
  }
  return false;
}

/** A class of the file has operators of its own, and what is compared may be one of its objects. */
function isOwnOperator({ file, source }: RuleContext, test: Test, { span }: Argument): boolean {
  const classes = file.functions.flatMap(({ name, className }) =>
    className !== undefined && /^__(?:eq|ne|lt|le|gt|ge|contains)__$/.test(name ?? '') ? [className] : [],
  );
  if (classes.length === 0) return false;
  if (classes.some((name) => new RegExp(wholeName(name)).test(source.slice(test.span)))) return true;
  // What the test has made itself, without the class, is none of its objects; a fixture or a call may give one.
  const code = source.slice(span).replace(/(["'])(?:\\.|(?!\1).)*\1/g, '');
  const names = code.match(/(?<![\w.])(?!(?:not|in|is|and|or|None|True|False)\b)[A-Za-z_]\w*/g) ?? [];
  return names.some((name) => variableNamed(file, name, test.function)?.function !== test.function);
}

const plainManagers =
  /(?:^|\.)(?:open|patch(?:\.\w+)?|patch|TestClient|AsyncClient|Client|ClientSession|Session|begin|connect|freeze_time|app_context|test_client|test_request_context|TemporaryDirectory|subTest|NamedTemporaryFile)$/;

function holdsAssertion(file: TestFile, fn: number): boolean {
  return file.assertions.some((assertion) => assertion.function === fn);
}

/** What the line says may never have been true: nobody has looked. */
function assertIt({ source }: RuleContext, { statement, value }: IdleExpression): FixDraft | undefined {
  if (source.slice(statement) !== source.slice(value.span)) return undefined;
  return { title: 'Assert it', safety: 'suggested', edits: [insert(statement.start, 'assert ')] };
}

/** Behind `return`, `raise`, `pytest.fail()` in the same block. */
function* unreachable(context: RuleContext, block: Block): Iterable<Report> {
  const { file, source } = context;
  const statements = block.statements ?? [];
  const at = statements.findIndex((statement) => endOf(context, block, statement) !== undefined);
  const end = statements[at];
  if (!end || at === statements.length - 1) return;
  const test = testAround(file, block.function);
  if (!test || isSwitchedOff(file, test)) return;
  const rest = statements.slice(at + 1);
  const dead = file.assertions.filter(
    (assertion) =>
      isClaim(source.slice(assertion.statement)) && rest.some(({ span }) => contains(span, assertion.span)),
  );
  const [first] = dead;
  if (!first || file.functions[block.function]?.generator) return;
  const how = endOf(context, block, end) ?? '';
  const isShown = /skip|xfail/.test(how);
  yield {
    at: first.span,
    test: test.id,
    ...(isShown && { severity: 'info' as const }),
    message: `${dead.length === 1 ? 'This assertion never runs' : `This assertion and ${dead.length - 1} more never run`}: \`${how}\` above ends ${
      block.kind === 'with' ? 'the block' : 'the test'
    } before. ${isShown ? 'Mark the test with skip or xfail where it is meant, or take the call away.' : 'Move it up, or take the line above away.'}`,
  };
}

/** `assert False` behind the end only says that nobody comes there. */
function isClaim(assertion: string): boolean {
  return !/^(?:assert (?:False|0)\b|raise AssertionError|(?:pytest|self)\.fail\()/.test(assertion);
}

const endings = /^(?:pytest\.(?:fail|skip|xfail|exit)|self\.(?:fail|skipTest)|unittest\.SkipTest|sys\.exit)$/;

/** What ends the block at this statement, as a reader would name it. */
function endOf({ file, source }: RuleContext, { id }: Block, { kind, span }: Statement): string | undefined {
  if (kind === 'return' || kind === 'raise') return source.slice(span).split(/\r?\n/, 1)[0] ?? '';
  if (kind !== 'expression') return undefined;
  const call = file.calls.find(
    (candidate) => candidate.block === id && candidate.span.start === span.start && candidate.span.end === span.end,
  );
  return call && endings.test(call.callee) ? `${call.callee}()` : undefined;
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
