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
    // Of the workspace, and of where its state lies.
    await context.state().catch(tell);
    await context.watchPatterns().catch(tell);
  };
  setTimeout(() => void begin(), QUIET_START).unref();
}
