/** A proof that cannot be made as asked. The message says what is wrong, what is allowed and what to do next. */
export class ProofError extends Error {
  override readonly name = 'ProofError';
}
