/** What the program answers to a script. */
export const EXIT = {
  ok: 0,
  /** There are findings of severity `error`, a test is flaky or failing, a fix is not proved, or the person said no. */
  found: 1,
  /** Called wrongly: unknown option, path outside the roots, unknown id. */
  usage: 2,
  /** Too few runs to say anything: the time was used up, or no run gave a result. */
  inconclusive: 3,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
