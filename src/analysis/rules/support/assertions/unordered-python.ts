import { insert } from '../../../edits/statements.ts';
import type { Argument, Assertion, CallFact, Span, TestFile, Variable } from '../../../facts.ts';
import type { FixDraft, Report, RuleContext } from '../../../rule.ts';
import { contains, type Source } from '../../../source.ts';
import { climb, testAround } from '../scope.ts';
import { variableNamed } from '../values.ts';
import { partsOf } from './parts.ts';

/** Why a list has no order of its own, and whether the test alone decides about it. */
interface Unordered {
  readonly why: string;
  readonly severity: 'warning' | 'info';
}

/**
 * Python's side of unordered-compare. The order of `os.listdir` is "arbitrary" and that of `set` follows the hashes, which
 * differ for texts from process to process (both documented; dicts keep the order of insertion).
 * Source: sqlalchemy 5d5b9fe63d, SELECT without ORDER BY compared as a list.
 */
export function* unorderedInPython(context: RuleContext): Iterable<Report> {
  const { file } = context;
  for (const assertion of file.assertions) {
    if (assertion.negated || !/^(?:==|assert(?:List)?Equals?)$/.test(assertion.matcher)) continue;
    if (!testAround(file, assertion.function) || isToFail(context, assertion)) continue;
    const { subject, values } = partsOf(file, assertion);
    const [other] = values;
    if (!subject || !other) continue;
    const sides = isOrderedList(context, other, assertion.function)
      ? { given: subject, expected: other }
      : isOrderedList(context, subject, assertion.function)
        ? { given: other, expected: subject }
        : undefined;
    const found = sides && unordered(context, sides.given, assertion);
    if (!found || !sides) continue;
    yield {
      at: assertion.span,
      severity: found.severity,
      message: `${found.why} This compares them in order, so it passes or fails by chance. ${wayOut(found)}`,
      fix: sortBoth(context, assertion, sides.given, sides.expected, found),
    };
  }
}

/** In a `try` whose last line fails the test: it is the comparison that is to raise. */
function isToFail({ file, source }: RuleContext, { block }: Assertion): boolean {
  return [...climb(file, block)].some(({ kind, statements }) => {
    const last = kind === 'try' ? statements?.at(-1) : undefined;
    return last && /^(?:assert\s*\(?\s*(?:False|0)\b|(?:pytest|self)\.fail\()/.test(source.slice(last.span));
  });
}

function wayOut({ severity }: Unordered): string {
  return severity === 'info'
    ? 'Ask for an order (.order_by(…)), or sort both sides.'
    : 'Sort both sides, or compare sets.';
}

/** A list of at least two elements that differ. */
function isOrderedList({ file, source }: RuleContext, expected: Argument, from: number): boolean {
  const list = listOf(file, expected, from);
  if (!list || list.form !== undefined) return false;
  const texts = (list.elements ?? []).map(({ span }) => source.slice(span));
  return new Set(texts).size > 1 && !texts.some((text) => text.startsWith('*'));
}

function listOf(file: TestFile, argument: Argument, from: number): Argument | undefined {
  if (argument.kind === 'array') return argument;
  if (argument.kind !== 'name') return undefined;
  const variable = variableNamed(file, String(argument.value), from);
  return variable?.initial?.kind === 'array' && isOnlyRead(variable) ? variable.initial : undefined;
}

function isOnlyRead({ accesses }: Variable): boolean {
  return accesses.every(({ kind }) => kind === 'read');
}

function unordered(context: RuleContext, given: Argument, assertion: Assertion): Unordered | undefined {
  const { file } = context;
  if (given.kind !== 'name') return unorderedValue(context, given, assertion.function);
  const variable = variableNamed(file, String(given.value), assertion.function);
  if (variable?.level !== 'function') return undefined;
  const before = variable.accesses.filter(({ span }) => span.start < assertion.span.start);
  if (filledByCompletion(context, variable, before)) {
    return { why: '`as_completed` gives what is done first.', severity: 'warning' };
  }
  // `files.sort()` and everything else that changes the list may give it an order.
  return variable.initial && before.every(({ kind, span }) => kind === 'read' && !isSorted(context.source, span))
    ? unorderedValue(context, variable.initial, variable.function)
    : undefined;
}

function isSorted(source: Source, { end }: Span): boolean {
  return /^\.(?:sort|reverse)\b/.test(source.text.slice(end, end + 10));
}

/** `list(root.iterdir())`, `[path.name for path in root.iterdir()]`, `os.listdir(root)`, rows of a query without an order. */
function unorderedValue(context: RuleContext, given: Argument, from: number): Unordered | undefined {
  const { file, source } = context;
  if (given.form === 'list-comprehension') {
    const clause = /\bfor\s+[\w\s,()]+?\s+in\s+([\s\S]+)$/.exec(source.slice(given.span));
    const start = clause?.[1] === undefined ? undefined : given.span.end - clause[1].length;
    const call = start === undefined ? undefined : callAt(file, { start, end: given.span.end });
    if (call) return unorderedCall(context, call, from);
    const variable = variableNamed(file, clause?.[1]?.replace(/[\])\s]+$/, '') ?? '', from);
    return variable?.initial && variable.initial.form === undefined && isOnlyRead(variable)
      ? unorderedValue(context, variable.initial, variable.function)
      : undefined;
  }
  const call = given.kind === 'call' && given.ref !== undefined ? file.calls[given.ref] : undefined;
  if (!call) return undefined;
  if (/^(?:list|tuple)$/.test(call.callee)) {
    const [inner] = call.arguments;
    return inner && fromSet(file, inner, from) ? hashes : inner && unorderedValue(context, inner, from);
  }
  return unorderedCall(context, call, from);
}

