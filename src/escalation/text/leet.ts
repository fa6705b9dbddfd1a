/** Only letters and these digits, with a digit between letters: `pr0duct10n`, not `sha256`, `test1` or `utf8`. */
const word = /(?<![\p{L}\p{N}])(?=[\p{L}\p{N}]{0,40}[a-z][0134578]{1,4}[a-z])[a-z0134578]{4,40}(?![\p{L}\p{N}])/gu;
const letters: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', 8: 'b' };

/** Words of a folded text in which digits stand for letters, as those letters. `1` is read as `i` and as `l`. */
export function leetForms(folded: string): Set<string> {
  const read = (one: string) =>
    folded.replace(word, (found) => found.replace(/\d/g, (digit) => (digit === '1' ? one : (letters[digit] ?? digit))));
  const forms = new Set([read('i'), read('l')]);
  forms.delete(folded);
  return forms;
}
