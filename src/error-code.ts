/** What the system calls a failure: `ENOENT`. Undefined for errors that are none of the system's. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
