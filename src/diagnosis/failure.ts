export const formatNames = [
  'pytest',
  'unittest',
  'vitest',
  'jest',
  'playwright',
  'mocha',
  'node:test',
  'traceback',
] as const;
/** Whose output it is. `traceback`: an error with its stack that no runner's frame surrounds. */
export type FormatName = (typeof formatNames)[number];

/** A place in a stack, as printed. */
export interface Frame {
  readonly path: string;
  readonly line: number;
}

/** One failure that the output tells of. Partial output gives partial failures. */
export interface Failure {
  readonly format: FormatName;
  /** As printed: `TestCart.test_total[eur]`, `cart > counts quantities`. */
  readonly test?: string;
  /** The test file, as printed. */
  readonly path?: string;
  readonly phase: 'test' | 'setup' | 'teardown' | 'collection' | 'outside';
  /** `AssertionError`, when known. */
  readonly error?: string;
  /** The error's first line. May be empty. */
  readonly message: string;
  /** Lines of the cleaned output that tell of it: `[start, end)`. */
  readonly start: number;
  readonly end: number;
  readonly frames: readonly Frame[];
}

export interface Format {
  readonly name: FormatName;
  /** In the order of the output; none when it is not this format. */
  parse(lines: readonly string[]): readonly Failure[];
}
