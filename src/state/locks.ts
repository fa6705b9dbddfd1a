import path from 'node:path';
import { StateError } from './error.ts';
import { makePrivateFolder } from './files.ts';

/** A holder that died is taken for dead after this time; holders renew twice as often. */
const staleMs = 10_000;

/**
 * Runs `task` while no other process (nor other caller in this one) holds the lock `name` in `folder`. Not reentrant.
 *
 * @throws {StateError} when the lock is not free within about 20 seconds.
 */
export async function withLock<T>(folder: string, name: string, task: () => Promise<T>): Promise<T> {
  await makePrivateFolder(folder);
  const target = path.join(folder, `${name}.lock`);
  const { lock } = await import('proper-lockfile');
  const release = await lock(target, {
    realpath: false,
    lockfilePath: target,
    stale: staleMs,
    retries: { retries: 260, factor: 1.2, minTimeout: 5, maxTimeout: 80, randomize: true },
    // The default throws outside of any call and would end the server. A lock is lost only when this process stood still.
    onCompromised: () => undefined,
  }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ELOCKED')) throw error;
    throw new StateError(
      `Another process has been working on this for over 20 seconds (lock ${target}). Wait for it to end and try again.`,
    );
  });
  try {
    return await task();
  } finally {
    // Fails when the lock was lost meanwhile; then there is nothing to give back.
    await release().catch(() => undefined);
  }
}
