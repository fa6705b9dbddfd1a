import { insert } from '../../../edits/statements.ts';
import { styleOf } from '../../../edits/typescript.ts';
import type { Block, Exit, FunctionFact, Test } from '../../../facts.ts';
import type { Edit, RuleContext } from '../../../rule.ts';
import { wholeName } from '../../../words.ts';

/** Turns a `return` that ends a test early into the runner's own skip. Jest has none inside a test. */
export function skipInstead(
  context: RuleContext,
  test: Test,
  fn: FunctionFact,
  exit: Exit,
  branch: Block,
): readonly Edit[] | undefined {
  const keyword = { start: exit.span.start, end: exit.span.start + 'return'.length };
  switch (context.file.framework) {
    case 'vitest': {
      const skip = throughContext(context, test, fn, 'ctx');
      return skip && [...skip.edits, { ...keyword, text: skip.call }];
    }
    case 'node:test': {
      // Measured on Node 20: `t.skip()` marks the test and does not end it.
      const skip = throughContext(context, test, fn, 't');
      return skip && [...skip.edits, insert(keyword.end, ` ${skip.call}`)];
    }
    case 'mocha': {
      const ownThis = withOwnThis(context, test, fn);
      return ownThis && [...ownThis, { ...keyword, text: 'this.skip()' }];
    }
    case 'playwright':
      return inPlaywright(context, test, exit, branch);
    default:
      return undefined;
  }
}

/** `ctx.skip()`, with the context taken as a parameter where the test does not have it yet. */
function throughContext(
  { source }: RuleContext,
  test: Test,
  fn: FunctionFact,
  name: string,
): { readonly call: string; readonly edits: readonly Edit[] } | undefined {
  if (test.parametrized) return undefined;
  const [first] = fn.parameters;
  if (!first) {
    const isTaken = new RegExp(wholeName(name)).test(source.slice(fn.span));
    if (fn.parametersAt === undefined || isTaken) return undefined;
    return { call: `${name}.skip()`, edits: [insert(fn.parametersAt, name)] };
  }
  const written = source.slice(first.span);
  const plain = /^(\w+)(?:\s*:[\s\S]*)?$/.exec(written)?.[1];
  if (plain !== undefined) return { call: `${plain}.skip()`, edits: [] };
  const names = /^\{\s*([\w\s,]*?)\s*,?\s*\}$/.exec(written)?.[1];
  if (names === undefined || /\bskip\b/.test(source.slice(fn.body))) return undefined;
  if (/\bskip\b/.test(names)) return { call: 'skip()', edits: [] };
  const end = first.span.start + written.search(/\s*,?\s*\}$/);
  return { call: 'skip()', edits: [insert(end, names === '' ? ' skip' : ', skip')] };
}

/** An arrow function has the `this` of its suite: it becomes a function, when it uses none. */
function withOwnThis({ source }: RuleContext, test: Test, fn: FunctionFact): readonly Edit[] | undefined {
  const head = source.text.slice(fn.span.start, fn.body.start);
  if (/^(?:async\s+)?function\b/.test(head)) return [];
  const arrow = /^(async\s+)?\((\w*)\)\s*=>\s*\{/.exec(head);
  if (!arrow || test.parametrized || /\b(?:this|arguments)\b/.test(source.slice(fn.body))) return undefined;
  const text = `${arrow[1] ?? ''}function (${arrow[2] ?? ''}) {`;
  return [{ start: fn.span.start, end: fn.span.start + arrow[0].length, text }];
}

/** `test.skip(condition)` where nothing else stands in the branch. */
function inPlaywright(
  { file, source }: RuleContext,
  test: Test,
  exit: Exit,
  branch: Block,
): readonly Edit[] | undefined {
  const call = file.calls.find(({ span }) => span.start === test.span.start && span.end === test.span.end);
  const runner = call && /^\w+/.exec(source.slice(call.calleeSpan))?.[0];
  if (runner === undefined || branch.condition === undefined) return undefined;
  const rest = source
    .slice(branch.span)
    .replace(/^\{|\}$/g, '')
    .trim();
  if (!/^return;?$/.test(rest)) {
    return [{ start: exit.span.start, end: exit.span.start + 'return'.length, text: `${runner}.skip()` }];
  }
  const condition = source.slice(branch.condition);
  const isBoolean = /^!(?!.*[&|?])|[=!]==?|[<>]|\.(?:includes|startsWith|endsWith|some|every|test)\([^()]*\)$/.test(
    condition,
  );
  const asked = isBoolean ? condition : `Boolean(${condition})`;
  return [{ ...branch.construct, text: `${runner}.skip(${asked})${styleOf(source).semicolon}` }];
}
