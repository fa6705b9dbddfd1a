import type { Argument, CallFact, Suite, Test, TestFile } from '../../facts.ts';

/** A test or suite and the call that registers it. */
export interface Registration {
  readonly call: CallFact;
  /** `{ retry: 3 }`, also as the last argument. */
  readonly options?: Argument;
  /** The number behind the callback: a time limit in Vitest, Jest and Mocha-like runners. */
  readonly limit?: Argument;
}

/** What a test or suite of a TypeScript file was registered with; undefined when its callback is given by name. */
export function registrationOf(file: TestFile, { function: fn, span }: Test | Suite): Registration | undefined {
  if (fn === 0) return undefined;
  const call = file.calls.find(
    (candidate) =>
      candidate.span.start >= span.start &&
      candidate.span.end <= span.end &&
      candidate.arguments.some((argument) => argument.kind === 'function' && argument.ref === fn),
  );
  if (!call) return undefined;
  const behind = call.arguments.slice(call.arguments.findIndex((argument) => argument.ref === fn) + 1);
  const options = call.arguments.slice(1).find((argument) => argument.kind === 'object');
  const limit = behind.find((argument) => argument.kind !== 'object');
  return { call, ...(options && { options }), ...(limit && { limit }) };
}
