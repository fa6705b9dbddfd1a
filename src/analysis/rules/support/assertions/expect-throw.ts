import { reindent } from '../../../edits/statements.ts';
import { localName, styleOf } from '../../../edits/typescript.ts';
import type { Argument, Assertion, Block, Span } from '../../../facts.ts';
import type { FixDraft, RuleContext } from '../../../rule.ts';
import { contains } from '../../../source.ts';
import { literally } from '../../../words.ts';
import { runnerModule } from '../runner.ts';
import { partsOf } from './parts.ts';
import { siblingOf } from './swallowing.ts';

/** `act()` or `await act()`, the one thing that a `try` does. */
interface Act {
  readonly call: string;
  readonly awaited: boolean;
}

/**
 * `try { act(); } catch (error) { expect(error.message).toBe('x'); }` says that the code throws in a way that passes when it
 * does not: it becomes `expect(() => act()).toThrow(…)`, `await expect(act()).rejects…`, `assert.throws` or `assert.rejects`.
 * Undefined where the statement does more than that, or where a comment would be lost.
 */
export function expectThrow(context: RuleContext, attempt: Block, handler: Block): FixDraft | undefined {
  const { file, source } = context;
  if (siblingOf(file, attempt, 'finally')) return undefined;
  const act = actOf(context, attempt);
  const claim = act && claimOf(context, act, handler);
  if (claim === undefined) return undefined;
  // It stood one level deeper; what a template holds stays as it is.
  const inner = claim.includes('`') ? claim : reindent(source, claim, -1);
  return {
    title: 'Expect the error instead of catching it',
    safety: 'suggested',
    edits: [{ ...attempt.construct, text: inner + styleOf(source).semicolon }],
  };
}

/** Always fails: what stands behind the act, in case it does not throw. */
const failure =
  /^(?:throw new \w*Error\((?:[^()]|\([^()]*\))*\)|(?:await )?(?:fail|expect\.fail|expect\.unreachable|assert\.fail|t\.fail|done\.fail)\((?:[^()]|\([^()]*\))*\)|(?:expect|assert)\((?:true|false|1|0)\)(?:\.\w+)+\((?:true|false|1|0)?\));?$/;

function actOf({ file, source }: RuleContext, attempt: Block): Act | undefined {
  const inside = (span: Span) => contains(attempt.span, span);
  const statements = outermost([
    ...file.calls.filter(({ block }) => block === attempt.id).map(({ statement }) => statement),
    ...file.exits.filter(({ block }) => block === attempt.id).map(({ statement }) => statement),
  ]).filter(inside);
  const [first, ...rest] = statements;
  if (!first || rest.length > 1 || !holdsOnly(source.slice(attempt.span), statements, source.text)) return undefined;
  if (rest.some((statement) => !failure.test(source.slice(statement)))) return undefined;
  const text = source.slice(first).replace(/;$/, '');
  const call = file.calls.find(
    ({ span, handling }) =>
      contains(first, span) &&
      ((handling === 'awaited' && text === `await ${source.slice(span)}`) ||
        (handling === 'dropped' && text === source.slice(span))),
  );
  if (!call || failure.test(text) || /\bexpect\(|\bassert/.test(text)) return undefined;
  // What is awaited inside of it would reject before anybody expects it.
  if (/\bawait\b/.test(source.slice(call.span))) return undefined;
  return { call: source.slice(call.span), awaited: call.handling === 'awaited' };
}

function outermost(spans: readonly Span[]): Span[] {
  const unique = [...new Map(spans.map((span) => [`${span.start}:${span.end}`, span])).values()];
  return unique
    .filter((span) => !unique.some((other) => other !== span && contains(other, span)))
    .sort((a, b) => a.start - b.start);
}

/** Between the braces stand these statements and white space. */
function holdsOnly(block: string, statements: readonly Span[], text: string): boolean {
  let rest = block.replace(/^catch\s*(?:\([^)]*\))?\s*/, '');
  for (const { start, end } of statements) rest = rest.replace(text.slice(start, end), () => '');
  return /^\{[\s;]*\}$/.test(rest);
}

