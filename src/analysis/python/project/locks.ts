import { rangeOf } from './ranges.ts';
import { normalised, type Statement } from './requirements.ts';

export const lockFiles = ['uv.lock', 'poetry.lock', 'pdm.lock', 'pylock.toml'];

/**
 * `[[package]]` tables (`[[packages]]` in pylock.toml) and the Python that they were resolved for. Regular expressions, since
 * a lock file may have megabytes that a TOML parser would read for some numbers.
 */
export function lockedPackages(text: string): Statement[] {
  const python = /^requires-python = "([^"]+)"/m.exec(text)?.[1];
  return [
    ...(python === undefined ? [] : [{ name: 'python', version: rangeOf(python) }]),
    ...Array.from(
      text.matchAll(/^\[\[packages?\]\]\r?\nname = "([^"]+)"\r?\nversion = "([^"]+)"/gm),
      ([, name = '', version = '']) => ({ name: normalised(name), version: { exact: version } }),
    ),
  ];
}

/** Pipfile.lock, as pipenv indents it. */
export function pipfileLock(text: string): Statement[] {
  return Array.from(text.matchAll(/^ {8}"([^"]+)": \{([\s\S]*?)^ {8}\}/gm), ([, name = '', body = '']) => ({
    name: normalised(name),
    version: rangeOf(/"version": "([^"]+)"/.exec(body)?.[1] ?? ''),
  }));
}
