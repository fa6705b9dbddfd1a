import type { Action } from './action.ts';
import type { ConfigFile } from './facts/context.ts';
import { folderOf, isConfigName, nestedConfigs } from './facts/database/files.ts';
import { filesNamedBy } from './facts/database/named-files.ts';

/** Reads files of the workspace for the gate. */
export interface ConfigReader {
  /** What stands before a path of each root: `['']` for one root, `['api/', 'web/']` for several. */
  readonly roots: readonly string[];
  /** Undefined when there is no such readable text file. */
  read(path: string): Promise<string | undefined>;
  /** Names in a folder (`''` or `web/`), in any order; none when it cannot be read. */
  list(folder: string): Promise<readonly string[]>;
}

/** Files that a run loads because it was asked to run them. */
export async function filesOfRun(action: Action, reader: ConfigReader): Promise<ConfigFile[]> {
  return action.kind === 'run_tests' ? readAll(new Set(action.paths), reader) : [];
}

/**
 * Where tests find their database: configuration in the folders of the action's files and in those above, up to the root, and
 * what it names: environments, shared set-up.
 */
export async function configsFor(
  action: Action,
  run: readonly ConfigFile[],
  reader: ConfigReader,
): Promise<ConfigFile[]> {
  const changed = new Map((action.changes ?? []).map((change) => [change.path, change.after]));
  const folders = foldersOf([...changed.keys(), ...(action.paths ?? [])], reader);
  const paths = await Promise.all([...folders].map((folder) => configsIn(folder, changed, reader)));
  const found = await readAll(new Set(paths.flat()), reader, changed);
  const naming = [
    ...found,
    ...run,
    ...[...changed].map(([path, text]) => ({ path, text })),
    { path: 'command', text: action.command ?? '' },
  ];
  const known = new Set(found.map(({ path }) => path));
  const named = naming.flatMap(({ path, text }) => filesNamedBy(path, text, reader.roots));
  return [...found, ...(await readAll(new Set(named.filter((path) => !known.has(path))), reader, changed))];
}

function foldersOf(paths: readonly string[], { roots }: ConfigReader): Set<string> {
  const folders = new Set(roots);
  for (const path of paths)
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
      folders.add(path.slice(0, end + 1));
  return folders;
}

async function configsIn(
  folder: string,
  changed: ReadonlyMap<string, string>,
  reader: ConfigReader,
): Promise<string[]> {
  const listed = await reader.list(folder);
  const written = [...changed.keys()]
    .filter((path) => folderOf(path) === folder)
    .map((path) => path.slice(folder.length));
  const below = nestedConfigs.filter((path) => listed.includes(path.slice(0, path.indexOf('/'))));
  return [...new Set([...listed, ...written])]
    .filter(isConfigName)
    .concat(below)
    .map((name) => `${folder}${name}`);
}

/** Changed files as they would be afterwards. */
async function readAll(
  paths: ReadonlySet<string>,
  reader: ConfigReader,
  changed: ReadonlyMap<string, string> = new Map(),
): Promise<ConfigFile[]> {
  const files = await Promise.all(
    [...paths].map(async (path) => {
      const text = changed.get(path) ?? (await reader.read(path));
      return text === undefined ? [] : [{ path, text }];
    }),
  );
  return files.flat();
}
