/** A campaign that cannot be started, continued or replayed. The message says what was wrong, what was allowed, and what to do next. */
export class VerificationError extends Error {
  override readonly name = 'VerificationError';
}
