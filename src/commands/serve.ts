import { createContext } from '../server/context.ts';
import { serveStdio } from '../server/stdio.ts';

/** Serves until stdin ends; the process then has nothing left to do and exits. */
export function serve(roots: readonly string[]): void {
  serveStdio(createContext({ roots, env: process.env, cwd: process.cwd() }));
}
