import { parse } from 'smol-toml';
import type { ProjectFiles } from '../../language.ts';
import { argumentValues, shellWords } from './arguments.ts';
import { parseIni } from './ini.ts';

/** What a file says of an option: a text, or a TOML array whose items pytest takes as they are. */
export type OptionValue = string | readonly string[];
export type Options = ReadonlyMap<string, OptionValue>;

/** pytest's options, and the folder that they count from. */
export interface PytestConfig {
  readonly path: string;
  /** Folder of the config file, pytest's rootdir; `''` is the workspace root. */
  readonly folder: string;
  /** With what `-o name=value` in `addopts` puts over them. */
  readonly options: Options;
}

export interface ConfigSource {
  readonly name: string;
  /** Undefined when the file does not configure pytest. */
  read(text: string): Options | undefined;
}

/**
 * In pytest's own order (CONFIG_LOADERS_BY_NAME of its findpaths.py). Files named after pytest count even when they are
 * empty; the others only with a section for pytest.
 */
export const configSources: readonly ConfigSource[] = [
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

/** Looks up configs by folder, each folder's files once. */
export class Configs {
  private readonly files: ProjectFiles;
  private readonly known = new Map<string, PytestConfig | undefined>();

  constructor(files: ProjectFiles) {
    this.files = files;
  }

  /** The config that pytest would use for files in this folder: the first one found going up. */
  of(folder: string): PytestConfig | undefined {
    for (const at of upward(folder)) {
      const config = this.in(at);
      if (config) return config;
    }
    return undefined;
  }

  /** Every config on the way up: which one holds is up to the folder that the tests are run from. */
  above(folder: string): PytestConfig[] {
    return upward(folder).flatMap((at) => this.in(at) ?? []);
  }

  private in(folder: string): PytestConfig | undefined {
    if (!this.known.has(folder)) this.known.set(folder, configIn(folder, this.files));
    return this.known.get(folder);
  }
}

function configIn(folder: string, files: ProjectFiles): PytestConfig | undefined {
  for (const { name, read } of configSources) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const text = files.read(path);
    const options = text === undefined ? undefined : read(text);
    if (options) return { path, folder, options: overridden(options) };
  }
  return undefined;
}

function overridden(options: Options): Options {
  const overrides = argumentValues(argumentWords(options.get('addopts')), '-o', '--override-ini');
  if (overrides.length === 0) return options;
  return new Map([
    ...options,
    ...overrides.flatMap((override): [string, string][] => {
      const [, name, value = ''] = /^([^=]+)=([\s\S]*)$/.exec(override) ?? [];
      return name === undefined ? [] : [[name.trim(), value]];
    }),
  ]);
}

/** `a/b` -> `a/b`, `a`, ``. */
export function upward(folder: string): string[] {
  const parts = folder === '' ? [] : folder.split('/');
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), ''];
}

export function tomlTable(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined;
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

function tomlOptions(text: string, keys: readonly string[]): Options | undefined {
  const table = dig(tomlTable(text), keys);
  if (typeof table !== 'object' || table === null) return undefined;
  return new Map(
    Object.entries(table).map(([key, value]) => [key, Array.isArray(value) ? value.map(wordOf) : wordOf(value)]),
  );
}

/** Stands for a table, which no option takes as its value. */
const notAValue = '[object Object]';

/** Tables of TOML have no text of their own: asking for one throws. */
function wordOf(value: unknown): string {
  return typeof value === 'object' && value !== null && !(value instanceof Date) ? notAValue : String(value);
}

/** `[tool.pytest]` holds options itself since pytest 9; a table that only has other tools' tables does not. */
function plainOptions(options: Options | undefined): Options | undefined {
  return options && [...options.values()].some((value) => value !== notAValue) ? options : undefined;
}

/** A single value. */
export function textOf(value: OptionValue | undefined): string | undefined {
  return typeof value === 'string' ? value.trim() : value?.join('\n');
}

/** Names and patterns, apart by white space or commas. */
export function words(value: OptionValue | undefined): string[] {
  return (
    textOf(value)
      ?.split(/[\s,]+/)
      .filter((word) => word !== '') ?? []
  );
}

/** A `linelist`: one entry a line. */
export function lines(value: OptionValue | undefined): string[] {
  const entries = typeof value === 'string' ? value.split('\n') : (value ?? []);
  return entries.map((line) => line.trim()).filter((line) => line !== '');
}

/** `args`: words of a command line. */
export function argumentWords(value: OptionValue | undefined): string[] {
  return typeof value === 'string' ? shellWords(value) : [...(value ?? [])];
}

/** Undefined when it is not set. Words as in pytest's `_strtobool`. */
export function flag(value: OptionValue | undefined): boolean | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : /^(?:y|yes|t|true|on|1)$/i.test(text);
}
