import { insert } from '../../analysis/edits/statements.ts';
import type { FunctionFact, Variable } from '../../analysis/facts.ts';
import { contains } from '../../analysis/source.ts';
import { type Ground, type LeftState, leafOf, notSet, parted, type ReadFile, type Refusal } from './request.ts';
import { type Access, accessTo } from './script-access.ts';
import { inkOf, type Reset, savedName } from './script-hook.ts';
import { literalIn, type Shape, shapeOf } from './script-values.ts';

type Found = Reset | Refusal;

/** A variable at the top of a module, or what hangs on it: `src/store.js:cache`, `src/cart.js:Cart.rate`. */
export function moduleReset(ground: Ground, state: LeftState): Found {
  const { path } = parted(state.name);
  const [first = path, ...rest] = path.split('.');
  const declaring = ground.declaring ?? ground;
  const variable = variableIn(declaring, first);
  if (rest.length === 0 && variable && !ground.declaring) return ownReset(ground, state, variable);
  const access = expressionOf(ground, state);
  if (rest.length > 0) {
    if (!access) return { reason: outOfReach(ground, state) };
    return { ...valueReset(ground, state, access.expression), edits: access.edits };
  }
  const shape = shapeOf(state);
  if (access && shape.kind !== 'value' && state.kind !== 'spy')
    return { ...filledAgain(ground, shape, access.expression, leafOf(state)), edits: access.edits };
  return (variable && byFunction(ground, state, declaring, variable)) ?? { reason: outOfReach(ground, state) };
}

/** The whole path as the test file writes it; undefined when it has no way to the first name. */
export function expressionOf(ground: Ground, { name }: LeftState): Access | undefined {
  const { path } = parted(name);
  const [first = path, ...rest] = path.split('.');
  const access = ground.declaring ? accessTo(ground, ground.declaring, first) : { expression: first, edits: [] };
  return access && { ...access, expression: [access.expression, ...rest].join('.') };
}

function variableIn({ file }: ReadFile, name: string): Variable | undefined {
  return file.variables.find((variable) => variable.level === 'module' && variable.name === name);
}

function outOfReach({ declaring, file }: Ground, { name }: LeftState): string {
  const where = declaring?.file.path ?? file.path;
  return `${name} can only be changed inside ${where}: export a function that resets it and call it in afterEach, or make the state anew for each test.`;
}

/** A property that is saved when the file is loaded, and written back. */
export function valueReset(ground: Ground, state: LeftState, expression: string): Reset {
  const { end, mark } = inkOf(ground);
  const at = expression.lastIndexOf('.');
  const [holder, leaf] = [expression.slice(0, at), expression.slice(at + 1)];
  if (state.before === notSet) return { lines: [`Reflect.deleteProperty(${holder}, ${mark}${leaf}${mark})${end}`] };
  const shape = shapeOf(state);
  if (shape.kind !== 'value') return filledAgain(ground, shape, expression, leaf);
  const saved = savedName(ground, expression);
  return { saved: { name: saved, value: expression }, lines: [`${expression} = ${saved}${end}`] };
}

/** The same container with what it held at first. */
function filledAgain(ground: Ground, shape: Shape, expression: string, leaf: string): Reset {
  const { end } = inkOf(ground);
  const saved = savedName(ground, leaf);
  const content = shape.nested ? `structuredClone(${saved})` : saved;
  const copied = (plain: string) => ({ name: saved, value: shape.nested ? `structuredClone(${expression})` : plain });
  const remove = `for (const key of Object.keys(${expression})) Reflect.deleteProperty(${expression}, key)${end}`;
  switch (shape.kind) {
    case 'map': {
      const fill = `for (const [key, value] of ${content}) ${expression}.set(key, value)${end}`;
      if (shape.wasEmpty) return { lines: [`${expression}.clear()${end}`] };
      return { saved: copied(`new Map(${expression})`), lines: [`${expression}.clear()${end}`, fill] };
    }
    case 'set': {
      const fill = `for (const value of ${content}) ${expression}.add(value)${end}`;
      if (shape.wasEmpty) return { lines: [`${expression}.clear()${end}`] };
      return { saved: copied(`new Set(${expression})`), lines: [`${expression}.clear()${end}`, fill] };
    }
    case 'array':
      if (shape.wasEmpty) return { lines: [`${expression}.length = 0${end}`] };
      return {
        saved: copied(`[...${expression}]`),
        lines: [`${expression}.splice(0, ${expression}.length, ...${content})${end}`],
      };
    default: {
      if (shape.wasEmpty) return { lines: [remove] };
      const fill = `Object.assign(${expression}, ${content})${end}`;
      return { saved: copied(`{ ...${expression} }`), lines: shape.grew ? [remove, fill] : [fill] };
    }
  }
}

