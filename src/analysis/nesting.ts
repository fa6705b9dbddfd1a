import type { FunctionFact, TestFile } from './facts.ts';
import { wholeName } from './words.ts';

/** The functions around a place, innermost first, the module's left out. */
export function* functionsAround(file: TestFile, id: number): Generator<FunctionFact> {
  for (let fn = file.functions[id]; fn && fn.role !== 'module'; fn = file.functions[fn.parent]) yield fn;
}

/** Is function `inner` the function `outer` or nested in it? The module holds everything. */
export function isWithin(file: TestFile, inner: number, outer: number): boolean {
  if (outer === 0) return true;
  for (let id = inner; id !== 0; ) {
    if (id === outer) return true;
    const fn = file.functions[id];
    if (!fn) return false;
    id = fn.parent;
  }
  return false;
}

/** Does a function around declare a parameter of this name? What is taken apart, as in `({ page })`, has no name of its own. */
export function isParameter(file: TestFile, name: string, from: number): boolean {
  for (const fn of functionsAround(file, from)) {
    if (fn.parameters.some((parameter) => parameter.name === name)) return true;
  }
  return false;
}

/** The same, and also where the name stands in a parameter that is taken apart. */
export function isInParameter(file: TestFile, name: string, from: number): boolean {
  const named = new RegExp(wholeName(name));
  for (const fn of functionsAround(file, from)) {
    if (fn.parameters.some((parameter) => named.test(parameter.name))) return true;
  }
  return false;
}
