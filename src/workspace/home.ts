import { homedir } from 'node:os';

/** The person's home folder as the system knows it; undefined for a user whom it does not know, as containers may have. */
export function systemHome(ask: () => string = homedir): string | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
