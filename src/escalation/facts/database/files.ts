/** Which files say what database tests use, by name. Paths are `/`-separated. */

/** Read for every test in a folder or below it. */
export function isConfigName(name: string): boolean {
  return (
    isEnvForTests(name) || isRunnerText(name) || isConfigCode(name) || isConfigJson(name) || isComposeForTests(name)
  );
}

const environments = /^(?:\.env(?:\.(?:test|testing|ci|local|test\.local))?|\.envrc)$/;

/** `.env.production` and its like are not loaded by tests, and `.env.example` by nothing. */
function isEnvForTests(name: string): boolean {
  return environments.test(name);
}

/** Any file of variables: to be asked of files that something else names. */
export function isEnvFile(path: string): boolean {
  return /(?:^|\/)(?:\.env[\w.-]*|[\w.-]*\.env)$/.test(path);
}

function isRunnerText(name: string): boolean {
  return /^(?:\.?pytest\.(?:ini|toml)|tox\.ini|setup\.cfg|pyproject\.toml|alembic\.ini|\.mocharc\.ya?ml)$/.test(name);
}

/** Configuration and set-up that is code. */
function isConfigCode(name: string): boolean {
  return (
    name === 'conftest.py' ||
    /^(?:vitest|vite|jest|playwright|cypress|knexfile|ormconfig|drizzle|data-?source|\.mocharc)(?:[.-][\w-]+){0,4}\.[cm]?[jt]s$/.test(
      name,
    )
  );
}

function isConfigJson(name: string): boolean {
  return /^(?:package|ormconfig|\.mocharc|jest(?:[.-][\w-]+){0,3})\.json$/.test(name);
}

export function isCompose(path: string): boolean {
  return /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/.test(path);
}

/** Not the files of deployments, unless a command names them. */
function isComposeForTests(name: string): boolean {
  return (
    isCompose(name) &&
    !/[._-](?:prod(?:uction)?|prd|live|staging|stage|stg|deploy\w*|swarm|release|example|sample)\b/.test(name)
  );
}

/** Below a folder and not in it, where their tools keep them. */
export const nestedConfigs: readonly string[] = ['prisma/schema.prisma', 'config/config.json'];

export function isCode(path: string): boolean {
  return /\.(?:py|[cm]?[jt]sx?)$/.test(path);
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** With its last `/`; empty for the root. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
