import type { ProjectFiles } from '../../language.ts';
import { dig, tomlTable, upward } from './config.ts';

/** Distributions by normalised name; the version where a lock or a pin tells it. */
export type Distributions = ReadonlyMap<string, string | undefined>;

const requirementFiles = [
  ...[
    'requirements.txt',
    'requirements-dev.txt',
    'requirements-test.txt',
    'requirements_dev.txt',
    'requirements_test.txt',
  ],
  ...[
    'dev-requirements.txt',
    'test-requirements.txt',
    'requirements/base.txt',
    'requirements/dev.txt',
    'requirements/test.txt',
  ],
  ...['requirements/tests.txt', 'requirements/testing.txt', 'requirements/local.txt', 'constraints.txt'],
];

/** Reads lock files, requirements and pyproject.toml in the file's folder and above it. The nearest statement wins; locks win over pins. */
export function findDistributions(folder: string, files: ProjectFiles): Distributions {
  const found = new Map<string, string | undefined>();
  const note = (name: string, version: string | undefined) => {
    const key = normalised(name);
    if (key !== '' && found.get(key) === undefined) found.set(key, version);
  };
  for (const at of upward(folder)) {
    const read = (name: string) => files.read(at === '' ? name : `${at}/${name}`);
    for (const name of ['uv.lock', 'poetry.lock', 'pdm.lock', 'pylock.toml']) lockedPackages(read(name), note);
    pipfileLock(read('Pipfile.lock'), note);
    for (const name of requirementFiles) requirements(read(name), note);
    pyproject(read('pyproject.toml'), note);
    pipfile(read('Pipfile'), note);
  }
  return found;
}

type Note = (name: string, version: string | undefined) => void;

export function normalised(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[-_.]+/g, '-');
}

/** `[[package]]` tables; a regular expression, since a lock file may have megabytes that a TOML parser would read for two numbers. */
function lockedPackages(text: string | undefined, note: Note): void {
  for (const [, name = '', version] of text?.matchAll(
    /^\[\[packages?\]\]\r?\nname = "([^"]+)"\r?\nversion = "([^"]+)"/gm,
  ) ?? [])
    note(name, version);
}

function pipfileLock(text: string | undefined, note: Note): void {
  for (const [, name = '', body = ''] of text?.matchAll(/^ {8}"([^"]+)": \{([\s\S]*?)^ {8}\}/gm) ?? []) {
    note(name, /"version": "==([^"]+)"/.exec(body)?.[1]);
  }
}

function requirements(text: string | undefined, note: Note): void {
  for (const line of text?.split(/\r?\n/) ?? []) requirement(line, note);
}

/** `name[extra]==1.2.3 ; marker  # comment`. */
function requirement(line: string, note: Note): void {
  const [, name, rest = ''] =
    /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(.*)$/.exec(line.replace(/(^|\s)#.*$/, '')) ?? [];
  if (name !== undefined && /^($|[=<>!~;@(])/.test(rest)) note(name, /^\(?\s*={2,3}\s*([\w.!+-]+)/.exec(rest)?.[1]);
}

function pyproject(text: string | undefined, note: Note): void {
  const table = text === undefined ? undefined : tomlTable(text);
  if (!table) return;
  const lists = [
    dig(table, ['project', 'dependencies']),
    ...values(dig(table, ['project', 'optional-dependencies'])),
    ...values(dig(table, ['dependency-groups'])),
    ...values(dig(table, ['tool', 'pdm', 'dev-dependencies'])),
    dig(table, ['tool', 'uv', 'dev-dependencies']),
  ];
  for (const list of lists) {
    if (Array.isArray(list)) for (const item of list) if (typeof item === 'string') requirement(item, note);
  }
  const poetry = dig(table, ['tool', 'poetry']);
  const tables = [
    dig(poetry, ['dependencies']),
    dig(poetry, ['dev-dependencies']),
    ...values(dig(poetry, ['group'])).map((group) => dig(group, ['dependencies'])),
  ];
  for (const each of tables) versionTable(each, note);
}

function pipfile(text: string | undefined, note: Note): void {
  const table = text === undefined ? undefined : tomlTable(text);
  versionTable(dig(table, ['packages']), note);
  versionTable(dig(table, ['dev-packages']), note);
}

/** `name = "==1.2"` or `name = { version = "…" }`. */
function versionTable(table: unknown, note: Note): void {
  if (typeof table !== 'object' || table === null) return;
  for (const [name, value] of Object.entries(table)) {
    const written = typeof value === 'string' ? value : dig(value, ['version']);
    note(name, typeof written === 'string' ? /^={0,3}\s*(\d[\w.]*)$/.exec(written)?.[1] : undefined);
  }
}

function values(table: unknown): unknown[] {
  return typeof table === 'object' && table !== null ? Object.values(table) : [];
}
