import type { FunctionFact, TestFile } from './facts.ts';

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
