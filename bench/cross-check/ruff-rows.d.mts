import type { TestFile } from '../../src/analysis/facts.ts';

export interface Row {
  readonly codes: readonly string[];
  readonly rules: readonly string[];
  readonly part?: boolean;
  readonly in: 'tests' | 'async tests' | 'classes' | 'definitions' | 'file';
}

export interface Diagnostic {
  /** `invalid-syntax`, and nothing else, for a text that does not parse. */
  readonly code: string;
  readonly message: string;
  readonly line: number;
  readonly end: number;
  readonly column: number;
}

export declare const ROWS: readonly Row[];
export declare function ruff(codes: readonly string[]): Promise<(text: string) => readonly Diagnostic[]>;
export declare function speaksOf(row: Row, place: Diagnostic, text: string, facts: TestFile): boolean;
