import type { ServerContext } from '../server/context.ts';
import { serveStdio } from '../server/stdio.ts';
import { complain } from './output.ts';

/** Milliseconds in which a client gets its first answers undisturbed. */
const QUIET_START = 1_000;

/** Serves until stdin ends; the process then has nothing left to do and exits. */
export function serve(context: ServerContext): void {
  serveStdio(context);
  // A person who starts it by hand learns of a wrong root here; a client from its first call that needs one.
  const tell = (error: unknown) => complain(error instanceof Error ? error.message : String(error));
  const begin = async () => {
    // Tells of the workspace, and of where its state lies.
    await putInOrder(context).catch(tell);
    await context.watchPatterns().catch(tell);
  };
  const unlessOver = () => (process.stdin.readableEnded ? undefined : void begin());
  // What waits in stdin is read first: on a busy machine the time may be over before anything was read.
  setTimeout(() => setImmediate(unlessOver), QUIET_START).unref();
}

/** What a kill interrupted in an earlier run must not stay half done until somebody happens to edit again. */
async function putInOrder(context: ServerContext): Promise<void> {
  const [workspace, state] = [await context.workspace(), await context.state()];
  const { recoverAtStart } = await import('../fixes/rollback.ts');
  const stuck = await recoverAtStart(workspace, state);
  if (stuck.length === 0) return;
  complain(
    `An edit was interrupted, and these files could not be put back yet: ${stuck.join(', ')}. Their original bytes are kept; ` +
      'every apply_fixes and undo_fixes tries again. Make them plain files that may be written, or restore them from version control.',
  );
}
