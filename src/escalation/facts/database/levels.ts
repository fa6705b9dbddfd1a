/** One of the brackets that an offset stands in, or the file itself. */
export interface Level {
  /** Missing for the file itself. */
  readonly open?: '(' | '[' | '{';
  /** Offset of the bracket; 0 for the file. */
  readonly start: number;
  /** Where the argument, property or statement begins that holds the offset. */
  readonly piece: number;
  /** Where what is known of it ends: at the offset, or at the next inner bracket. */
  readonly end: number;
}

/** More brackets around an address than this are not looked at. */
const maxLevels = 8;

/**
 * What each offset stands in, innermost first. `code` has blanks for strings and comments, so that their brackets do not count;
 * offsets ascend. One pass, whatever the text.
 */
export function levelsAt(code: string, offsets: readonly number[]): Level[][] {
  const open: { bracket?: '(' | '[' | '{'; start: number; piece: number }[] = [{ start: 0, piece: 0 }];
  const found: Level[][] = [];
  let at = 0;
  for (const offset of offsets) {
    for (; at < offset; at++) {
      const character = code[at];
      const top = open.at(-1);
      if (character === '(' || character === '[' || character === '{')
        open.push({ bracket: character, start: at, piece: at + 1 });
      else if (character === ')' || character === ']' || character === '}') {
        if (open.length > 1) open.pop();
      } else if (top && (character === ',' || character === ';')) top.piece = at + 1;
    }
    let end = offset;
    const levels: Level[] = [];
    for (let depth = open.length - 1; depth >= 0 && levels.length < maxLevels; depth--) {
      const level = open[depth];
      if (!level) break;
      levels.push({
        ...(level.bracket === undefined ? {} : { open: level.bracket }),
        start: level.start,
        piece: level.piece,
        end,
      });
      end = level.start;
    }
    found.push(levels);
  }
  return found;
}