/** A variable of the test file itself. */
function ownReset(ground: Ground, state: LeftState, variable: Variable): Found {
  const { source } = ground;
  const { end } = inkOf(ground);
  const { name, constant, declaration, initializer } = variable;
  if (!constant && !initializer) return { lines: [`${name} = undefined${end}`] };
  if (!constant && initializer && canBeRepeated(ground, variable))
    return { lines: [`${name} = ${source.slice(initializer)}${end}`] };
  const shape = shapeOf(state);
  if (shape.kind === 'value')
    return { reason: `${state.name} begins with a value that cannot be written twice: make it anew in beforeEach.` };
  const reset = filledAgain(ground, shape, name, name);
  if (!reset.saved) return reset;
  const at = source.nextLine(declaration.end);
  const text = `const ${reset.saved.name} = ${reset.saved.value}${end}${source.eol}`;
  return { lines: reset.lines, edits: [insert(at, text)], names: [reset.saved.name] };
}

/** Its first value is written out, so that writing it again gives a new one like it. */
function canBeRepeated({ file, source }: ReadFile, { value, initializer }: Variable): boolean {
  if (!initializer || !['array', 'object', 'map', 'set', 'primitive', 'instance'].includes(value)) return false;
  if (/\bawait\b|\n/.test(source.slice(initializer))) return false;
  return file.calls.every((call) => !contains(initializer, call.span) || call.arguments.length === 0);
}

/** `reset()` of the module that declares it, or `setLocale("en")`. */
function byFunction(ground: Ground, state: LeftState, declaring: ReadFile, variable: Variable): Reset | undefined {
  const found = resetters(state, declaring, variable, inkOf(ground).mark);
  for (const { fn, argument } of found.toSorted((a, b) => a.argument.length - b.argument.length)) {
    const access = accessTo(ground, declaring, fn.name);
    if (access) return { lines: [`${access.expression}(${argument})${inkOf(ground).end}`], edits: access.edits };
  }
  return undefined;
}

/** Functions that give the variable its first value: those that do nothing else, or are called after it, first. */
function resetters(
  { before }: LeftState,
  { file, source }: ReadFile,
  { name, initializer, value }: Variable,
  mark: string,
): { readonly fn: FunctionFact; readonly argument: string }[] {
  const initial = initializer ? plain(source.slice(initializer)) : 'undefined';
  const literal = literalIn(before, mark);
  const isEmpty =
    /^(?:\[\]|\{\}|new (?:Map|Set)(?:<.*>)?\(\))$/.test(initial) && /^(?:array|map|set|object)$/.test(value);
  return file.functions.flatMap((fn) => {
    const [parameter, ...more] = fn.parameters;
    const statements = source
      .slice(fn.body)
      .split(/;|\n/)
      .map(plain)
      .filter((text) => text !== '' && !text.startsWith('//') && text !== '{' && text !== '}');
    const has = (...texts: readonly string[]) => statements.some((text) => texts.includes(text));
    if (fn.parent !== 0 || fn.className !== undefined || fn.name === '' || fn.async) return [];
    const isMeant = /reset|clear|restore|init|forget|flush|empty/i.test(fn.name) || statements.length === 1;
    if (!parameter && isMeant) {
      const resets = has(`${name} = ${initial}`) || (isEmpty && has(`${name}.clear()`, `${name}.length = 0`));
      return resets ? [{ fn, argument: '' }] : [];
    }
    // A check of the value or a count of the calls beside it do no harm; more than that may.
    const takes = parameter && more.length === 0 && statements.length <= 4;
    const given = parameter && has(`${name} = ${parameter.name}`);
    return takes && given && literal !== undefined ? [{ fn, argument: literal }] : [];
  });
}

function plain(text: string): string {
  return text.trim().replace(/;$/, '').replace(/\s+/g, ' ');
}
