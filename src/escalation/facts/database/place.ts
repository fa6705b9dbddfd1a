import type { RemoteDatabase } from './address.ts';

/** A database that a text names, and where. */
export interface PlacedDatabase extends RemoteDatabase {
  /** 1-based. */
  readonly line: number;
}

/** First line, 1-based, that holds one of these outside of a comment, sought in this order; 1 when none does. */
export function lineOf(text: string, ...wanted: readonly string[]): number {
  const lines = text.split('\n');
  for (const part of wanted) {
    const index = part === '' ? -1 : lines.findIndex((line) => line.includes(part) && !/^\s*(?:#|\/\/)/.test(line));
    if (index >= 0) return index + 1;
  }
  return 1;
}
