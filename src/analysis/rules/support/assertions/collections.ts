import type { Access, TestFile, Variable } from '../../../facts.ts';
import { functionsAround, isWithin } from '../../../nesting.ts';
import type { RuleContext } from '../../../rule.ts';
import { wholeName } from '../../../words.ts';
import { climb } from '../scope.ts';
import { variableNamed } from '../values.ts';
import { isWrittenOut } from './written-python.ts';

/** `range(2, pickle.HIGHEST_PROTOCOL + 1)`. */
const constantRange = /^range\((?:\d+\s*,\s*)?(?:\w+\.)*[A-Z][A-Z0-9_]+(?:\s*\+\s*\d+)?\)$/;

/** `Array(5).fill(0).map(…)`: as many as are written there. */
const countedOut = /^(?:new )?Array\(\s*[1-9]\d*\s*\)/;

/**
 * Constants and enumerations by their way of writing (`STATUSES`, `list(Status)`, `Object.values(Status)`), literals with
 * something in them, and constants bound to one of these.
 */
export function isNeverEmpty(
  { file, source }: Pick<RuleContext, 'file' | 'source'>,
  collection: string,
  from: number,
  depth = 0,
): boolean {
  const text = withoutWrapping(file.language === 'typescript' ? withoutMapping(collection) : collection);
  if (/^(?:[\w.]+\.)?_*[A-Z]\w*$/.test(text) || /^[[({]\s*[^\s\])}]/.test(text)) return true;
  if (file.language === 'typescript' && countedOut.test(text) && !/\.filter\(/.test(text)) return true;
  // Also `''.split(', ')` has an element.
  if (file.language === 'typescript' && /\.split\((?:(['"`]).+\1|\/.+\/\w*)\)$/.test(text)) return true;
  if (file.language === 'python' && constantRange.test(text)) return true;
  if (file.language === 'python' && (isImportedPath(file, text) || isLongEnough(file, text, from))) return true;
  if (/^\w+$/.test(text) && isTableRow({ file, source }, text, from)) return true;
  const variable = /^\w+$/.test(text) ? variableNamed(file, text, from) : undefined;
  if (
    file.language === 'typescript' &&
    (isImportedTable(file, text) || (variable && isFilledHere(file, variable, from)))
  )
    return true;
  const isFixed =
    variable?.constant === true ||
    variable?.accesses.every((access) => access.kind === 'read' || isFilledAnew({ file, source }, access));
  if (variable && (isFilledAbove(file, variable, from) || isWrittenOut({ file, source }, variable))) return true;
  if (!variable?.initializer || !isFixed) return false;
  const written = source.slice(variable.initializer);
  if (file.language === 'typescript' && depth < 4) {
    const inner = withoutMapping(written);
    if (
      inner !== text &&
      inner !== variable.name &&
      isNeverEmpty({ file, source }, inner, variable.function, depth + 1)
    )
      return true;
  }
  const initializer = withoutWrapping(written);
  return (
    initializer !== text &&
    /^(?:[\w.]+\.)?_*[A-Z]\w*$|^\[\s*[^\s\].]|^new [A-Z]\w*\(\s*[[{]\s*[^\s\]}.]/.test(initializer)
  );
}

/** `values = [-5, 0]`. */
function isFilledAnew({ file, source }: Pick<RuleContext, 'file' | 'source'>, { kind, span }: Access): boolean {
  const behind = source.text.slice(span.start, span.end + 20).replace(/^\w+/, '');
  return file.language === 'typescript' && kind === 'assign' && /^\s*=\s*\[\s*[^\s\].]/.test(behind);
}

/** What another module exports is the same in every run, and a test that goes through it knows that it is filled. */
function isImportedTable(file: TestFile, text: string): boolean {
  const root = /^(?:\w+\s*<=?\s*)?(\w+)(?:\.\w+)*$/.exec(text)?.[1];
  return file.imports.some((entry) => entry.local === root && entry.function === 0 && !entry.typeOnly);
}

/** `settings.TABLE`, `tables.names`: something of a module, which is the same in every run. */
function isImportedPath(file: TestFile, text: string): boolean {
  const root = /^(\w+)(?:\.\w+)*$/.exec(text)?.[1];
  return file.imports.some((entry) => entry.local === root && entry.function === 0);
}

/** `range(len(tiers) - 1)` of a list that is written down with more elements. */
function isLongEnough(file: TestFile, text: string, from: number): boolean {
  const [, name, less = '0'] = /^range\((?:\d+\s*,\s*)?len\((\w+)\)(?:\s*-\s*(\d+))?\)$/.exec(text) ?? [];
  const variable = name === undefined ? undefined : variableNamed(file, name, from);
  const isFixed = variable?.accesses.every(({ kind, via }) => kind === 'read' || via === 'append') === true;
  const elements = isFixed ? (variable.initial?.elements ?? []) : [];
  return elements.filter(({ kind }) => kind !== 'spread').length > Number(less);
}

/** The test itself has put something into what it made with a call (`reactive(new Set())`), in its own flow. */
function isFilledHere(file: TestFile, { accesses }: Variable, from: number): boolean {
  const fills = accesses.filter(({ via = '' }) => /^(?:add|set|push|append|unshift)$/.test(via));
  return fills.some(
    ({ block, function: id }) =>
      file.blocks[block]?.kind === 'function' && isWithin(file, from, id) && file.functions[id]?.role === 'test',
  );
}

/** A local list that gets elements on every way through its function, and loses none. */
function isFilledAbove(file: TestFile, { accesses, level, value }: Variable, from: number): boolean {
  if (level !== 'function' || !['array', 'set', 'object', 'map'].includes(value)) return false;
  const changes = accesses.filter((access) => access.kind !== 'read');
  const always = (block: number) =>
    [...climb(file, block)].every(
      ({ kind, runsAtLeastOnce }) =>
        kind === 'function' || kind === 'with' || kind === 'finally' || (kind === 'loop' && runsAtLeastOnce),
    );
  return (
    changes.length > 0 &&
    changes.every(({ kind, via }) => kind === 'mutate' && /^(?:append|add|push|\[\]=)$/.test(via ?? '')) &&
    changes.some((access) => access.function === from && always(access.block))
  );
}

/** A value from the table that a parametrized test, or the tests of a loop, are made from. */
function isTableRow({ file, source }: Pick<RuleContext, 'file' | 'source'>, name: string, from: number): boolean {
  const named = new RegExp(wholeName(name));
  for (const fn of functionsAround(file, from)) {
    if (!fn.parameters.some((parameter) => named.test(source.slice(parameter.span)))) continue;
    const test = file.tests.find((candidate) => candidate.function === fn.id);
    if (!test) return file.tests.some((inner) => isWithin(file, inner.function, fn.id));
    if (file.language === 'typescript') return test.parametrized;
    return test.modifiers.some((mark) => mark.name === 'parametrize' && named.test(source.slice(mark.span)));
  }
  return false;
}

/**
 * Takes away what gives an element for an element: `await Promise.all(x.map(…))`, `x.sort()`, and a function that is given a
 * collection and nothing else (`shallowReadonly(original)`).
 */
function withoutMapping(collection: string): string {
  let text = collection.trim();
  for (;;) {
    const inner =
      /^await\s+([\s\S]+)$/.exec(text)?.[1] ??
      /^Promise\.all(?:Settled)?\(([\s\S]+)\)$/.exec(text)?.[1] ??
      /^\[\.\.\.([\w.]+)\]$/.exec(text)?.[1] ??
      /^([\w.]+|\[[^[\]]+\])\.(?:map|sort|toSorted|reverse|toReversed|concat|flat)\([\s\S]*\)$/.exec(text)?.[1] ??
      /^(?:new )?(?!.*(?:filter|find|query|get|search|select|parse|load|read(?!only)|pick))\w+\((\w+)\)$/i.exec(
        text,
      )?.[1];
    if (inner === undefined) return text;
    text = inner.trim();
  }
}

/** Takes away what keeps the number of elements: `sorted(x)`, `Object.keys(x)`, `x.items()`, `enumerate(x, 1)`. */
export function withoutWrapping(collection: string): string {
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
