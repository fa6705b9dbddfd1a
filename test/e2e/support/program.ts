import { fileURLToPath } from 'node:url';

/** The built program: what a user gets. */
export const program = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));
export const projectFolder = fileURLToPath(new URL('../../..', import.meta.url));
export const tap = fileURLToPath(new URL('tap.mjs', import.meta.url));

/** The environment of a child: nothing of ours but what it needs to start, and folders of its own. */
export function cleanEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    USERPROFILE: home,
    XDG_STATE_HOME: `${home}/state`,
    TESTING_PATTERNS_HOME: `${home}/testing-patterns`,
  };
}
