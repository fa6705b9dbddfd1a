import type { Action } from './action.ts';
import type { ConfigFile } from './facts/context.ts';

/** Reads files of the workspace for the gate. */
export interface ConfigReader {
  /** What stands before a path of each root: `['']` for one root, `['api/', 'web/']` for several. */
  readonly roots: readonly string[];
  /** Undefined when there is no such readable text file. */
  read(path: string): Promise<string | undefined>;
}

/** Where tests find their database, by name. */
const names = [
  '.env',
  '.env.test',
  '.env.local',
  '.env.test.local',
  'conftest.py',
  'pytest.ini',
  'pytest.toml',
  'tox.ini',
  'setup.cfg',
  'pyproject.toml',
  'alembic.ini',
];

/** Configuration in the folders of the action's files and in those above, up to the root. */
export async function configsFor(action: Action, reader: ConfigReader): Promise<ConfigFile[]> {
  const changed = new Map((action.changes ?? []).map((change) => [change.path, change.after]));
  const folders = new Set(reader.roots);
  for (const path of [...changed.keys(), ...(action.paths ?? [])]) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
      folders.add(path.slice(0, end + 1));
  }
  const files = await Promise.all(
    [...folders].flatMap((folder) =>
      names.map(async (name) => {
        const path = `${folder}${name}`;
        const text = changed.get(path) ?? (await reader.read(path));
        return text === undefined ? [] : [{ path, text }];
      }),
    ),
  );
  return files.flat();
}