function claimOf(context: RuleContext, act: Act, handler: Block): string | undefined {
  const { file, source } = context;
  const text = source.slice(handler.span);
  const name = /^catch\s*\(\s*(\w+)/.exec(text)?.[1];
  const asserted = file.assertions.filter(({ block }) => block === handler.id);
  const [assertion, ...more] = asserted;
  if (
    !holdsOnly(
      text,
      asserted.map(({ statement }) => statement),
      source.text,
    ) ||
    more.length > 0
  )
    return undefined;
  if (!assertion) return anyError(context, act);
  if (name === undefined || assertion.negated) return undefined;
  if (assertion.style === 'expect') return withExpect(context, act, name, assertion);
  return assertion.style === 'node:assert' ? withAssert(context, act, name, assertion) : undefined;
}

function anyError({ file }: RuleContext, act: Act): string | undefined {
  if (!['vitest', 'jest', 'playwright'].includes(file.framework)) return undefined;
  const expect = localName(file, runnerModule(file), 'expect');
  return act.awaited ? `await ${expect}(${act.call}).rejects.toThrow()` : `${expect}(() => ${act.call}).toThrow()`;
}

/** What is asked of the error: the error itself, or a member of it. */
function memberAsked(subject: string, name: string): string | undefined {
  const plain = subject
    .replace(/\(\s*(\w+)\s+as\s+[^()]+\)/g, '$1')
    .replace(/^(\w+)\s+as\s+.+$/, '$1')
    .replace(/[!?](?=\.)/g, '');
  if (plain === name) return '';
  return plain.startsWith(`${name}.`) && /^\w+$/.test(plain.slice(name.length + 1))
    ? plain.slice(name.length + 1)
    : undefined;
}

function withExpect({ file, source }: RuleContext, act: Act, name: string, assertion: Assertion): string | undefined {
  const { subject, values, opening, matcher } = partsOf(file, assertion);
  if (!subject || !opening || !matcher || assertion.asynchronous || values.length > 2) return undefined;
  const expect = source.slice(opening.calleeSpan);
  const member = memberAsked(source.slice(subject.span), name);
  const rest = source.text.slice(opening.span.end, matcher.span.end);
  const [value] = values;
  if (member === undefined || !/^\.\w+\(/.test(rest) || !/^\w+$/.test(expect)) return undefined;
  const [onPromise, onCall] = [`await ${expect}(${act.call}).rejects`, `${expect}(() => ${act.call}).toThrow`];
  if (member === '') {
    if (act.awaited) return assertion.compares === 'throws' ? undefined : onPromise + rest;
    return assertion.matcher === 'toBeInstanceOf' && value ? `${onCall}(${source.slice(value.span)})` : undefined;
  }
  if (!value || values.length > 1) return undefined;
  const written = source.slice(value.span);
  if (member === 'message' && /^(?:toContain|toMatch)$/.test(assertion.matcher))
    return act.awaited ? `${onPromise}.toThrow(${written})` : `${onCall}(${written})`;
  if (!/^(?:toBe|toEqual|toStrictEqual)$/.test(assertion.matcher) || !isPlain(value)) return undefined;
  const { quote } = styleOf(source);
  return act.awaited
    ? `${onPromise}.toHaveProperty(${quote}${member}${quote}, ${written})`
    : `${onCall}(${expect}.objectContaining({ ${member}: ${written} }))`;
}

function withAssert({ file, source }: RuleContext, act: Act, name: string, assertion: Assertion): string | undefined {
  const { opening, values } = partsOf(file, assertion);
  const assert = opening && /^\w+(?=\.)/.exec(source.slice(opening.calleeSpan))?.[0];
  if (!assertion.actual || assert === undefined || assert === 't') return undefined;
  const subject = source.slice(assertion.actual);
  const type = new RegExp(`^${literally(name)} instanceof ([\\w.]+)$`).exec(subject)?.[1];
  const head = act.awaited ? `await ${assert}.rejects(${act.call}` : `${assert}.throws(() => ${act.call}`;
  if (type !== undefined && /^(?:ok|assert)$/.test(assertion.matcher)) return `${head}, ${type})`;
  const member = memberAsked(subject, name);
  const [value, ...more] = values;
  if (!member || !value || more.length > 0) return undefined;
  const fits =
    assertion.matcher === 'match'
      ? value.kind === 'regex'
      : /^(?:equal|strictEqual|deepEqual|deepStrictEqual)$/.test(assertion.matcher) && isPlain(value);
  return fits ? `${head}, { ${member}: ${source.slice(value.span)} })` : undefined;
}

function isPlain({ kind }: Argument): boolean {
  return ['string', 'number', 'boolean', 'null', 'template', 'name'].includes(kind);
}
