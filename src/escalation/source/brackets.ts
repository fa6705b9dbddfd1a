/** How many brackets code opens and does not close; below zero when it closes more. */
export function openBrackets(code: string): number {
  let open = 0;
  for (const character of code) open += stepOf(character);
  return open;
}

/** How often an expression that ends with an opening bracket matches inside the brackets of its own matches, at most. */
export function deepestNesting(code: string, opening: RegExp): number {
  const starts = new Set([...code.matchAll(opening)].map(({ index, 0: head }) => index + head.indexOf('(')));
  if (starts.size === 0) return 0;
  const inside: boolean[] = [];
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < code.length; at++) {
    const step = stepOf(code.charAt(at));
    if (step > 0) {
      inside.push(starts.has(at));
      if (starts.has(at)) depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (step < 0 && inside.pop()) depth -= 1;
  }
  return deepest;
}

/** Where the bracket that closes at `close` opens; -1 when nowhere. */
export function openingOf(code: string, close: number): number {
  let open = 0;
  for (let at = close; at >= 0; at--) {
    open -= stepOf(code.charAt(at));
    if (open === 0) return at;
  }
  return -1;
}

function stepOf(character: string): number {
  return '([{'.includes(character) ? 1 : ')]}'.includes(character) ? -1 : 0;
}
