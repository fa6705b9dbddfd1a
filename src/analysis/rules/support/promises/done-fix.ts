import { removeStatement } from '../../../edits/statements.ts';
import type { FixDraft, RuleContext } from '../../../rule.ts';
import type { CallbackStyle } from './callback-style.ts';

/**
 * Takes the callback away where the test is async already, or synchronous, and calls it once, last, in its own flow. Whatever
 * else it does with it is left to a person.
 */
export function withoutDone({ file, source }: RuleContext, style: CallbackStyle): FixDraft | undefined {
  const { fn, name, calls, handedTo } = style;
  const [only, ...more] = calls;
  const [parameter, ...others] = fn.parameters;
  if (!only || more.length > 0 || handedTo.length > 0 || parameter?.name !== name || others.length > 0)
    return undefined;
  const isLast = source.text.slice(only.statement.end, fn.body.end).trim() === '';
  const inFlow = only.function === fn.id && only.block === fn.block && only.handling === 'dropped';
  if (!isLast || !inFlow || only.arguments.length > 0 || fn.expressionBody) return undefined;
  if (file.variables.some((variable) => variable.name === name)) return undefined;
  const isParenthesised = fn.parametersAt !== undefined;
  const from = isParenthesised ? (fn.parametersAt ?? parameter.span.start) : parameter.span.start;
  const close = isParenthesised ? source.text.indexOf(')', parameter.span.end) : parameter.span.end;
  // A type may hold parentheses of its own.
  if (close === -1 || /[()]/.test(source.slice(parameter.span))) return undefined;
  return {
    title: `Drop \`${name}\``,
    safety: 'suggested',
    edits: [{ start: from, end: close, text: isParenthesised ? '' : '()' }, removeStatement(source, only.statement)],
  };
}

/**
 * `(done) => { … }` -> `() => new Promise<void>((done) => { … })`, as Vitest's migration guide has it. Only where `done` is
 * called without an error: a promise takes that for its value.
 */
export function asPromise({ file, source }: RuleContext, style: CallbackStyle): FixDraft | undefined {
  const { fn, name, calls, handedTo } = style;
  const [parameter, ...others] = fn.parameters;
  if (calls.length === 0 || handedTo.length > 0 || calls.some((call) => call.arguments.length > 0)) return undefined;
  if (parameter?.name !== name || others.length > 0 || fn.async || fn.expressionBody || fn.role !== 'test')
    return undefined;
  const brace = fn.body.start - 1;
  const head = /^\(?\s*[\w$]+\s*(?::[^)=]*)?\)?\s*=>\s*$/.exec(source.text.slice(fn.span.start, brace));
  if (!head || source.text[brace] !== '{' || source.text[fn.body.end] !== '}') return undefined;
  const type = /\.[cm]?tsx?$/.test(file.path) ? '<void>' : '';
  return {
    title: 'Return a promise',
    safety: 'suggested',
    edits: [
      { start: fn.span.start, end: brace, text: `() => new Promise${type}((${name}) => ` },
      { start: fn.body.end + 1, end: fn.body.end + 1, text: ')' },
    ],
  };
}
