/** A text with all but letters and digits taken out, and the way back to where each letter stood. */
export interface Squeezed {
  readonly text: string;
  /** True when the hit [start, end) of the squeezed text starts and ends where words of the original do. */
  isWholeWords(start: number, end: number): boolean;
}

/**
 * `p r o d u c t i o n` reads as `production`. The word check keeps `stop rod` from reading as `prod`.
 */
export function squeeze(folded: string): Squeezed {
  const text = folded.replace(/[^\p{L}\p{N}]+/gu, '');
  let offsets: number[] | undefined;
  const offsetsOf = (): number[] => {
    offsets ??= [...folded.matchAll(/[\p{L}\p{N}]/gu)].flatMap(({ index, 0: letter }) =>
      Array<number>(letter.length).fill(index),
    );
    return offsets;
  };
  const letterAt = (at: number): boolean => /[\p{L}\p{N}]/u.test(folded.charAt(at));
  return {
    text,
    isWholeWords(start, end) {
      const first = offsetsOf()[start];
      const last = offsetsOf()[end - 1];
      if (first === undefined || last === undefined) return false;
      return !letterAt(first - 1) && !letterAt(last + 1);
    },
  };
}
