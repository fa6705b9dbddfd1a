import { parse } from 'smol-toml';
import type { ProjectFiles } from '../../language.ts';
import { parseIni } from './ini.ts';

/** pytest's options as text, and the folder that they count from. */
export interface PytestConfig {
  readonly path: string;
  /** Folder of the config file, pytest's rootdir; `''` is the workspace root. */
  readonly folder: string;
  readonly options: ReadonlyMap<string, string>;
}

/** In pytest's own order. `pytest.ini` counts even when it is empty; the others only with a section for pytest. */
const sources: readonly { readonly name: string; read(text: string): ReadonlyMap<string, string> | undefined }[] = [
  { name: 'pytest.toml', read: (text) => tomlOptions(text, ['pytest']) ?? new Map() },
  { name: '.pytest.toml', read: (text) => tomlOptions(text, ['pytest']) ?? new Map() },
  { name: 'pytest.ini', read: (text) => parseIni(text).get('pytest') ?? new Map() },
  { name: '.pytest.ini', read: (text) => parseIni(text).get('pytest') ?? new Map() },
  {
    name: 'pyproject.toml',
    read: (text) =>
      tomlOptions(text, ['tool', 'pytest', 'ini_options']) ?? plainOptions(tomlOptions(text, ['tool', 'pytest'])),
  },
  { name: 'tox.ini', read: (text) => parseIni(text).get('pytest') },
  { name: 'setup.cfg', read: (text) => parseIni(text).get('tool:pytest') },
];

/** The config that pytest would use for files in this folder: the first one found going up. */
export function findConfig(folder: string, files: ProjectFiles): PytestConfig | undefined {
  for (const at of upward(folder)) {
    for (const { name, read } of sources) {
      const path = at === '' ? name : `${at}/${name}`;
      const text = files.read(path);
      const options = text === undefined ? undefined : read(text);
      if (options) return { path, folder: at, options };
    }
  }
  return undefined;
}

/** `a/b` -> `a/b`, `a`, ``. */
export function upward(folder: string): string[] {
  const parts = folder === '' ? [] : folder.split('/');
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), ''];
}

export function tomlTable(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // A broken file configures nothing; pytest itself says so when it runs.
    return undefined;
  }
}

export function dig(value: unknown, keys: readonly string[]): unknown {
  let at = value;
  for (const key of keys) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = Reflect.get(at, key);
  }
  return at;
}

function tomlOptions(text: string, keys: readonly string[]): ReadonlyMap<string, string> | undefined {
  const table = dig(tomlTable(text), keys);
  if (typeof table !== 'object' || table === null) return undefined;
  return new Map(
    Object.entries(table).map(([key, value]) => [key, Array.isArray(value) ? value.join('\n') : String(value)]),
  );
}

/** `[tool.pytest]` holds options itself since pytest 9; a table that only has other tools' tables does not. */
function plainOptions(options: ReadonlyMap<string, string> | undefined): ReadonlyMap<string, string> | undefined {
  return options && [...options.values()].some((value) => value !== '[object Object]') ? options : undefined;
}

export function words(value: string | undefined): string[] {
  return value?.split(/[\s,]+/).filter((word) => word !== '') ?? [];
}
