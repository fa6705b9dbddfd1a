/** Does a workspace path fit a glob as runners write them (`**`, `*`, `?`, `[ab]`, `{a,b}`, `?(x)`, `@(x|y)`)? */
export function fitsGlob(glob: string, path: string): boolean {
  const known = compiled.get(glob) ?? compile(glob);
  compiled.set(glob, known);
  return known?.test(path) ?? false;
}

/** `vitest.config.{unit,e2e}.ts`: each name it stands for. */
export function expandBraces(glob: string): string[] {
  const found = /\{([^{}]*)\}/.exec(glob);
  if (!found) return [glob];
  const before = glob.slice(0, found.index);
  const after = glob.slice(found.index + found[0].length);
  return (found[1] ?? '').split(',').flatMap((part) => expandBraces(before + part + after));
}

const compiled = new Map<string, RegExp | undefined>();

function compile(glob: string): RegExp | undefined {
  const plain = glob.replace(/^(?:\.\/)+/, '').replace(/\/$/, '');
  let pattern = '';
  const closers: string[] = [];
  for (let at = 0; at < plain.length; at += 1) {
    const char = plain[at] ?? '';
    const rest = plain.slice(at);
    if (rest.startsWith('**/')) {
      pattern += '(?:[^/]+/)*';
      at += 2;
    } else if (rest.startsWith('**')) {
      pattern += '.*';
      at += 1;
    } else if (/^[?*+@!]\(/.test(rest)) {
      // `!(x)` is rare and taken for "anything".
      pattern += char === '!' ? '(?:[^/]*|' : '(?:';
      // Bounded, so that no config can make matching slow.
      closers.push({ '?': ')?', '+': '){1,3}', '*': '){0,3}' }[char] ?? ')');
      at += 1;
    } else if (char === '{') {
      pattern += '(?:';
      closers.push('}');
    } else if (char === '}' && closers.at(-1) === '}') {
      pattern += ')';
      closers.pop();
    } else if (char === ')' && closers.at(-1)?.startsWith(')')) pattern += closers.pop() ?? '';
    else if ((char === ',' && closers.at(-1) === '}') || (char === '|' && closers.length > 0)) pattern += '|';
    else if (char === '*') pattern += '[^/]*';
    else if (char === '?') pattern += '[^/]';
    else if (char === '[' || char === ']') pattern += char;
    else pattern += char.replace(/[\\^$+.()|{}]/g, '\\$&');
  }
  try {
    return new RegExp(`^${pattern}$`);
  } catch {
    return undefined;
  }
}
