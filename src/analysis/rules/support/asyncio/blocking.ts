import type { FunctionFact, TestFile, Wait } from '../../../facts.ts';

/** Something that gets on while the loop stands still. */
const thread = /(?:^|\.)(?:Thread|ThreadPoolExecutor)$/;

/** `time.sleep` in the body of an async test, fixture or hook: the loop stands still. What it makes of it is blocking-call's. */
export function blocksLoop(file: TestFile, { via, function: id }: Wait): boolean {
  return (
    via === 'time.sleep' &&
    isAsyncCode(file.functions[id]) &&
    !file.calls.some(({ callee, function: home }) => home === id && thread.test(callee))
  );
}

export function isAsyncCode(fn: FunctionFact | undefined): boolean {
  return fn?.async === true && /^(?:test|fixture|hook)$/.test(fn.role);
}
