/** A path that was checked to lie inside a workspace root. */
export interface Located {
  /** Real path of the root it lies in. */
  readonly root: string;
  /** Relative to the root, `/`-separated; `.` for the root itself. */
  readonly path: string;
  /** Absolute real path (links resolved as far as the path exists). Use this one, never the caller's spelling. */
  readonly real: string;
  /** What people see: `path`, prefixed by the root's name when there are several roots. `Workspace.locate` takes it back. */
  readonly display: string;
}
