import { type PolluterPaint, polluterText } from '../reports/polluter-text.ts';
import type { ServerContext } from '../server/context.ts';
import { ToolError } from '../server/errors.ts';
import { type FoundPolluter, findPolluter } from '../server/find-polluter.ts';
import { polluterNextStep, type Ways } from '../server/next-steps.ts';
import { holdRun } from '../server/verify.ts';
import { plainAnswer } from '../untrusted/plain-answer.ts';
import type { RunInOrder } from '../verification/polluter/index.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { colors, print, printJson } from './output.ts';
import { openProgress } from './progress.ts';
import { interruptible, NO_LIMIT_MS, orApproved } from './run-tests.ts';
import { stopped } from './stopped.ts';
import { commandWays } from './ways.ts';

export interface PolluterOptions {
  readonly candidate?: readonly string[];
  readonly inOrder?: boolean;
  readonly isolateOff?: boolean;
  /** Seconds; none: until it is done. */
  readonly timeout?: number;
  readonly seed?: number;
  readonly format: 'text' | 'json';
}

const KIND_COLORS = { victim: colors.red, brittle: colors.red, none: colors.green, running: colors.yellow } as const;
const PAINT: PolluterPaint = { kind: (kind, text) => KIND_COLORS[kind](text), faint: colors.dim };

/** Finds who makes a test fail, or runs tests in just this order. Ctrl+C ends it with what is known so far. */
export async function polluter(
  tests: readonly string[],
  options: PolluterOptions,
  context: ServerContext,
): Promise<ExitCode> {
  return interruptible((signal) =>
    options.inOrder === true ? inOrder(tests, options, context, signal) : search(tests, options, context, signal),
  );
}

async function search(
  [victim, ...more]: readonly string[],
  { candidate, isolateOff, timeout, seed, format }: PolluterOptions,
  context: ServerContext,
  signal: AbortSignal,
): Promise<ExitCode> {
  if (victim === undefined || more.length > 0)
    throw new ToolError(
      'Name one victim, as "path::name". Tests that may be to blame come with --candidate; --in-order runs several tests in just this order.',
    );
  const progress = openProgress();
  const once = () =>
    findPolluter(
      {
        victim,
        candidates: candidate,
        isolate: isolateOff === true ? false : undefined,
        seed,
        timeoutMs: timeout === undefined ? NO_LIMIT_MS : timeout * 1000,
        signal,
        onProgress: ({ runs, text }) => progress.say(runs, text),
      },
      context,
    );
  const found = await orApproved(once, context).finally(() => progress.end());
  if (found.status === 'approval_required') return stopped(found);
  if (format === 'json') printJson(found);
  else print(`${polluterText(plainAnswer(found), PAINT)}\n${nextStep(found, await commandWays(context))}`);
  return exitOf(found);
}

function nextStep(found: FoundPolluter, ways: Ways): string {
  return found.status === 'running'
    ? 'Stopped before the end. The same command goes on where it was.'
    : polluterNextStep(found, ways);
}

function exitOf({ status, kind }: FoundPolluter): ExitCode {
  if (status === 'running') return EXIT.inconclusive;
  return kind === 'none' ? EXIT.ok : EXIT.found;
}

async function inOrder(
  tests: readonly string[],
  { isolateOff, timeout, format }: PolluterOptions,
  context: ServerContext,
  signal: AbortSignal,
): Promise<ExitCode> {
  const isolate = isolateOff === true ? false : undefined;
  const once = async () => {
    const held = await holdRun(context, tests, { in_order: true, ...(isolate === false && { isolate }) }, { signal });
    if (held) return held;
    const timeoutMs = timeout === undefined ? undefined : timeout * 1000;
    return {
      status: 'done' as const,
      ...(await (await context.finder()).inOrder(tests, { isolate, timeoutMs, signal })),
    };
  };
  const answer = await orApproved(once, context);
  if (answer.status === 'approval_required') return stopped(answer);
  if (format === 'json') printJson(answer);
  else print(inOrderText(plainAnswer(answer)));
  if (answer.outcome === 'passed') return EXIT.ok;
  return answer.outcome === 'failed' ? EXIT.found : EXIT.inconclusive;
}

function inOrderText({ outcome, reason, tests, limitations }: RunInOrder): string {
  return [
    `${outcome}${reason === undefined ? '' : ` (${reason})`}`,
    ...tests.flatMap(({ id, outcome: own, message }) => [
      `  ${own}: ${id}`,
      ...(message === undefined ? [] : message.split('\n').map((line) => `    ${line}`)),
    ]),
    ...limitations.map((line) => `note: ${line}`),
  ].join('\n');
}
