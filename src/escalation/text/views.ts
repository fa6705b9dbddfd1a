import { decodeBlobs, decodeEscapes } from './decode.ts';
import { fold } from './fold.ts';
import { glueLiterals } from './glue.ts';
import { leetForms } from './leet.ts';
import { type Squeezed, squeeze } from './squeeze.ts';
import { stripMarkup } from './strip.ts';

/** How a text was rewritten before it was matched. A person reads this to judge a hit in a text that looks harmless. */
export type ViewName = 'raw' | 'folded' | 'decoded' | 'glued' | 'stripped' | 'digits' | 'blob' | 'squeezed';

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

  const once = decodeEscapes(raw);
  const onceFold = once === undefined ? folded : fold(once);
  if (onceFold !== folded) yield { name: 'decoded', text: onceFold };
  const twice = once === undefined ? undefined : decodeEscapes(once);
  const decodedFold = twice === undefined ? onceFold : fold(twice);
  if (decodedFold !== onceFold) yield { name: 'decoded', text: decodedFold };
  const decoded = twice ?? once ?? raw;

  const glued = glueLiterals(decoded) ?? decoded;
  const gluedFold = glued === decoded ? decodedFold : fold(glued);
  if (gluedFold !== decodedFold) yield { name: 'glued', text: gluedFold };

  const stripped = stripMarkup(glued);
  const strippedFold = stripped === glued ? gluedFold : fold(stripped);
  if (strippedFold !== gluedFold) yield { name: 'stripped', text: strippedFold };

  for (const text of leetForms(strippedFold)) yield { name: 'digits', text };

  for (const blob of decodeBlobs(glued)) yield { name: 'blob', text: fold(decodeEscapes(blob) ?? blob) };

  const words = squeeze(gluedFold);
  if (words.text !== gluedFold) yield { name: 'squeezed', text: words.text, squeezed: words };
  const shown = squeeze(strippedFold);
  // What the marks enclosed is gone from it; words that only they parted are whole.
  if (shown.text !== words.text) yield { name: 'squeezed', text: shown.text, squeezed: shown };
}
