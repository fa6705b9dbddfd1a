import type { Argument, CallFact, FunctionFact, Span, TestFile } from '../../../facts.ts';
import type { Report, RuleContext } from '../../../rule.ts';
import type { Source } from '../../../source.ts';
import { wordsAround } from './comments.ts';
import { marksIn } from './marks.ts';

interface Skip {
  readonly at: Span;
  /** What it switches off, for the message. */
  readonly what: 'test' | 'class' | 'file' | 'parameter set';
  readonly reason: Argument | undefined;
  readonly owner?: FunctionFact;
}

/** Words that say that it is skipped, and not why. */
const saysNothing = /^(?:skip(?:ped|ping)?(?: (?:this )?test)?|disabled|todo|fixme|wip|tbd|reason|none|n\/?a)?[.! ]*$/i;

/** Skips in Python without a reason, for ever: those under a condition have theirs. */
export function* skipsWithoutReason(context: RuleContext): Iterable<Report> {
  for (const skip of [...marked(context.file), ...decorated(context.file), ...inBodies(context)]) {
    if (isExplained(context, skip)) continue;
    yield {
      at: skip.at,
      message: `This ${skip.what} is skipped and nothing says why: it stays green, unchecked, for good. Run it or delete it, or give reason="…" or a ticket.`,
    };
  }
}

function isExplained({ source }: RuleContext, { reason, at, owner }: Skip): boolean {
  const said = reason && (typeof reason.value === 'string' && reason.kind === 'string' ? reason.value : undefined);
  // A name or an f-string says something.
  if (reason && said === undefined) return true;
  if (said !== undefined && !saysNothing.test(said.trim())) return true;
  if (wordsAround(source, at) !== '') return true;
  const opening = owner && openingOf(source, owner);
  const behind = owner && source.text.slice(source.lineStart(owner.body.start - 1), owner.body.start);
  const says =
    /skip|not (?:yet )?(?:implemented|supported|available)|todo|broken|flak[ey]|disabled|because|requires?|needs?|#\d+/i;
  const docstring = /^[rRuU]?(?:"""|'''|"|')([\s\S]*)/.exec(opening ?? '')?.[1] ?? '';
  const comment = /(?:^|\n)\s*#([^\n]*)/.exec(`${behind ?? ''}${opening ?? ''}`)?.[1] ?? '';
  return says.test(docstring.slice(0, 160)) || says.test(comment);
}

/** The first 200 characters of a body, with the comments that end it, and nothing of what follows. */
function openingOf(source: Source, { body, span }: FunctionFact): string {
  const text = source.text.slice(body.start, body.start + 200);
  const rest = text.slice(body.end - body.start);
  const depth = source.indentAt(span.start).length;
  const ending = new RegExp(`^[^\\n]*(?:\\n[ \\t]{${depth + 1},}#[^\\n]*)*`).exec(rest)?.[0] ?? '';
  return text.slice(0, body.end - body.start) + ending;
}

/** `@pytest.mark.skip`, `pytestmark = pytest.mark.skip`, `marks=pytest.mark.skip`. */
function marked(file: TestFile): readonly Skip[] {
  return marksIn(file).flatMap((mark): Skip[] => {
    if (mark.name !== 'skip' || mark.call?.arguments.some(({ kind }) => kind === 'spread')) return [];
    if (mark.on === 'function' && mark.owner?.role !== 'test') return [];
    const what = { function: 'test', class: 'class', module: 'file', parameter: 'parameter set' } as const;
    const reason = mark.call && reasonIn(mark.call);
    return [{ at: mark.span, what: what[mark.on], reason, ...(mark.owner && { owner: mark.owner }) }];
  });
}

/** `@unittest.skip`, also written without parentheses. */
function decorated(file: TestFile): readonly Skip[] {
  return file.functions.flatMap((owner) =>
    owner.decorators.flatMap(({ callee, span, call }): Skip[] => {
      if (callee !== 'unittest.skip' || (owner.role !== 'test' && owner.role !== 'suite')) return [];
      const fact = call === undefined ? undefined : file.calls[call];
      const what = owner.role === 'suite' ? 'class' : 'test';
      return [{ at: fact?.span ?? span, what, reason: fact && reasonIn(fact), owner }];
    }),
  );
}

const skipCall = /^(?:pytest\.skip|self\.skipTest)$/;

/** `pytest.skip()` as a statement of the test itself, with nothing on the way to it. */
function inBodies({ file }: RuleContext): readonly Skip[] {
  return file.tests.flatMap((test): Skip[] => {
    const fn = file.functions[test.function];
    const call =
      fn && file.calls.find((each) => each.function === fn.id && each.block === fn.block && skipCall.test(each.callee));
    if (!fn || !call || call.handling !== 'dropped') return [];
    const isReached = !file.exits.some((exit) => exit.function === fn.id && exit.span.start < call.span.start);
    return isReached ? [{ at: call.span, what: 'test', reason: reasonIn(call), owner: fn }] : [];
  });
}

function reasonIn(call: CallFact): Argument | undefined {
  return call.arguments.find(({ name }) => name === undefined || name === 'reason' || name === 'msg');
}
