import { dig, tomlTable } from './config.ts';
import { parseIni } from './ini.ts';
import { anyOf, rangeOf } from './ranges.ts';
import { normalised, requirements, type Statement } from './requirements.ts';

/** PEP 621, dependency groups (PEP 735), PDM, uv, Hatch, Poetry. */
export function pyproject(text: string): Statement[] {
  const table = tomlTable(text);
  const poetry = dig(table, ['tool', 'poetry']);
  return [
    ...python(dig(table, ['project', 'requires-python'])),
    ...[
      dig(table, ['project', 'dependencies']),
      ...values(dig(table, ['project', 'optional-dependencies'])),
      ...values(dig(table, ['dependency-groups'])),
      ...values(dig(table, ['tool', 'pdm', 'dev-dependencies'])),
      dig(table, ['tool', 'uv', 'dev-dependencies']),
      ...values(dig(table, ['tool', 'hatch', 'envs'])).flatMap((environment) => [
        dig(environment, ['dependencies']),
        dig(environment, ['extra-dependencies']),
      ]),
    ].flatMap((list) => requirements(texts(list))),
    ...[
      dig(poetry, ['dependencies']),
      dig(poetry, ['dev-dependencies']),
      ...values(dig(poetry, ['group'])).map((group) => dig(group, ['dependencies'])),
    ].flatMap(versionTable),
  ];
}

export function pipfile(text: string): Statement[] {
  const table = tomlTable(text);
  return [
    ...python(dig(table, ['requires', 'python_full_version']) ?? series(dig(table, ['requires', 'python_version']))),
    ...versionTable(dig(table, ['packages'])),
    ...versionTable(dig(table, ['dev-packages'])),
  ];
}

export function setupCfg(text: string): Statement[] {
  const sections = parseIni(text);
  const options = sections.get('options');
  return [
    ...python(options?.get('python_requires')),
    ...[
      options?.get('install_requires'),
      options?.get('tests_require'),
      ...(sections.get('options.extras_require')?.values() ?? []),
    ].flatMap((list) => requirements(list?.split('\n') ?? [])),
  ];
}

/** `deps` of the environments; a factor in front (`py38: pytest<8`) makes it hold for some of them. */
export function toxIni(text: string): Statement[] {
  return [...parseIni(text)]
    .filter(([section]) => section.startsWith('testenv'))
    .flatMap(([, options]) => options.get('deps')?.split('\n') ?? [])
    .flatMap((line) => requirements([line.replace(/^[\w{},.!-]+:\s+/, '')]));
}

/** setup.py is a program; its lists are mostly written out. */
export function setupPy(text: string): Statement[] {
  const lists = text.matchAll(/\b(?:install_requires|tests_require)\s*=\s*\[([^\]]*)\]/g);
  return [
    ...python(/\bpython_requires\s*=\s*["']([^"']+)["']/.exec(text)?.[1]),
    ...Array.from(lists, ([, list = '']) => list).flatMap((list) =>
      requirements(Array.from(list.matchAll(/["']([^"'\n]+)["']/g), ([, item = '']) => item)),
    ),
  ];
}

/** pyenv's and uv's `.python-version`: one version a line, as exact as the user wants it. */
export function pythonVersionFile(text: string): Statement[] {
  const versions = text.split(/\s+/).filter((line) => /^\d/.test(line));
  return versions.length === 0
    ? []
    : [{ name: 'python', version: anyOf(versions.map((version) => rangeOf(series(version)))) }];
}

/** `3.12` means any 3.12. */
function series(version: unknown): string {
  return typeof version !== 'string' ? '' : /^\d+\.\d+$/.test(version) ? `==${version}.*` : `==${version}`;
}

function python(specifier: unknown): Statement[] {
  return typeof specifier === 'string' && specifier !== '' ? [{ name: 'python', version: rangeOf(specifier) }] : [];
}

/** `name = "^1.2"`, `name = { version = "…" }`, or a list of such for different environments. */
function versionTable(table: unknown): Statement[] {
  if (typeof table !== 'object' || table === null) return [];
  return Object.entries(table).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((entry: unknown) => {
      const written = typeof entry === 'string' ? entry : dig(entry, ['version']);
      return { name: normalised(name), version: typeof written === 'string' ? rangeOf(written) : {} };
    }),
  );
}

function values(table: unknown): unknown[] {
  return typeof table === 'object' && table !== null ? Object.values(table) : [];
}

function texts(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}
