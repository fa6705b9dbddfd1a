import { escaped } from './escape.ts';
import { withoutLookAlikes } from './look-alikes.ts';

/** Shown as nothing, as a plain blank, or in another order than they stand in. Tabs and line breaks are the caller's. */
const unseen = /[^\P{C}\t\n]|[^\P{Zs} ]|[\u2028\u2029\u2800\u3164\uFFA0\u115F\u1160]|\p{Default_Ignorable_Code_Point}/u;
/** Marks that strike a character out or box it in, and the third and later ones piled on it. No writing needs them. */
const covering = /[\u0334-\u0338\u20D0-\u20F0]|\p{Me}|(?<=\p{M}\p{M})[^\P{M}\P{Script=Inherited}]/u;
const hidden = new RegExp(`${unseen.source}|${covering.source}`, 'gu');

/**
 * A text as a person may read it before they decide: what they see is what is there, and no two texts look the same.
 * Whatever hides, reorders or poses as something else is written as `\u{…}`, and a `\u{` that stands in the text itself as
 * `\u{5c}u{`. Line breaks and tabs stay.
 */
export function visible(text: string): string {
  return withoutLookAlikes(text.replaceAll('\\u{', `${escaped('\\')}u{`).replace(hidden, escaped));
}

/** The same for what is one line: a break or tab in it would look like the next line of ours. */
export function visibleLine(text: string): string {
  return visible(text).replace(/[\n\t]/g, escaped);
}
