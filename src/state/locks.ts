import { mkdir, readdir, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf } from '../error-code.ts';
import { StateError } from './error.ts';
import { absent, makePrivateFolder } from './files.ts';
import { lifeOf, newHolder, pidOf, processOf } from './holder.ts';

/** How long a caller waits for a lock before it is told who has it. */
const patienceMs = 20_000;
/** A holder of whom it cannot be known whether it lives renews its lock so often … */
const renewMs = 2_000;
/** … and is taken for dead when it has not while somebody waited for so long. */
const silentMs = 10_000;

/** Holders of ours that have ended but could not be removed: by us they are at the next turn, by others when this process has ended. */
const abandoned = new Set<string>();

/**
 * Runs `task` while no other process (nor other caller in this one) holds the lock `name` in `folder`. Not reentrant.
 *
 * A lock is a folder with one file in it, named after the holder. It is renamed into place whole, which works only where none
 * stands, or an empty one: so a lock always tells whose it is. The lock of one who died is taken by removing the file of that
 * name, which can never be the file of one who came later.
 *
 * @throws {StateError} when the lock is not free within about 20 seconds.
 */
export async function withLock<T>(folder: string, name: string, task: () => Promise<T>): Promise<T> {
  await makePrivateFolder(folder);
  const lock = path.join(folder, `${name}.lock`);
  const holder = await newHolder();
  const fresh = path.join(folder, `${holder}.tmp`);
  try {
    await mkdir(fresh, { mode: 0o700 });
    await writeFile(path.join(fresh, holder), '', { mode: 0o600 });
    await take(lock, fresh);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true }).catch(() => abandoned.add(holder));
    throw error;
  }
  const held = path.join(lock, holder);
  const renewal = setInterval(() => void renew(held), renewMs).unref();
  try {
    await removeLeftovers(folder, lock);
    return await task();
  } finally {
    clearInterval(renewal);
    await rm(held, { force: true }).catch(() => abandoned.add(holder));
    await rmdir(lock).catch(() => undefined);
  }
}

/** Renames `fresh` to `lock` as soon as that is free. */
async function take(lock: string, fresh: string): Promise<void> {
  const end = performance.now() + patienceMs;
  const silence = new Silence();
  for (let wait = 2; !(await placed(fresh, lock)); wait = Math.min(wait * 1.5, 60)) {
    const [holder] = (await readdir(lock).catch(absent)) ?? [];
    if (holder !== undefined && (await isGone(path.join(lock, holder), holder, silence))) {
      await rm(path.join(lock, holder), { force: true });
      continue;
    }
    // Nobody's, and Windows renames a folder only to where none stands.
    if (holder === undefined) await rmdir(lock).catch(() => undefined);
    if (performance.now() > end) throw busy(lock, holder);
    await pause(wait * (0.5 + Math.random()));
  }
}

async function placed(fresh: string, lock: string): Promise<boolean> {
  try {
    await rename(fresh, lock);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
    if (process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES' || code === 'EBUSY')) return false;
    throw error;
  }
}

async function isGone(file: string, holder: string, silence: Silence): Promise<boolean> {
  if (abandoned.has(holder)) return true;
  const life = await lifeOf(holder);
  if (life !== 'unknown') return life === 'dead';
  const renewed = (await stat(file).catch(absent))?.mtimeMs ?? 0;
  const who = processOf(holder);
  if (Math.abs(renewed - (lastSigns.get(who) ?? Number.NaN)) <= 2 * renewMs) return true;
  if (silence.of(holder, renewed) <= silentMs) return false;
  lastSigns.set(who, renewed);
  return true;
}

/**
 * When processes that were taken for dead renewed a lock for the last time. Their other locks, renewed last at about that time,
 * are not waited for one by one: one that died with thirty files in its hands would take five minutes.
 */
const lastSigns = new Map<string, number>();

/** Measures by our own clock how long a holder has not renewed its lock: the clock of a file server may differ. */
class Silence {
  private sign = '';
  private since = 0;

  of(holder: string, renewed: number): number {
    const sign = `${holder} ${renewed}`;
    if (sign !== this.sign) this.since = performance.now();
    this.sign = sign;
    return performance.now() - this.since;
  }
}

async function renew(held: string): Promise<void> {
  const now = new Date();
  await utimes(held, now, now).catch(() => undefined);
}

/** Removes what processes left that died with a lock, under a name that is perhaps never asked for again, or just before they had it. */
async function removeLeftovers(folder: string, own: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const entry = path.join(folder, name);
    if (entry === own) continue;
    const lock = path.extname(name) === '.lock';
    const [holder = ''] = lock ? ((await readdir(entry).catch(absent)) ?? []) : [path.basename(name, '.tmp')];
    if (holder === '' || !(abandoned.has(holder) || (await lifeOf(holder)) === 'dead')) continue;
    await rm(lock ? path.join(entry, holder) : entry, { recursive: true, force: true });
    // Not one that somebody took just now.
    if (lock) await rmdir(entry).catch(() => undefined);
  }
}

function busy(lock: string, holder = ''): StateError {
  return new StateError(
    `Another process (number ${pidOf(holder)}) has been working on this for over ${patienceMs / 1000} seconds (lock ${lock}). Wait for it to end and try again.`,
  );
}
