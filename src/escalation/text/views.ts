import { decodeBlobs, decodeEscapes } from './decode.ts';
import { fold } from './fold.ts';
import { glueLiterals } from './glue.ts';
import { type Squeezed, squeeze } from './squeeze.ts';

/** How a text was rewritten before it was matched. A person reads this to judge a hit in a text that looks harmless. */
export type ViewName = 'raw' | 'folded' | 'decoded' | 'glued' | 'blob' | 'squeezed';

export interface View {
  readonly name: ViewName;
  readonly text: string;
  readonly squeezed?: Squeezed;
}

/** Longer texts are not matched at all: they escalate. In UTF-16 code units. */
export const maxTextLength = 1024 * 1024;

/** The text as written and as someone could have meant it, cheapest first. Views that add nothing are left out. */
export function* viewsOf(raw: string): Generator<View> {
  yield { name: 'raw', text: raw };
  const folded = fold(raw);
  yield { name: 'folded', text: folded };

  const decoded = decodeEscapes(raw);
  const decodedFold = decoded === undefined ? folded : fold(decoded);
  if (decodedFold !== folded) yield { name: 'decoded', text: decodedFold };

  const glued = glueLiterals(decoded ?? raw);
  const gluedFold = glued === undefined ? decodedFold : fold(glued);
  if (gluedFold !== decodedFold) yield { name: 'glued', text: gluedFold };

  for (const blob of decodeBlobs(glued ?? decoded ?? raw)) {
    yield { name: 'blob', text: fold(decodeEscapes(blob) ?? blob) };
  }

  const squeezed = squeeze(gluedFold);
  if (squeezed.text !== gluedFold) yield { name: 'squeezed', text: squeezed.text, squeezed };
}
