import type { ProjectFiles } from '../../language.ts';
import { upward } from './config.ts';

/**
 * The workspace file that a module name means. Relative names count from the file's package; absolute ones are looked for
 * from pytest's `pythonpath`, the folder above the file's outermost package, every folder above the file, and their `src` and `lib`.
 */
export function resolveModule(
  from: string,
  module: string,
  pythonPath: readonly string[],
  files: ProjectFiles,
): string | undefined {
  const folder = folderOf(from);
  const relative = /^(\.+)(.*)$/.exec(module);
  if (relative) {
    const [, dots = '.', rest = ''] = relative;
    const base = upward(folder)[dots.length - 1];
    return base === undefined ? undefined : moduleFile(base, rest, files);
  }
  const above = upward(folder);
  for (const base of new Set([
    ...pythonPath,
    packageRoot(folder, files),
    ...above,
    ...above.flatMap((at) => [join(at, 'src'), join(at, 'lib')]),
  ])) {
    const found = moduleFile(base, module, files);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

export function join(folder: string, name: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${name}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function moduleFile(base: string, module: string, files: ProjectFiles): string | undefined {
  const path = join(base, module.replaceAll('.', '/'));
  const candidates = module === '' ? [join(base, '__init__.py')] : [`${path}.py`, `${path}/__init__.py`];
  return candidates.find((candidate) => files.exists(candidate));
}

/** The folder that holds the outermost package of this folder. */
function packageRoot(folder: string, files: ProjectFiles): string {
  let at = folder;
  while (at !== '' && files.exists(join(at, '__init__.py'))) at = folderOf(at);
  return at;
}
