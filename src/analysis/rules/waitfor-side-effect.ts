import { insertAbove, removeStatement, standsAlone } from '../edits/statements.ts';
import type { CallFact, Span, TestFile } from '../facts.ts';
import { isWithin } from '../nesting.ts';
import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import { contains } from '../source.ts';
import { examples } from './examples/waitfor-side-effect.ts';

/**
 * Something done inside `waitFor`, whose callback runs at once, every 50 ms and at each change of the page until it passes.
 * Source: waitFor of @testing-library/dom and its documentation, "performing side-effects in waitFor". Each try counts another
 * snapshot (measured: vi.waitFor of Vitest 4.1.12 writes three for three tries). What comes last is only info: it ends the wait.
 */
export const waitforSideEffect = defineRule({
  id: 'waitfor-side-effect',
  title: 'Action inside waitFor',
  cause: 'async-wait',
  topic: 'flaky',
  severity: 'warning',
  languages: ['typescript'],
  frameworks: ['vitest', 'jest', 'mocha', 'node:test', 'unknown'],
  pattern: 'async/page-waits',
  why: 'The callback of waitFor runs until it passes: once on a fast machine, five times on a slow one. What it does to the page is done as often, so a click may toggle back, a component may be rendered twice, and the outcome depends on the time.',
  examples,
  *check(context) {
    const { file } = context;
    for (const wait of file.calls) {
      const callback = isWait(wait) ? wait.arguments[0] : undefined;
      if (callback?.kind !== 'function' || callback.ref === undefined) continue;
      const effect = effectIn(file, callback.ref);
      if (!effect) continue;
      if (isLast(context, callback.ref, effect)) {
        yield {
          at: effect.span,
          severity: 'info',
          message: `${effect.what} is a step of the test and no wait: inside waitFor it happens once only as long as nothing behind it can fail. Do it outside, and leave only the assertion inside.`,
        };
        continue;
      }
      yield {
        at: effect.span,
        message: `${effect.what} inside waitFor runs again at every try, so how often it happens depends on the time. Do it before waitFor, and leave only the assertion inside.`,
        fix: moveOut(context, wait, callback.ref, effect),
      };
    }
  },
});

function isWait({ callee, origin }: CallFact): boolean {
  return callee === 'vi.waitFor' || (callee === 'waitFor' && origin !== undefined);
}

interface Effect {
  readonly what: string;
  readonly span: Span;
  readonly call?: CallFact;
}

function effectIn(file: TestFile, callback: number): Effect | undefined {
  for (const call of file.calls) {
    if (!isWithin(file, call.function, callback)) continue;
    const what = actionOf(file, call);
    if (what) return { what, span: call.span, call };
  }
  const snapshot = file.assertions.find(
    ({ matcher, function: home }) => matcher === 'toMatchSnapshot' && isWithin(file, home, callback),
  );
  return snapshot && { what: 'A snapshot', span: snapshot.span };
}

/** Nothing stands behind it: the wait ends when it is done. */
function isLast({ file, source }: RuleContext, callback: number, { call }: Effect): boolean {
  const fn = file.functions[callback];
  if (!call || !fn) return false;
  return /^[\s;})]*$/.test(source.text.slice(call.span.end, fn.body.end));
}

const userMethods =
  /^(?:click|dblClick|tripleClick|hover|unhover|tab|keyboard|pointer|copy|cut|paste|clear|selectOptions|deselectOptions|type|upload)$/;

function actionOf(file: TestFile, { callee, origin }: CallFact): string | undefined {
  if (/^fireEvent(?:\.\w+)?$/.test(callee)) return `${callee}()`;
  const [root = '', method = '', ...more] = callee.split('.');
  if (more.length === 0 && userMethods.test(method)) {
    const isUser =
      root === 'userEvent' ||
      file.variables.some(
        ({ name, initial }) =>
          name === root &&
          initial?.ref !== undefined &&
          /^userEvent\.setup$/.test(file.calls[initial.ref]?.callee ?? ''),
      );
    if (isUser) return `${callee}()`;
  }
  const isRender = callee === 'render' && /^@testing-library\/|^@solidjs\/testing-library/.test(origin?.module ?? '');
  return isRender ? 'render()' : undefined;
}

/** An event that comes first in the callback goes above the wait. What stands behind an assertion may need it: left alone. */
function moveOut(
  { file, source }: RuleContext,
  wait: CallFact,
  callback: number,
  { call }: Effect,
): FixDraft | undefined {
  const fn = file.functions[callback];
  if (!call || !fn || fn.expressionBody || call.function !== callback || call.block !== fn.block) return undefined;
  const { statement } = call;
  const isFirst = source.text.slice(fn.body.start, statement.start).trim() === '';
  const isAlone = standsAlone(source, statement) && standsAlone(source, wait.statement);
  const rest = source.text.slice(statement.end, fn.body.end).trim();
  const text = source.slice(statement);
  if (!isFirst || !isAlone || rest === '' || text.includes('\n') || wait.handling !== 'awaited') return undefined;
  if (!/^(?:await\s+)?(?:fireEvent|userEvent|\w+\.)/.test(text) || !contains(wait.statement, statement))
    return undefined;
  return {
    title: 'Do it once, before the wait',
    safety: 'suggested',
    edits: [insertAbove(source, wait.statement.start, [text]), removeStatement(source, statement)],
  };
}
