/**
 * What no reader may get, written down once more: controls but tab and line feed, half pairs, bidi controls, TAGs, fillers, what is
 * no character, a joiner in a Latin word.
 */
export const harmful =
  /[^\P{Cc}\t\n]|\p{Cs}|\p{Bidi_Control}|[\u2028\u2029\uFFF9-\uFFFB\uFFFE\uFFFF]|\u034F|[\u115F\u1160\u3164\uFFA0\u00AD]|[\u200B\u2060-\u206F\uFEFF]|[\u{E0000}-\u{E0FFF}]|(?<=[a-z])(?:\u200C|\u200D|\uFE0E|\uFE0F)/u;