const hashes: Unordered = {
  why: 'A set has no order: that of texts changes from process to process with PYTHONHASHSEED.',
  severity: 'warning',
};

/** The outermost call that starts here. */
function callAt(file: TestFile, { start, end }: Span): CallFact | undefined {
  return file.calls
    .filter((call) => call.span.start === start && call.span.end <= end)
    .sort((a, b) => b.span.end - a.span.end)[0];
}

/** `set(names)`, `{"a", "b"}`; whole numbers are their own hashes, so small ones come in order. */
function fromSet(file: TestFile, inner: Argument, from: number): boolean {
  if (inner.form === 'set') return inner.elements?.some(({ kind }) => kind === 'string') === true;
  if (inner.form === 'set-comprehension') return false;
  if (inner.kind !== 'call' || inner.ref === undefined) return false;
  const call = file.calls[inner.ref];
  if (!call || !/^(?:frozen)?set$/.test(call.callee)) return false;
  const [source] = call.arguments;
  const elements = source && listOf(file, source, from)?.elements;
  return elements === undefined || elements.some(({ kind }) => kind === 'string');
}

const listings = /^(?:os\.(?:listdir|scandir)|glob\.i?glob)$/;

function unorderedCall(context: RuleContext, call: CallFact, from: number): Unordered | undefined {
  const { callee, typed = callee } = call;
  if (listings.test(callee)) return listing;
  // Of the methods only those of a path: `iterdir` and `rglob` are nobody else's.
  if (/\.(?:iterdir|rglob)$/.test(callee) || /^pathlib\.Path\(\)\.glob$/.test(typed)) return listing;
  return isUnorderedQuery(context, call, from)
    ? { why: 'The query has no ORDER BY, so the database gives the rows in any order.', severity: 'info' }
    : undefined;
}

const listing: Unordered = {
  why: 'A directory listing comes in the order of the file system, which is another one on another machine.',
  severity: 'warning',
};

/** `session.scalars(select(User)).all()`, `session.query(User.name).all()`, with all of the query in sight. */
function isUnorderedQuery({ file, source }: RuleContext, call: CallFact, from: number): boolean {
  if (!/\.(?:all|fetchall)$/.test(call.callee)) return false;
  const text = source.slice(call.span);
  const root = file.calls.find(
    (other) => contains(call.span, other.span) && /^[\w.]+\.(?:execute|scalars|exec|query)$/.test(other.callee),
  );
  const [statement] = root?.arguments ?? [];
  if (!root || !statement || /order_by|\.limit\(1\)|ORDER BY|\bRETURNING\b|returning\(/i.test(text)) return false;
  if (root.callee.endsWith('.query'))
    return /\.query\(\)(?:\.(?:filter|filter_by|where|distinct)\(\))*\.all$/.test(call.callee);
  const written =
    statement.kind === 'name' ? variableNamed(file, String(statement.value), from) : { initializer: statement.span };
  const query = written?.initializer === undefined ? '' : source.slice(written.initializer);
  if (written && 'accesses' in written && !isOnlyRead(written)) return false;
  return (
    /^(?:\w+\.)?select\(|^(?:\w+\.)?text\(\s*["']\s*select\b/i.test(query) &&
    !/order_by|order by|\.limit\(1\)/i.test(query)
  );
}

/** `for future in as_completed(futures): results.append(future.result())`. */
function filledByCompletion({ file, source }: RuleContext, variable: Variable, before: Variable['accesses']): boolean {
  const fills = before.filter(({ kind, via }) => kind === 'mutate' && via === 'append');
  const others = before.filter(
    ({ kind, via, span }) => (kind !== 'read' && via !== 'append') || isSorted(source, span),
  );
  return (
    others.length === 0 &&
    fills.some(({ block, function: at }) => {
      if (at !== variable.function) return false;
      const loop = [...climb(file, block)].find(({ kind }) => kind === 'loop');
      const { condition } = loop ?? {};
      // Somebody else's as_completed is what the test is about.
      return file.calls.some(
        ({ callee, span }) =>
          /^(?:asyncio|concurrent\.futures)\.as_completed$/.test(callee) && span.start === condition?.start,
      );
    })
  );
}

/** Only for texts and numbers of one kind, which can be sorted on both sides. */
function sortBoth(
  { source }: RuleContext,
  assertion: Assertion,
  given: Argument,
  expected: Argument,
  { severity }: Unordered,
): FixDraft | undefined {
  const elements = expected.elements ?? [];
  const [first] = elements;
  const isAlike = first && elements.every(({ kind }) => kind === first.kind);
  if (expected.kind !== 'array' || !isAlike || !/^(?:string|number)$/.test(first.kind)) return undefined;
  if (!contains(assertion.span, given.span) || /^(?:list|tuple)\(\s*$/.test(source.slice(given.span))) return undefined;
  const wrap = ({ span }: Argument) => [insert(span.start, 'sorted('), insert(span.end, ')')];
  const values = elements.map(({ value }) => value);
  const sorted = values.every((value, index) => {
    const before = values[index - 1];
    return index === 0 || (before !== undefined && value !== undefined && before <= value);
  });
  return {
    title: sorted ? 'Sort before comparing' : 'Sort both sides',
    safety: severity === 'warning' ? 'safe' : 'suggested',
    edits: [...wrap(given), ...(sorted ? [] : wrap(expected))],
  };
}
