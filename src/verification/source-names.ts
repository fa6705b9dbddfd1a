import { leftOutOfCopies } from './proof/folders.ts';

const code = /\.(?:pyi?|[cm]?[jt]sx?|vue|svelte|toml|ini|cfg)$/;
const settings =
  /(?:^|\/)(?:\.env[^/]*|package(?:-lock)?\.json|pnpm-lock\.yaml|[jt]sconfig[^/]*\.json|requirements[^/]*\.txt|Pipfile|(?:yarn|bun|poetry|uv|pdm|pixi|Pipfile)\.lock)$/;
/** Settings too, but also what programs write. */
const data = /\.(?:json[c5]?|ya?ml)$/;
/** Vite bundles a config into a file beside it and removes that right afterwards, unless it is killed. */
const passing = /\.timestamp-[^/]+\.mjs$/;

/** Is this, by its name, what a program or its tests are made of, and no cache or report of a tool? Paths are `/`-separated. */
export function isSource(name: string): boolean {
  if (passing.test(name) || name.split('/').some((part) => leftOutOfCopies.has(part))) return false;
  return code.test(name) || settings.test(name) || data.test(name);
}

/** A source that tests may write as well. */
export function isData(name: string): boolean {
  return data.test(name) && !settings.test(name);
}

/** Below the folder, or right in one above it, as a lock file, a `conftest.py` or a config that others extend. */
export function concerns(name: string, folder: string): boolean {
  if (folder === '' || name.startsWith(`${folder}/`)) return true;
  return folder.startsWith(name.slice(0, name.lastIndexOf('/') + 1));
}

/** The first `most`, what lies near the top before what lies deep: that is where the settings are. */
export function nearTheTop(names: readonly string[], most: number): readonly string[] {
  if (names.length <= most) return names;
  const depth = (name: string) => name.split('/').length;
  return [...names].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1)).slice(0, most);
}
