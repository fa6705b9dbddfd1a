import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { relativeInside } from './contain.ts';
import type { Environment } from './roots.ts';

/**
 * The first program of that name on the PATH that no project brings: npx puts `node_modules/.bin` of the project in front, where
 * whoever edits the project could have another one answer.
 *
 * @param projects folders whose programs are not run
 */
export async function findProgram(
  name: string,
  { PATH, Path }: Environment,
  projects: readonly string[],
): Promise<string | undefined> {
  const folders = (PATH ?? Path ?? '').split(path.delimiter).filter((folder) => {
    const isOurs =
      !path.isAbsolute(folder) || projects.some((project) => relativeInside(project, folder, path) !== undefined);
    return !isOurs && !folder.split(/[\\/]/).includes('node_modules');
  });
  for (const folder of folders) {
    const program = path.join(folder, process.platform === 'win32' ? `${name}.exe` : name);
    const found = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return program;
  }
  return undefined;
}
