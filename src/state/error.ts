/** Something kept by this program is missing, damaged or in use. The message says what to do. */
export class StateError extends Error {
  override readonly name = 'StateError';
}
