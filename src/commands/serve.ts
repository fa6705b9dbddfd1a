import type { ServerContext } from '../server/context.ts';
import { serveStdio } from '../server/stdio.ts';
import { complain } from './output.ts';

/** Milliseconds in which a client gets its first answers undisturbed. */
const QUIET_START = 1_000;

/** Serves until stdin ends; the process then has nothing left to do and exits. */
export function serve(context: ServerContext): void {
  serveStdio(context);
  // A person who starts it by hand learns of a wrong root here; a client from its first call that needs one.
  const check = () =>
    context.workspace().catch((error: unknown) => complain(error instanceof Error ? error.message : ''));
  const watch = async () => (await context.library()).watch();
  setTimeout(() => void check().then(watch), QUIET_START).unref();
}
