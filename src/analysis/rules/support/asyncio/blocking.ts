import type { FunctionFact, TestFile, Wait } from '../../../facts.ts';

/** `time.sleep` in the body of an async test, fixture or hook: the loop stands still. What it makes of it is blocking-call's. */
export function blocksLoop(file: TestFile, { via, function: id }: Wait): boolean {
  return via === 'time.sleep' && isAsyncCode(file.functions[id]);
}

export function isAsyncCode(fn: FunctionFact | undefined): boolean {
  return fn?.async === true && /^(?:test|fixture|hook)$/.test(fn.role);
}
