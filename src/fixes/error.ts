/** A fix, plan or undo that cannot be had. Nothing was changed. The message says what was wrong, what was allowed, what to do next. */
export class FixError extends Error {
  override readonly name = 'FixError';
}
