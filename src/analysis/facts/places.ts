/** Half-open range `[start, end)` in UTF-16 code units of the source text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where a name comes from when it is imported. */
export interface Origin {
  /** The module as written: `vitest`, `./helpers`, `app.services`, `.conftest`. */
  readonly module: string;
  /** The exported name; `*` for a namespace, `default` for a default import. */
  readonly name: string;
}
