import type { Block, CallFact, Test, TestFile, Variable } from '../../../facts.ts';
import type { RuleContext } from '../../../rule.ts';
import { literally, wholeName } from '../../../words.ts';
import { climb, functionsNamed } from '../scope.ts';
import { variableNamed } from '../values.ts';
import { withoutWrapping } from './collections.ts';

/**
 * What a Python loop goes through has something in it whatever the tested code does: the test has written it down, has had it made
 * by a helper of the tests, or has waited for it; or it is what a module exports.
 */
export function isFilledInPython(context: RuleContext, test: Test, block: Block): boolean {
  const { file, source } = context;
  if (file.language !== 'python' || !block.condition) return false;
  const written = source.slice(block.condition).trim();
  const collection = withoutWrapping(written);
  // What is strict about its lengths compares the number of the results with the number of what was expected.
  if (/^zip\([\s\S]*,\s*strict=True,?\s*\)$/.test(collection)) return true;
  // Of nothing there is one order.
  if (/^(?:itertools\.)?permutations\([\w.]+\)$/.test(collection)) return true;
  if (/(?:^|\.)__all__$|^(?:vars|dir)\([\w.]+\)$|^pkgutil\.(?:walk_packages|iter_modules)\(/.test(collection))
    return true;
  if (isOfOuterTable(context, block, collection) || isAwaitedAbove(context, block, collection)) return true;
  if (isSharedTable(context, block.condition)) return true;
  if (isAssignedHere(source.slice(test.span), collection)) return true;
  const variable = /^\w+$/.test(collection) ? variableNamed(file, collection, block.function) : undefined;
  if (variable && isFilledInLoop(context, variable, block.function)) return true;
  const made = variable?.initializer && source.slice(variable.initializer).trim();
  const isKept = variable?.accesses.every(({ kind }) => kind === 'read') === true;
  if (made !== undefined && isKept && isCountedOut(made)) return true;
  const from = made !== undefined && isKept ? variable?.initializer : block.condition;
  return from !== undefined && isMadeByHelper(context, from, made ?? collection);
}

/** `for name, members in [("main", main), …]: for member in members`. */
export function isOfOuterTable(
  { file, source }: Pick<RuleContext, 'file' | 'source'>,
  block: Block,
  name: string,
): boolean {
  if (!/^\w+$/.test(name)) return false;
  return [...climb(file, block.parent)].some(({ kind, condition, construct, function: owner }) => {
    if (kind !== 'loop' || !condition || owner !== block.function) return false;
    const target = source.text.slice(construct.start, condition.start);
    const rows = withoutWrapping(source.slice(condition));
    const table = /^\w+$/.test(rows) ? variableNamed(file, rows, block.function)?.initializer : undefined;
    const written = table ? source.slice(table) : rows;
    if (!new RegExp(wholeName(name)).test(target)) return false;
    // In TypeScript the row itself, each with something in it.
    if (file.language === 'typescript')
      return /^\[\s*\[/.test(written) && !/\[\s*\]/.test(written) && /\bof\s*$/.test(target) && !/[[{]/.test(target);
    return /^[[({]\s*[^\s\])}]/.test(written) && !/\bfor\b/.test(written);
  });
}

/** `while len(server.tasks) < 5: await sleep(…)` stands above it. */
function isAwaitedAbove({ file, source }: RuleContext, block: Block, collection: string): boolean {
  return file.blocks.some(
    ({ loop, condition, span, function: owner }) =>
      loop === 'while' &&
      owner === block.function &&
      span.end <= block.construct.start &&
      condition !== undefined &&
      collection.length > 1 &&
      source.slice(condition).includes(collection),
  );
}

/** `for i in range(10): names.append(f"{i}")` stands above it. */
function isFilledInLoop({ file, source }: RuleContext, { accesses }: Variable, from: number): boolean {
  return accesses.some(({ via, block, function: owner }) => {
    if (via !== 'append' || owner !== from) return false;
    const around = [...climb(file, block)].filter((other) => other.function === from && other.kind !== 'function');
    return (
      around.length > 0 &&
      around.every(
        ({ kind, condition }) =>
          kind === 'with' ||
          (kind === 'loop' && condition && /^(?:range|fields)\(|^[[(]\s*[^\s\])]/.test(source.slice(condition))),
      )
    );
  });
}

/** `service.workers = [Mock(), Mock()]`. */
function isAssignedHere(text: string, path: string): boolean {
  if (!/^\w+(?:\.\w+)+$/.test(path)) return false;
  const value = new RegExp(`^\\s*${literally(path)}\\s*=\\s*([^\\n]+(?:\\n\\s+[^\\n]+)*)`, 'm').exec(text)?.[1];
  return value !== undefined && (isCountedOut(value.trim()) || /^\[\s*[^\s\]]/.test(value));
}

/** `[make(i) for i in range(count)]`, factory_boy's `UserFactory.create_batch(3)`: as many as the test asks for. */
function isCountedOut(text: string): boolean {
  if (/^[\w.]+\.(?:create|build|stub)_batch\(\s*(?:size=)?[1-9]/.test(text)) return true;
  return /^[[({][\s\S]*\bfor\s+\w+\s+in\s+(?:range\(|[[(]\s*[^\s\])])/.test(text) && !/\bif\b/.test(text);
}

/** `combinations([a, b])` of the tests' own, or a generator of this file. */
function isMadeByHelper(context: RuleContext, { start, end }: { start: number; end: number }, text: string): boolean {
  const { file, helpers } = context;
  const call = file.calls.find(({ span }) => span.start === start && span.end === end);
  if (!call) return false;
  if (isOwnGenerator(file, call.callee)) return true;
  const isGivenSomething = /\(\s*(?:[\w.]+\s*,\s*)*[[({]\s*[^\s\])}]/.test(text) || isGivenTable(context, call);
  return isGivenSomething && (helpers.reached(call) !== undefined || /^itertools\./.test(call.callee));
}

/** `rows(self.table)`, where the class of the test has written the table down. */
function isGivenTable({ file, source }: RuleContext, { arguments: given, function: from }: CallFact): boolean {
  const name = /^self\.(\w+)$/.exec(given.length === 1 ? String(given[0]?.value) : '')?.[1];
  const owner = file.functions[from]?.className;
  return file.variables.some(
    (variable) =>
      variable.level === 'class' &&
      variable.name === name &&
      variable.className === owner &&
      variable.initializer !== undefined &&
      /^[[({]\s*[^\s\])}]/.test(source.slice(variable.initializer)),
  );
}

/** `for dumps, loads in picklers()`: a table of the test support, which is the same for all who go through it. */
function isSharedTable({ file, helpers }: RuleContext, { start, end }: { start: number; end: number }): boolean {
  const call = file.calls.find(({ span }) => span.start === start && span.end === end);
  return call?.origin !== undefined && call.arguments.length === 0 && helpers.reached(call) !== undefined;
}

function isOwnGenerator(file: TestFile, name: string): boolean {
  return functionsNamed(file, name).some(({ generator, role }) => generator && role === 'function');
}
