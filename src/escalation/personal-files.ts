import path from 'node:path';
import { type Environment, systemHome } from '../workspace/index.ts';

/**
 * Where a file lies outside of every workspace: the machine's, which only root can change, then the person's own
 * (`$XDG_CONFIG_HOME`, else `~/.config`; Windows: `%APPDATA%` alone).
 */
export function personalFiles(
  name: string,
  env: Environment,
  platform: NodeJS.Platform = process.platform,
): readonly string[] {
  const file = path.join('testing-patterns-mcp', name);
  // A relative folder would be one of whatever project the server happens to run in.
  const given = (folder: string | undefined) => (folder !== undefined && path.isAbsolute(folder) ? folder : undefined);
  const home = given(env.HOME) ?? given(env.USERPROFILE) ?? systemHome();
  const windows = platform === 'win32';
  const usual = home && path.join(home, ...(windows ? ['AppData', 'Roaming'] : ['.config']));
  const own = given(windows ? env.APPDATA : env.XDG_CONFIG_HOME) ?? usual;
  return [...(windows ? [] : ['/etc']), ...(own === undefined ? [] : [own])].map((folder) => path.join(folder, file));
}
