import { insert } from '../edits/statements.ts';
import type { Argument, Assertion, CallFact, Span } from '../facts.ts';
import { defineRule, type Edit, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { contains } from '../source.ts';
import { misspeltMockAssertionExamples } from './examples/misspelt-mock-assertion.ts';
import { partsOf } from './support/assertions/parts.ts';
import { meantBy, mockAssertions, withoutArguments } from './support/mocks/mock-assertions.ts';
import { mockAt } from './support/mocks/python-mock-names.ts';
import { refusesUnknown } from './support/mocks/python-mocks.ts';
import { versionIs } from './support/versions.ts';

/** A mention of a mock's assertion that is none. */
interface Slip {
  /** What is asked of: `client.get`. */
  readonly receiver: string;
  /** The name as written, and the assertion that is meant. */
  readonly written: string;
  readonly meant: string;
  /** From the receiver to the end of the name, or of the call. */
  readonly at: Span;
  readonly name: Span;
  readonly call: boolean;
  /** It stands alone, or is the whole condition of an assert statement. */
  readonly whole: Span | undefined;
  readonly asserted: boolean;
  readonly function: number;
}

/**
 * A mock makes up every attribute it is asked for, and all of them are true.
 * Measured on 3.8, 3.10, 3.11, 3.12 and 3.13: `m.called_once_with()` passes before 3.12 and raises AttributeError from then on; names
 * that begin with `awaited` or `has_awaits` pass everywhere; names that begin with `assert` or `asert` raise everywhere (3.5).
 */
export const misspeltMockAssertion = defineRule({
  id: 'misspelt-mock-assertion',
  title: 'Mock assertion that is misspelt or never called',
  cause: 'vacuous',
  topic: 'mocking',
  severity: 'error',
  languages: ['python'],
  pattern: 'structure/tests-that-can-fail',
  why: 'A mock answers to any name with another mock, and a mock is true. `mock.called_once_with(1)`, `assert mock.called_once` and `mock.assert_called_once` without parentheses check nothing; only the assert_ methods of unittest.mock compare calls.',
  examples: misspeltMockAssertionExamples,
  *check(context) {
    for (const slip of slipsOf(context)) {
      const report = judge(context, slip);
      if (report) yield report;
    }
  },
});

function judge(context: RuleContext, slip: Slip): Report | undefined {
  const { written, meant, receiver } = slip;
  const isUncalled = mockAssertions.has(written);
  const mock = mockAt(context, receiver, slip.function, slip.at.start);
  if (!isUncalled && (mock ? refusesUnknown(mock) : !isUnmistakable(context, slip))) return undefined;
  const at = slip.at;
  const fix = fixOf(context, slip);
  if (isUncalled) {
    const why = slip.asserted ? 'a method is always true' : 'nothing calls it';
    return { at, fix, message: `\`${written}\` without parentheses checks nothing: ${why}. Call it: \`${meant}(…)\`.` };
  }
  if (/^as+[er]*s*e?r?t/.test(written)) {
    if (!mock) return undefined;
    const message = `unittest.mock has no \`${written}\`: it raises AttributeError, so this never checks a call. Write \`${meant}\`.`;
    return { at, fix, severity: 'warning', message };
  }
  const raises = written.includes('await') ? 'no' : versionIs(context.project, 'python', { atLeast: '3.12' });
  if (raises === 'yes') {
    const message = `A mock has no \`${written}\`: since Python 3.12 it raises AttributeError instead of checking. Write \`${meant}\`.`;
    return { at, fix, severity: 'warning', message };
  }
  const until =
    raises === 'unknown' && !written.includes('await') ? ' (before Python 3.12, which raises AttributeError)' : '';
  const message = `\`${written}\` is no assertion: the mock makes the name up and it is always true${until}, so this passes whatever was called. Write \`${meant}\`.`;
  return { at, fix, message };
}

/** Nothing but a mock has such a name, and nothing of this file. */
function isUnmistakable({ file }: RuleContext, { receiver, written }: Slip): boolean {
  if (file.functions.some(({ name }) => name === written)) return false;
  const isCalledMock = /(?:^|[._])(?:mock(?:ed)?|patch(?:ed)?)(?:[._]|$)/i.test(receiver);
  return (
    isCalledMock &&
    !/^(?:sinon|flexmock|respx|responses|requests_mock|httpx_mock|aioresponses)\b|_mock\b.*\bcalls\b/.test(receiver)
  );
}

/** Every place where the name of a mock's assertion is read, called or misspelt, outside of a real assertion call. */
function slipsOf(context: RuleContext): Slip[] {
  const { file } = context;
  const idle = file.idle.flatMap(({ value, path, statement, function: id }) => {
    const written = path?.split('.').at(-1) ?? '';
    // A dropped `m.called_once` alone may be anything.
    if (value.kind !== 'name' || !mockAssertions.has(written)) return [];
    return slipOf(context, value, id, statement, false) ?? [];
  });
  const dropped = file.calls.flatMap((call) =>
    call.handling === 'dropped' ? (slipOfCall(context, call, call.statement, false) ?? []) : [],
  );
  const asserted = file.assertions.flatMap((assertion) => assertedSlips(context, assertion));
  return [...idle, ...dropped, ...asserted].sort((a, b) => a.at.start - b.at.start);
}

/** `assert m.called_once_with(1)`, `assert m.called_once and …`, `self.assertTrue(m.called_once)`. */
function assertedSlips(context: RuleContext, assertion: Assertion): Slip[] {
  const { file } = context;
  const { statement, style, negated, matcher, call } = assertion;
  if (style === 'unittest' && matcher === 'assertTrue' && call !== undefined) {
    const [first, message] = file.calls[call]?.arguments ?? [];
    const slip = first && slipOf(context, first, assertion.function, message ? undefined : statement, true);
    return slip ? [slip] : [];
  }
  if (style !== 'assert' || negated) return [];
  const { subject, values } = partsOf(file, assertion);
  if (!subject || values.length > 0) return [];
  const conditions = subject.operator === 'and' ? (subject.operands ?? []) : [subject];
  const isWhole = conditions.length === 1 && assertion.condition?.span.end === assertion.span.end;
  return conditions.flatMap(
    (each) => slipOf(context, each, assertion.function, isWhole ? statement : undefined, true) ?? [],
  );
}

function slipOf(
  context: RuleContext,
  { kind, value, ref, span }: Argument,
  id: number,
  whole: Span | undefined,
  asserted: boolean,
): Slip | undefined {
  const call = kind === 'call' && ref !== undefined ? context.file.calls[ref] : undefined;
  if (call) return slipOfCall(context, call, whole, asserted);
  if (kind !== 'name') return undefined;
  return named(String(value), { at: span, nameEnd: span.end, call: false, whole, asserted, function: id });
}

function slipOfCall(
  { source }: RuleContext,
  call: CallFact,
  whole: Span | undefined,
  asserted: boolean,
): Slip | undefined {
  const written = call.callee.split('.').at(-1) ?? '';
  // A real assertion, or `assert m.assert_called_once()`: its None fails at once.
  if (mockAssertions.has(written) || (whole && !asserted && !contains(whole, call.span))) return undefined;
  const path = source.slice(call.calleeSpan);
  const place = { at: call.span, nameEnd: call.calleeSpan.end, call: true, whole, asserted, function: call.function };
  return named(/^[\w.()]+$/.test(path) ? path : call.callee, place);
}

type Where = Pick<Slip, 'at' | 'call' | 'whole' | 'asserted' | 'function'> & { readonly nameEnd: number };

function named(path: string, { nameEnd, ...place }: Where): Slip | undefined {
  const dot = path.lastIndexOf('.');
  const written = path.slice(dot + 1);
  const meant = dot > 0 ? meantBy(written) : undefined;
  if (meant === undefined) return undefined;
  return {
    ...place,
    receiver: path.slice(0, dot),
    written,
    meant,
    name: { start: nameEnd - written.length, end: nameEnd },
  };
}

function fixOf({ source }: RuleContext, slip: Slip): FixDraft | undefined {
  const { meant, whole, at, name, call, asserted } = slip;
  const takesNone = withoutArguments.has(meant);
  if (!whole || (!call && !takesNone)) return undefined;
  const before = source.text.slice(whole.start, at.start);
  const behind = source.text.slice(at.end, whole.end);
  const isPlain = asserted
    ? /^(?:assert\s*\(?\s*|self\.assertTrue\(\s*)$/.test(before) && /^\s*,?\s*\)?$/.test(behind)
    : before === '' && behind === '';
  if (!isPlain || (takesNone && call && !/\(\s*\)$/.test(source.slice(at)))) return undefined;
  const edits: Edit[] = [{ ...name, text: meant }];
  if (!call) edits.push(insert(name.end, '()'));
  if (asserted)
    edits.push({ start: whole.start, end: at.start, text: '' }, { start: at.end, end: whole.end, text: '' });
  return {
    title: `Call ${meant}`,
    // The last call only: a test that meant any of several calls would fail.
    safety: /called_with|awaited_with/.test(meant) && slip.written !== meant ? 'suggested' : 'safe',
    edits: joined(edits.filter(({ start, end, text }) => start !== end || text !== '')),
  };
}

/** Edits that touch become one. */
function joined(edits: readonly Edit[]): Edit[] {
  const all: Edit[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = all.at(-1);
    if (last?.end === edit.start)
      all[all.length - 1] = { start: last.start, end: edit.end, text: last.text + edit.text };
    else all.push(edit);
  }
  return all;
}
