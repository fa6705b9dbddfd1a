import { isWithin } from '../../helpers.ts';
import type { RuleContext } from '../../rule.ts';
import { functionsAround } from './scope.ts';
import { variableNamed } from './values.ts';

/**
 * Constants and enumerations by their way of writing (`STATUSES`, `list(Status)`, `Object.values(Status)`), literals with
 * something in them, and constants bound to one of these.
 */
export function isNeverEmpty(
  { file, source }: Pick<RuleContext, 'file' | 'source'>,
  collection: string,
  from: number,
): boolean {
  const text = unwrap(collection);
  if (/^(?:[\w.]+\.)?_*[A-Z]\w*$/.test(text) || /^[[({]\s*[^\s\])}]/.test(text)) return true;
  if (/^\w+$/.test(text) && isTableRow({ file, source }, text, from)) return true;
  const variable = /^\w+$/.test(text) ? variableNamed(file, text, from) : undefined;
  const isFixed = variable?.constant === true || variable?.accesses.every((access) => access.kind === 'read');
  if (!variable?.initializer || !isFixed) return false;
  const initializer = unwrap(source.slice(variable.initializer));
  return initializer !== text && /^(?:[\w.]+\.)?_*[A-Z]\w*$|^\[\s*[^\s\].]/.test(initializer);
}

/** A value from the table that a parametrized test, or the tests of a loop, are made from. */
function isTableRow({ file, source }: Pick<RuleContext, 'file' | 'source'>, name: string, from: number): boolean {
  const named = new RegExp(`\\b${name}\\b`);
  for (const fn of functionsAround(file, from)) {
    if (!fn.parameters.some((parameter) => named.test(source.slice(parameter.span)))) continue;
    const test = file.tests.find((candidate) => candidate.function === fn.id);
    if (!test) return file.tests.some((inner) => isWithin(file, inner.function, fn.id));
    if (file.language === 'typescript') return test.parametrized;
    return test.modifiers.some((mark) => mark.name === 'parametrize' && named.test(source.slice(mark.span)));
  }
  return false;
}

/** Takes away what keeps the number of elements: `sorted(x)`, `Object.keys(x)`, `x.items()`, `enumerate(x, 1)`. */
function unwrap(collection: string): string {
  let text = collection.trim();
  for (;;) {
    const inner =
      /^(?:list|sorted|tuple|set|enumerate|reversed|Object\.(?:keys|values|entries)|Array\.from)\(\s*([\s\S]+?)(?:,\s*(?:start=)?\d+)?\s*\)$/.exec(
        text,
      )?.[1] ??
      /^([\s\S]+?)\.(?:items|values|keys|entries)\(\)$/.exec(text)?.[1] ??
      /^([\s\S]+?)\.__members__$/.exec(text)?.[1];
    if (inner === undefined) return text;
    text = inner.trim();
  }
}
