import { z } from 'zod';
import type { PersistingFailure } from '../../escalation/action.ts';
import { type State, stableId } from '../../state/index.ts';

const Persisting = z.object({ test: z.string(), fixedAt: z.iso.datetime(), stillFailingAt: z.iso.datetime() });

const kind = 'persisting-failures';
/** A failure that nobody has seen for so long is history. Milliseconds. */
const ageMs = 90 * 24 * 60 * 60 * 1000;

/**
 * Keeps that a test still failed after a fix: a proof said `not_fixed`, or a campaign saw it fail after its plan had been
 * applied. One entry for each test: the first fix and the last failure.
 *
 * @param failure `test` as people see it, `path::name`
 */
export async function recordPersistingFailure(state: State, failure: PersistingFailure): Promise<void> {
  const store = state.store(kind, Persisting);
  const id = idOf(failure.test);
  await state.withLock(kind, async () => {
    const known = await store.read(id);
    const fixedAt = known && known.fixedAt < failure.fixedAt ? known.fixedAt : failure.fixedAt;
    const later = known && known.stillFailingAt > failure.stillFailingAt ? known : failure;
    await store.write(id, { test: failure.test, fixedAt, stillFailingAt: later.stillFailingAt });
  });
}

/** What the escalation gate asks for as its `history`. Sorted by test; entries of more than 90 days ago are dropped. */
export async function persistingFailures(state: State): Promise<readonly PersistingFailure[]> {
  const store = state.store(kind, Persisting);
  await store.removeOlderThan(ageMs);
  const found = await Promise.all((await store.ids()).map((id) => store.read(id)));
  return found.flatMap((entry) => entry ?? []).sort((a, b) => (a.test < b.test ? -1 : a.test > b.test ? 1 : 0));
}

/** Takes a test off the list: a proof has shown a later fix to hold. */
export async function forgetPersistingFailure(state: State, test: string): Promise<void> {
  await state.store(kind, Persisting).remove(idOf(test));
}

/** The same test always has the same id. */
function idOf(test: string): string {
  return stableId('persisting', [test]);
}
