/**
 * Without what stands inside words and is not shown, or is put in by a shell: tags, comments and emphasis of markup,
 * `${name:-default}` as its default, and the marks of a comment or quote where it breaks a line.
 */
export function stripMarkup(text: string): string {
  if (!/[<*_~`$#>/\n]/.test(text)) return text;
  return text
    .replace(/\$\{\w{1,40}:?-([^{}\n]{0,200})\}/g, '$1')
    .replace(/(?<=\p{L})(?:<[^<>]{0,200}>){1,8}(?=\p{L})/gu, '')
    .replace(/(?<=\p{L})(?:\*{1,3}|_{2,3}|~~|`)(?=\p{L})/gu, '')
    .replace(/(?<=\p{L})-?\r?\n[ \t]{0,40}(?:#|\/\/|\*|>|--)[ \t#/*>]{0,40}(?=\p{L})/gu, '');
}
