import { z } from 'zod';
import { type StateRequest, stateKinds } from './state.ts';

/**
 * What a driver tells, one JSON object a line, on a pipe of its own (never stdout: tests print there). The first event is
 * `run:start`, the last `run:end`; a stream without its end is a crash.
 */
const TestId = z.string();

const ErrorText = z.object({
  message: z.string(),
  name: z.string().exactOptional(),
  stack: z.string().exactOptional(),
});

export const RunStart = z.object({
  type: z.literal('run:start'),
  run: z.string(),
  runner: z.string(),
  version: z.string(),
  planned: z.array(TestId),
});

/** Only when listing. */
export const Listed = z.object({ type: z.literal('listed'), id: TestId });

/** Right before a test (its set-up included) begins: names the test that a dying process took along. */
export const TestStart = z.object({ type: z.literal('test:start'), id: TestId, attempt: z.number() });

export const TestEnd = z.object({
  type: z.literal('test'),
  id: TestId,
  position: z.number(),
  attempt: z.number(),
  outcome: z.enum(['passed', 'failed', 'skipped']),
  ms: z.number(),
  seed: z.number(),
  error: ErrorText.exactOptional(),
  /** Failed tries that the runner's own retry followed by another. */
  retried: z.number().exactOptional(),
  assertions: z.number().exactOptional(),
});

export const Problem = z.object({
  type: z.literal('problem'),
  scope: z.enum(['collection', 'run']),
  message: z.string(),
  file: z.string().exactOptional(),
  stack: z.string().exactOptional(),
});

/** Something the runner cannot do as asked, in words for people. */
export const Limitation = z.object({ type: z.literal('limitation'), text: z.string() });

const StateKey = { kind: z.enum(stateKinds), name: z.string() };

/** After a test or the loading of a file, when anything is no longer as it was at the last look. Never empty. */
export const State = z.object({
  type: z.literal('state'),
  by: z.string(),
  changes: z.array(
    z.object({
      ...StateKey,
      before: z.string(),
      after: z.string(),
      back: z.boolean(),
      restorable: z.boolean(),
      file: z.string().exactOptional(),
    }),
  ),
});

export const Restored = z.object({
  type: z.literal('restored'),
  ...StateKey,
  done: z.boolean(),
  reason: z.string().exactOptional(),
});

export const Writer = z.object({ type: z.literal('writer'), ...StateKey, file: z.string(), line: z.number() });

export const RunEnd = z.object({ type: z.literal('run:end'), executed: z.array(TestId) });

export const DriverEvent = z.discriminatedUnion('type', [
  RunStart,
  Listed,
  TestStart,
  TestEnd,
  Problem,
  Limitation,
  State,
  Restored,
  Writer,
  RunEnd,
]);
export type DriverEvent = z.infer<typeof DriverEvent>;

/** What a driver is told, as JSON in the file named by `TESTING_PATTERNS_PLAN`. */
export interface DriverPlan {
  readonly mode: 'run' | 'list';
  readonly run: string;
  /** Real path; ids are relative to it. */
  readonly folder: string;
  /** Relative to `folder`, in the order of the first test of each. */
  readonly files: readonly string[];
  /** Empty when listing. */
  readonly tests: readonly string[];
  readonly repeats: number;
  readonly workers: number;
  readonly seed: number;
  readonly clockShiftMs: number;
  readonly countAssertions: boolean;
  readonly state?: StateRequest;
  readonly isolate?: false;
  /** File descriptor to write events to, in the runner's main process only. */
  readonly channel: number;
}

/** One line of the stream; undefined when it is none of ours (cut short by a kill, or written by somebody else). */
export function parseEvent(line: string): DriverEvent | undefined {
  try {
    return DriverEvent.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
