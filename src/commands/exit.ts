/** What the program answers to a script. */
export const EXIT = {
  ok: 0,
  /** There are findings of severity `error`, or the person said no. */
  found: 1,
  /** Called wrongly: unknown option, path outside the roots, unknown id. */
  usage: 2,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
