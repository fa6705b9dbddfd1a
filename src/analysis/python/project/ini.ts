/** Sections of an ini file as Python's configparser and pytest's iniconfig read them: keys, `=` or `:`, indented continuation lines. */
export function parseIni(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let key: string | undefined;
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    const header = /^\[([^\]]+)\]/.exec(line)?.[1];
    if (header !== undefined) {
      section = sections.get(header) ?? new Map();
      sections.set(header, section);
      key = undefined;
    } else if (/^\s/.test(line)) {
      if (section && key !== undefined) section.set(key, `${section.get(key) ?? ''}\n${uncommented(line)}`.trim());
    } else {
      const [, name, value = ''] = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(line) ?? [];
      key = name?.trim();
      if (section && key !== undefined) section.set(key, uncommented(value));
    }
  }
  return sections;
}

function uncommented(value: string): string {
  return value.replace(/\s#.*$/, '').trim();
}
