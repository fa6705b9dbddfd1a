import { isOwnHost } from '../../../analysis/database-hosts.ts';
import type { ConfigFile, FactContext } from '../context.ts';
import type { Fact } from '../fact.ts';
import type { IsOwn } from './address.ts';
import { databasesInCode } from './code.ts';
import { type Compose, databasesInCompose, readCompose } from './compose.ts';
import { databasesInEnvironments, lookupBeside } from './environments.ts';
import { fallbackFacts } from './fallbacks.ts';
import { isCode, isCompose, isEnvFile, nameOf } from './files.ts';
import { databasesInJson } from './json.ts';
import type { PlacedDatabase } from './place.ts';
import { databasesInText } from './plain-text.ts';
import { isInSubnet } from './subnets.ts';
import { remoteOfVariable } from './variables.ts';

/** Rule 1: a test must not reach a production database. Looks at tests, their configuration and the environment. */
export function databaseFacts(context: FactContext): Fact[] {
  const { action, files, configs, run, modules, environment } = context;
  const composes = composesOf(configs);
  const subnets = [...composes.values()].flatMap((compose) => compose.subnets);
  const isOwn: IsOwn = (host) => isOwnHost(host) || isInSubnet(host, subnets);

  const shared = new Map(configs.map(({ path, text }) => [path, text]));
  const tests = new Map(run.filter(({ path }) => !shared.has(path)).map(({ path, text }) => [path, text]));
  for (const { path, isTest, after } of files) if (isTest && !shared.has(path)) tests.set(path, after);
  const loaded = modules.filter(({ path }) => !shared.has(path) && !tests.has(path));
  const said = new Map(
    [['text', action.text] as const, ['command', action.command] as const].flatMap(([path, text]) =>
      text === undefined ? [] : [[path, text] as const],
    ),
  );
  const texts = new Map([...shared, ...tests, ...said]);
  const environments = { files: configs, texts, environment, composes, isOwn };
  // A fallback in a file that stays as it is does its harm when tests run, not when another file is edited.
  const runs = action.kind === 'run_tests' || action.kind === 'describe';
  const changed = new Set(files.map(({ path }) => path));

  return [
    ...[...shared].flatMap(([path, text]) => factsAt(path, inConfig({ path, text }, environments))),
    ...byPath(databasesInEnvironments(environments)),
    ...[...tests].flatMap(([path, text]) => factsAt(path, databasesInCode(path, text, 'test', isOwn))),
    ...loaded.flatMap(({ path, text }) => factsAt(path, databasesInCode(path, text, 'module', isOwn))),
    ...[...said].flatMap(([path, text]) => factsAt(path, databasesInText(text, isOwn))),
    ...files
      .filter(({ path }) => !texts.has(path))
      .flatMap(({ path, after, added }) => {
        const lines = new Set(added.map(({ line }) => line));
        const found = isCode(path) ? databasesInCode(path, after, 'shared', isOwn) : databasesInText(after, isOwn);
        return factsAt(
          path,
          found.filter(({ line }) => lines.has(line)),
        );
      }),
    ...[...texts].filter(([path]) => runs || changed.has(path)).flatMap(([path, text]) => fallbackFacts(path, text)),
    ...environmentFacts(environment, isOwn),
  ];
}

function composesOf(configs: readonly ConfigFile[]): Map<string, Compose> {
  return new Map(
    configs
      .filter(({ path }) => isCompose(path))
      .flatMap(({ path, text }) => {
        const compose = readCompose(text);
        return compose ? [[path, compose] as const] : [];
      }),
  );
}

function inConfig(
  { path, text }: ConfigFile,
  environments: Parameters<typeof databasesInEnvironments>[0],
): PlacedDatabase[] {
  const { isOwn, composes } = environments;
  if (isEnvFile(path) || nameOf(path) === '.envrc') return [];
  if (isCompose(path)) return databasesInCompose(text, composes.get(path), lookupBeside(path, environments), isOwn);
  if (isCode(path)) return databasesInCode(path, text, 'shared', isOwn);
  return path.endsWith('.json') ? databasesInJson(path, text, isOwn) : databasesInText(text, isOwn);
}

/** A file that names more is not made clearer by a longer list. */
const maxPlaces = 20;

/** Each host once. */
function factsAt(path: string, found: readonly PlacedDatabase[]): Fact[] {
  const first = new Map<string, PlacedDatabase>();
  for (const each of [...found].sort((one, other) => one.line - other.line)) {
    if (!first.has(each.host)) first.set(each.host, each);
  }
  return [...first.values()]
    .slice(0, maxPlaces)
    .map(({ host, shown, line }) => remoteFact(host, shown, { path, line }));
}

function byPath(found: readonly (PlacedDatabase & { readonly path: string })[]): Fact[] {
  return [...new Set(found.map(({ path }) => path))].flatMap((path) =>
    factsAt(
      path,
      found.filter((each) => each.path === path),
    ),
  );
}

function environmentFacts(environment: FactContext['environment'], isOwn: IsOwn): Fact[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    const remote = value === undefined ? undefined : remoteOfVariable(name, value, isOwn);
    return remote ? [remoteFact(remote.host, remote.shown, { path: `environment ${name}` })] : [];
  });
}

function remoteFact(host: string, shown: string | undefined, where: Fact['where']): Fact {
  return {
    id: 'production-database',
    statement: `production database access: test uses database at ${host}${shown === undefined ? '' : ` (${shown})`}`,
    where,
    reason:
      'Tests would use a database that is not on this machine or in a container. Production database access in tests requires human approval.',
  };
}
