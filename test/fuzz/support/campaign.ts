import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { z } from 'zod';

/** One part of the program under fire: what it is given, and what must hold of its answer. */
export interface Target<T> {
  readonly name: string;
  /** Of 20,000 cases. */
  readonly cases: number;
  readonly inputs: fc.Arbitrary<T>;
  /** Called once for each chunk of cases, so that what a target keeps on disk does not grow without end. */
  open(): Promise<Attack<T>>;
}

export interface Attack<T> {
  /** What is wrong with the answer, in words; empty when all is well. Throwing is wrong, too. */
  check(input: T): Promise<readonly string[]> | readonly string[];
  close?(): Promise<void>;
}

export interface Outcome {
  readonly cases: number;
  readonly failures: readonly string[];
}

const usualCases = 20_000;
const chunkCases = 1_000;
/** Milliseconds of processor time for one case. All of them are small: the slowest takes a tenth of it. */
const slowest = 4_000;

const Setting = z.object({
  /** A million, once: each run has another seed then. */
  TESTING_PATTERNS_FUZZ_CASES: z.coerce.number().int().positive().default(usualCases),
  TESTING_PATTERNS_FUZZ_SEED: z.coerce.number().int().default(8),
  /** A file of JSON lines; chunks that stand in it are not run again. */
  TESTING_PATTERNS_FUZZ_LOG: z.string().optional(),
});
const Line = z.object({ target: z.string(), seed: z.number(), cases: z.number(), failure: z.string().optional() });

const setting = Setting.parse(process.env);

/** Vitest's limit for one target, in milliseconds. */
export const patience = setting.TESTING_PATTERNS_FUZZ_CASES * 50;

/** Fires a target's share of the cases at it. After a failure the next chunk goes on; the failing input is made small. */
export async function fire<T>(target: Target<T>): Promise<Outcome> {
  const {
    TESTING_PATTERNS_FUZZ_CASES: total,
    TESTING_PATTERNS_FUZZ_SEED: first,
    TESTING_PATTERNS_FUZZ_LOG: log,
  } = setting;
  const wanted = Math.ceil((target.cases * total) / usualCases);
  const known = linesOf(log).filter((line) => line.target === target.name);
  const failures = known.flatMap(({ failure }) => failure ?? []);
  let cases = known.reduce((sum, line) => sum + line.cases, 0);
  for (let seed = first; cases < wanted; seed += 1) {
    if (known.some((line) => line.seed === seed)) continue;
    const before = process.cpuUsage();
    const chunk = Math.min(chunkCases, wanted - cases);
    const failure = await fireChunk(target, seed, chunk);
    cases += chunk;
    if (failure !== undefined) failures.push(failure);
    const { user, system } = process.cpuUsage(before);
    const ms = Math.round((user + system) / 1000);
    if (log) appendFileSync(log, `${JSON.stringify({ target: target.name, seed, cases: chunk, ms, failure })}\n`);
  }
  return { cases: Math.min(cases, wanted), failures };
}

async function fireChunk<T>(target: Target<T>, seed: number, numRuns: number): Promise<string | undefined> {
  const attack = await target.open();
  const property = fc.asyncProperty(target.inputs, async (input) => {
    const before = process.cpuUsage();
    const problems = await attack.check(input);
    const { user, system } = process.cpuUsage(before);
    const ms = Math.round((user + system) / 1000);
    const slow = ms > slowest ? [`took ${ms} ms of processor time`] : [];
    if (problems.length + slow.length > 0) throw new Error([...problems, ...slow].join('\n'));
  });
  try {
    // Making a failing input small must end.
    const result = await fc.check(property, { seed, numRuns, interruptAfterTimeLimit: 600_000 });
    if (!result.failed) return undefined;
    const error = result.errorInstance instanceof Error ? result.errorInstance.stack : String(result.errorInstance);
    return `${target.name}, seed ${seed}: ${error}\n${fc.stringify(result.counterexample)}`;
  } finally {
    await attack.close?.();
  }
}

function linesOf(log: string | undefined): z.infer<typeof Line>[] {
  if (log === undefined || !existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => Line.parse(JSON.parse(line)));
}
