/**
 * A text as a terminal may show it: what a person sees is what is there. Control, bidirectional, zero-width and TAG
 * characters and escape sequences are written as `\u{…}`; line breaks and tabs stay.
 */
export function visible(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(/[^\P{C}\t\n]|[\u2028\u2029\u3164\uFFA0\u115F\u1160]|\p{Default_Ignorable_Code_Point}/gu, (character) => {
      const code = character.codePointAt(0) ?? 0;
      return `\\u{${code.toString(16)}}`;
    });
}
