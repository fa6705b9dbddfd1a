import { insert } from '../../../edits/statements.ts';
import { atStartOfBody, styleOf } from '../../../edits/typescript.ts';
import type { FunctionFact, Test, TestFile } from '../../../facts.ts';
import { isWithin } from '../../../nesting.ts';
import type { Edit, RuleContext } from '../../../rule.ts';
import { wholeName } from '../../../words.ts';

/** How a test's callback takes its context: not at all, in braces, or under a name. */
type Context =
  | { readonly is: 'absent'; readonly at: number }
  | { readonly is: 'braces'; readonly at: number; readonly takesExpect: boolean; readonly empty: boolean }
  | { readonly is: 'named'; readonly name: string };

/** Does this test take `expect` from its context? */
export function hasOwnExpect(context: RuleContext, test: Test): boolean {
  const found = contextOf(context, test);
  return found?.is === 'named' ? isTakenInBody(context, test, found.name) : found?.is === 'braces' && found.takesExpect;
}

/** `const { expect } = context;` */
function isTakenInBody({ file, source }: RuleContext, test: Test, name: string): boolean {
  const body = file.functions[test.function]?.body;
  return (
    body !== undefined &&
    new RegExp(`\\{[^{}]*\\bexpect\\b[^{}]*\\}\\s*=\\s*${wholeName(name)}`).test(source.slice(body))
  );
}

/** The edits that give a test an `expect` of its own; undefined when its callback leaves no room for it. */
export function takeExpect(context: RuleContext, test: Test): readonly Edit[] | undefined {
  const found = contextOf(context, test);
  switch (found?.is) {
    case 'absent':
      return [insert(found.at, '{ expect }')];
    case 'braces':
      return [insert(found.at, found.empty ? ' expect ' : ', expect')];
    case 'named': {
      const { file, source } = context;
      const fn = file.functions[test.function];
      const { semicolon } = styleOf(source);
      const taken = fn && atStartOfBody(source, fn, [`const { expect } = ${found.name}${semicolon}`]);
      return taken ? [taken] : expectsIn(context, test).map((at) => insert(at, `${found.name}.`));
    }
    default:
      return undefined;
  }
}

function contextOf({ file, source }: RuleContext, test: Test): Context | undefined {
  const fn = file.functions[test.function];
  if (fn?.role !== 'test' || test.function === 0) return undefined;
  // `.each` hands its row over and no context.
  if (test.modifiers.some(({ name }) => name === 'each')) return undefined;
  const index = test.modifiers.some(({ name }) => name === 'for') ? 1 : 0;
  const parameter = fn.parameters[index];
  if (!parameter)
    return index === 0 && fn.parametersAt !== undefined ? absent(source.text, fn, fn.parametersAt) : undefined;
  const text = source.slice(parameter.span);
  if (/^\w+$/.test(text)) return { is: 'named', name: text };
  const inner = /^\{([^{}]*?)[\s,]*\}/.exec(text);
  if (!inner || text.includes('...')) return undefined;
  const names = inner[1] ?? '';
  return {
    is: 'braces',
    at: parameter.span.start + 1 + (names.trim() === '' ? 0 : names.length),
    takesExpect: /\bexpect\b/.test(names),
    empty: names.trim() === '',
  };
}

function absent(text: string, { body }: FunctionFact, at: number): Context | undefined {
  return /^\s*\)/.test(text.slice(at, body.start)) ? { is: 'absent', at } : undefined;
}

/** Where the global `expect` stands in a test. */
function expectsIn({ file }: RuleContext, test: Test): number[] {
  const starts = file.calls
    .filter((call) => /^expect\b/.test(call.callee) && isInTest(file, test, call.function))
    .map((call) => call.calleeSpan.start);
  return [...new Set(starts)];
}

function isInTest(file: TestFile, test: Test, id: number): boolean {
  return isWithin(file, id, test.function);
}
