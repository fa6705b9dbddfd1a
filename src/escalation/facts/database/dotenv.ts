export interface Variable {
  readonly name: string;
  readonly value: string;
  /** 1-based. */
  readonly line: number;
}

export type Lookup = (name: string) => string | undefined;

/** Longer values are cut, those that grow out of references too. In UTF-16 code units. */
const maxValue = 1_000;

/** The variables of a `.env` file: `export`, quotes, comments behind values, references to earlier ones. Read line by line. */
export function readDotenv(text: string, outer: Lookup = () => undefined): Variable[] {
  const known = new Map<string, string>();
  return text.split('\n').flatMap((line, index) => {
    const [, name, written = ''] = /^\s*(?:export\s+)?([\w.-]{1,200})\s*[=:]\s*(.*?)\r?$/.exec(line) ?? [];
    if (name === undefined) return [];
    const quoted = /^(["'`])(.*)/.exec(written);
    const end = quoted ? closing(quoted[2] ?? '', quoted[1] ?? '') : -1;
    const plain = quoted && end >= 0 ? (quoted[2] ?? '').slice(0, end) : written.replace(/(?:^|\s)#.*$/, '').trimEnd();
    const value = quoted?.[1] === "'" ? plain : interpolate(plain, (each) => known.get(each) ?? outer(each));
    known.set(name, value);
    return { name, value, line: index + 1 };
  });
}

function closing(text: string, quote: string): number {
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === quote) return at;
  }
  return -1;
}

const reference = /\$\$|\$\{([A-Za-z_]\w*)(?:(:?[-+?])([^{}]*))?\}|\$([A-Za-z_]\w*)/g;

/**
 * `$NAME`, `${NAME}`, `${NAME:-default}` as shells and compose fill them in, defaults in defaults too. What nobody knows becomes
 * `<NAME>`, which no host is.
 */
export function interpolate(text: string, lookup: Lookup): string {
  let value = text.slice(0, maxValue);
  for (let depth = 0; depth < 4 && value.includes('$'); depth++) {
    let length = 0;
    value = value.replace(reference, (whole, braced?: string, how = '', other = '', bare?: string) => {
      if (whole === '$$' || length > maxValue) return '';
      const filled = fill(braced ?? bare ?? '', how, other, lookup);
      length += filled.length;
      return filled;
    });
  }
  return value.slice(0, maxValue);
}

function fill(name: string, how: string, other: string, lookup: Lookup): string {
  const found = lookup(name);
  const isSet = found !== undefined && !(how.startsWith(':') && found === '');
  if (how.endsWith('+')) return isSet ? other : '';
  if (isSet) return found;
  return how.endsWith('-') ? other : `<${name}>`;
}
