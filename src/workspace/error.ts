/** A path or root that this server may not or cannot use. The message says what is wrong, what was allowed, and what to do. */
export class WorkspaceError extends Error {
  override readonly name = 'WorkspaceError';
}
