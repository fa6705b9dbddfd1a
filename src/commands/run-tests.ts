import type { ServerContext } from '../server/context.ts';
import type { Held } from '../server/plan-action.ts';
import { approveHere } from './approve.ts';
import { EXIT } from './exit.ts';
import { terminal } from './output.ts';

/** What all commands that run tests share. */

/** A person who waits may stop it; a pipeline has its own limit. Milliseconds. */
export const NO_LIMIT_MS = 2 ** 31 - 1;

/** Ctrl+C ends the work with what is known so far. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once('SIGINT', onInterrupt);
  process.once('SIGTERM', onInterrupt);
  try {
    return await work(stop.signal);
  } finally {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
  }
}

/** The person at the terminal can lift at once what the gate stops. */
export async function orApproved<T extends { readonly status: string }>(
  once: () => Promise<T | Held>,
  context: ServerContext,
): Promise<T | Held> {
  const first = await once();
  if (!isHeld(first) || !terminal.isTTY) return first;
  const gate = await context.gate();
  const approval = await approveHere(first.approval_id, gate.approvals);
  return approval === EXIT.ok ? once() : first;
}

function isHeld(answer: { readonly status: string }): answer is Held {
  return answer.status === 'approval_required';
}
