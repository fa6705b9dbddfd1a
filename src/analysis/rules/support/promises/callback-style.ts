import type { CallFact, FunctionFact, TestFile } from '../../../facts.ts';
import { functionsAround, isWithin } from '../../../nesting.ts';
import { wholeName } from '../../../words.ts';
import { takesDone } from './done.ts';

/** A test or hook that takes a callback to say that it is over, and what it does with it. */
export interface CallbackStyle {
  readonly fn: FunctionFact;
  /** `done`, as this function calls it. */
  readonly name: string;
  /** `done()`, `done(error)`. */
  readonly calls: readonly CallFact[];
  /** Calls that it is handed to: `server.close(done)`, `promise.then(done)`; also `done.fail`. */
  readonly handedTo: readonly CallFact[];
}

/** Undefined for a function that takes no such callback, or takes it under a pattern. */
export function callbackStyle(file: TestFile, fn: FunctionFact): CallbackStyle | undefined {
  const name = doneName(file, fn);
  if (name === undefined) return undefined;
  const inside = file.calls.filter(
    (call) => isWithin(file, call.function, fn.id) && !isHidden(file, call.function, fn, name),
  );
  const isDone = (value: unknown) => value === name || (typeof value === 'string' && value.startsWith(`${name}.`));
  return {
    fn,
    name,
    calls: inside.filter(({ callee }) => callee === name),
    handedTo: inside.filter(
      ({ callee, arguments: args }) =>
        callee.startsWith(`${name}.`) || args.some(({ kind, value }) => kind === 'name' && isDone(value)),
    ),
  };
}

/** A function in between takes something of its own under that name. */
function isHidden(file: TestFile, from: number, outer: FunctionFact, name: string): boolean {
  for (const fn of functionsAround(file, from)) {
    if (fn.id === outer.id) return false;
    if (fn.parameters.some((parameter) => new RegExp(wholeName(name)).test(parameter.name))) return true;
  }
  return false;
}

/** `it('…', withDatabase((db) => …))`: the wrapper, not the runner, says what the function is given. */
export function isWrapped(file: TestFile, fn: FunctionFact): boolean {
  const user = fn.argumentOf === undefined ? undefined : file.calls[fn.argumentOf];
  if (!user) return false;
  const registered = [...file.tests, ...file.hooks].filter((each) => each.function === fn.id);
  return !registered.some(({ span }) => span.start === user.span.start && span.end === user.span.end);
}

function doneName(file: TestFile, fn: FunctionFact): string | undefined {
  if (!takesDone(file, fn) || isWrapped(file, fn)) return undefined;
  const test = file.tests.find((candidate) => candidate.function === fn.id);
  if (test?.parametrized) return 'done';
  const parameters = fn.parameters.filter(({ name }) => name !== 'this');
  const parameter = parameters[file.framework === 'node:test' ? 1 : 0];
  return parameter && /^[\w$]+$/.test(parameter.name) ? parameter.name : undefined;
}
