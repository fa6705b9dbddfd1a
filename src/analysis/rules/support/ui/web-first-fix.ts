import { insert, removeStatement } from '../../../edits/statements.ts';
import { makeAsync } from '../../../edits/typescript.ts';
import type { Assertion, Span } from '../../../facts.ts';
import type { Edit, FixDraft, RuleContext, Safety } from '../../../rule.ts';
import { contains } from '../../../source.ts';
import { partsOf } from '../assertions/parts.ts';
import type { PageRead } from './page-reads.ts';
import { receiverText } from './pages.ts';
import { type WebFirst, webFirst } from './web-first.ts';

/** Compares the page itself, with a matcher that waits; where there is none, polls the reading. */
export function webFirstFix(context: RuleContext, read: PageRead): FixDraft | undefined {
  if (isForeign(context)) return undefined;
  const uses = usesOf(context, read);
  const asynchronous = uses && makeAsyncAt(context, read.assertion);
  if (!uses || !asynchronous) return undefined;
  const removal = read.variable ? removalOf(context, read) : [];
  if (!removal) return undefined;
  const made = uses.map((assertion) => rewrite(context, read, assertion));
  const safety: Safety = made.some((each) => each?.safety !== 'safe') ? 'suggested' : 'safe';
  const edits: Edit[] = [...asynchronous, ...removal];
  for (const each of made) {
    if (!each) return undefined;
    edits.push(...each.edits);
  }
  return { title: made[0]?.title ?? 'Assert on the page', safety: read.variable ? 'suggested' : safety, edits };
}

/** Another library's `expect` has no web-first matchers. */
function isForeign({ file }: RuleContext): boolean {
  return file.imports.some(
    ({ module, local }) => local === 'expect' && /^(?:chai|expect|vitest|bun:test|@jest\/.*)$/.test(module),
  );
}

/** The assertions to rewrite: all that use the variable, when nothing else does and nothing happens before them. */
function usesOf({ file }: RuleContext, { assertion, variable, call }: PageRead): readonly Assertion[] | undefined {
  if (!variable) return [assertion];
  const uses = variable.accesses.map((access) =>
    file.assertions.find(
      (each) => each.actual?.start === access.span.start && each.actual.end === access.span.end && !each.asynchronous,
    ),
  );
  const found = uses.flatMap((use) => use ?? []);
  const last = found.at(-1);
  if (!last || found.length !== variable.accesses.length || found.some(({ block }) => block !== call.block))
    return undefined;
  const happens = file.calls.some(
    (other) =>
      other.span.start >= call.statement.end &&
      other.span.end <= last.span.start &&
      other.handling === 'awaited' &&
      !other.callee.startsWith('expect'),
  );
  return happens ? undefined : found;
}

/** Takes `const text = await …;` away. */
function removalOf({ source }: RuleContext, { variable, call }: PageRead): readonly Edit[] | undefined {
  const statement = source.slice(call.statement);
  if (!variable || !contains(call.statement, variable.declaration) || hasComment(statement)) return undefined;
  const isAlone =
    /^const\s+[\w$]+\s*(?::[^=]+)?=/.test(statement) &&
    statement.replace(/;$/, '').length === variable.declaration.end - call.statement.start;
  return isAlone ? [removeStatement(source, call.statement)] : undefined;
}

function makeAsyncAt({ file }: RuleContext, assertion: Assertion): readonly Edit[] | undefined {
  const fn = file.functions[assertion.function];
  if (!fn || fn.generator) return undefined;
  if (fn.async) return [];
  return fn.role === 'test' || fn.role === 'hook' ? makeAsync(fn) : undefined;
}

interface Rewritten {
  readonly title: string;
  readonly safety: Safety;
  readonly edits: readonly Edit[];
}

function rewrite({ file, source }: RuleContext, read: PageRead, assertion: Assertion): Rewritten | undefined {
  const { subject, opening } = partsOf(file, assertion);
  if (!subject || !opening || assertion.handling !== 'dropped') return undefined;
  if (!/^expect(?:\.soft)?$/.test(opening.callee) || hasComment(source.slice(assertion.span))) return undefined;
  const made = webFirst(file, source, read, assertion);
  const target = targetOf({ source }, read);
  const tail = { start: opening.span.end, end: assertion.span.end };
  if (made && target !== undefined) {
    return {
      title: `Assert with ${made.matcher}, which waits`,
      safety: read.of === 'member' ? 'suggested' : made.safety,
      edits: [
        insert(assertion.span.start, 'await '),
        { ...subject.span, text: target },
        { ...tail, text: tailOf(made) },
      ],
    };
  }
  if (opening.callee !== 'expect' || read.trimmed) return undefined;
  const head: Span = { start: opening.calleeSpan.start, end: opening.calleeSpan.end };
  return {
    title: 'Read again until it holds, with expect.poll',
    safety: 'suggested',
    edits: [
      insert(assertion.span.start, 'await '),
      insert(head.end, '.poll'),
      { ...subject.span, text: `() => ${source.slice(read.call.span)}` },
    ],
  };
}

function tailOf({ matcher, negated, arguments: args }: WebFirst): string {
  return `${negated ? '.not' : ''}.${matcher}(${args})`;
}

/** What to assert on. Options of the reading, such as a time limit, have no place in it. */
function targetOf({ source }: Pick<RuleContext, 'source'>, { call, of, method }: PageRead): string | undefined {
  const receiver = receiverText(source, call);
  const [selector] = call.arguments;
  const own = method === 'getAttribute' ? 1 : 0;
  if (receiver === undefined || of === 'handle') return undefined;
  if (of !== 'selector') return call.arguments.length === own ? receiver : undefined;
  if (!selector || call.arguments.length !== own + 1) return undefined;
  return `${receiver}.locator(${source.slice(selector.span)})`;
}

function hasComment(text: string): boolean {
  return /(?:^|[^:'"`\w])\/\/|\/\*/.test(text);
}
