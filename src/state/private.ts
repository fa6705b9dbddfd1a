import { chmod, lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { relativeInside } from '../workspace/contain.ts';
import { StateError } from './error.ts';
import { absent } from './files.ts';

/**
 * An agent may edit everything below its roots: state there would be its own. Links count as what they lead to.
 *
 * @throws {StateError}
 */
export async function refuseInside(home: string, roots: readonly string[]): Promise<void> {
  const real = await realPlace(home);
  for (const root of roots) {
    if (relativeInside(await realPlace(root), real, path) === undefined) continue;
    throw new StateError(
      `The state folder ${home} lies inside the workspace root ${root}, where an agent could edit approvals and the ledger. ` +
        'Allowed: a folder outside of every root. Point TESTING_PATTERNS_HOME or XDG_STATE_HOME elsewhere and start again.',
    );
  }
}

/**
 * Sees to it that a folder or file of ours is for its owner only. What is ours is tightened, with a warning where others
 * could have written; what belongs to somebody else is refused. Windows keeps such rights elsewhere: there nothing is looked at.
 *
 * @throws {StateError}
 */
export async function keepPrivate(entry: string): Promise<void> {
  const user = process.getuid?.();
  const found = user === undefined ? undefined : await lstat(entry).catch(absent);
  if (!found) return;
  if (found.isSymbolicLink())
    throw new StateError(`${entry} is a link, so that its contents may be anybody's. Remove the link and start again.`);
  if (found.uid !== user) {
    throw new StateError(
      `${entry} belongs to another user (uid ${found.uid}; this is uid ${user}), who could change approvals. ` +
        'Run this as that user, or point TESTING_PATTERNS_HOME to a folder of your own.',
    );
  }
  const mode = found.mode & 0o777;
  if ((mode & 0o077) === 0) return;
  await chmod(entry, mode & 0o700);
  if ((mode & 0o022) !== 0)
    process.emitWarning(
      `${entry} could be written by other users (mode ${mode.toString(8)}) and is private now. If you do not trust them, remove it: approvals in it may be theirs.`,
      'StateWarning',
    );
}

/** The real path of what there is of it, with the rest as it was named. */
async function realPlace(place: string): Promise<string> {
  const full = path.resolve(place);
  const real = await realpath(full).catch(absent);
  if (real !== undefined) return real;
  const above = path.dirname(full);
  return above === full ? full : path.join(await realPlace(above), path.basename(full));
}
