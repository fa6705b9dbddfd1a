import type { ConfigFile } from '../context.ts';
import type { IsOwn } from './address.ts';
import { type Compose, ownInCompose } from './compose.ts';
import { type Lookup, readDotenv, type Variable } from './dotenv.ts';
import { folderOf, isCode, isEnvFile, nameOf } from './files.ts';
import type { PlacedDatabase } from './place.ts';
import { remoteOfVariable } from './variables.ts';

export interface EnvironmentParts {
  readonly files: readonly ConfigFile[];
  /** Everything that may say which of them tests load. */
  readonly texts: ReadonlyMap<string, string>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly composes: ReadonlyMap<string, Compose>;
  readonly isOwn: IsOwn;
}

/** Databases that `.env` files name and that tests see: a variable that is set already, or set by another file, hides them. */
export function databasesInEnvironments(parts: EnvironmentParts): (PlacedDatabase & { readonly path: string })[] {
  const { files, environment, isOwn } = parts;
  const read = files
    .filter(({ path }) => isEnvFile(path) || nameOf(path) === '.envrc')
    .map(({ path, text }) => ({ path, variables: readDotenv(text, (name) => environment[name]) }));
  const forTests = read.filter(({ path }) => nameOf(path) !== '.env' && isLoaded(path, parts.texts));
  const overrides = [...parts.texts.values()].some((text) =>
    /\boverride\s{0,5}[=:]\s{0,5}true\b|\bdotenv\b[^\n]{0,80}\s(?:-o|--overload)\b/i.test(text),
  );
  return read.flatMap(({ path, variables }) => {
    const hidden = new Set(
      nameOf(path) === '.env'
        ? forTests
            .filter((other) => folderOf(other.path) === folderOf(path))
            .flatMap((other) => other.variables.map(({ name }) => name))
        : [],
    );
    const isOurs = ownBeside(path, parts.composes, isOwn);
    return variables
      .filter(({ name }) => !hidden.has(name) && (overrides || environment[name] === undefined))
      .flatMap(({ name, value, line }) => {
        const remote = remoteOfVariable(name, value, isOurs);
        return remote ? [{ ...remote, path, line }] : [];
      });
  });
}

/** Set-up or configuration that is code or the runner's own loads the file. A script of `package.json` is not what we start. */
function isLoaded(path: string, texts: ReadonlyMap<string, string>): boolean {
  return [...texts].some(
    ([from, text]) =>
      (isCode(from) || /\.(?:ini|cfg|toml)$/.test(from)) &&
      (text.includes(nameOf(path)) || /\bloadEnv(?:Config)?\(|\bdotenv-flow\b/.test(text)),
  );
}

/** Containers know each other in the file of variables that a compose file gives them. */
function ownBeside(path: string, composes: ReadonlyMap<string, Compose>, isOwn: IsOwn): IsOwn {
  const giving = [...composes].find(([from, { envFiles }]) =>
    envFiles.some((name) => `${folderOf(from)}${name.replace(/^\.\//, '')}` === path),
  );
  return giving ? ownInCompose(giving[1], isOwn) : isOwn;
}

/** What compose fills in: variables of the process first, then those of the `.env` beside the file. */
export function lookupBeside(
  path: string,
  { files, environment }: Pick<EnvironmentParts, 'files' | 'environment'>,
): Lookup {
  const beside = files.find((file) => file.path === `${folderOf(path)}.env`);
  const known = new Map<string, string>(
    (beside ? readDotenv(beside.text) : []).map(({ name, value }: Variable) => [name, value]),
  );
  return (name) => environment[name] ?? known.get(name);
}
