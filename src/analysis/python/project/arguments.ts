/** Splits a command line as a POSIX shell does (Python's `shlex.split`): quotes group, a backslash takes the next character as it is. */
export function shellWords(text: string): string[] {
  const words: string[] = [];
  for (const [, word = ''] of text.matchAll(/((?:'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\\[\s\S]|[^\s'"\\])+)/g)) {
    words.push(
      word.replace(
        /'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])/g,
        (_, single?: string, double?: string, escaped?: string) =>
          single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? '',
      ),
    );
  }
  return words;
}

/** The values that command line words give an option: `--name value`, `--name=value`, and for a short one also `-nvalue`. First to last. */
export function argumentValues(words: readonly string[], ...names: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    for (const name of names) {
      if (word === name) return words[index + 1] ?? [];
      if (name.startsWith('--') ? word.startsWith(`${name}=`) : isShortWithValue(word, name))
        return word.slice(name.length).replace(/^=/, '');
    }
    return [];
  });
}

function isShortWithValue(word: string, name: string): boolean {
  return word.startsWith(name) && !word.startsWith('--');
}
