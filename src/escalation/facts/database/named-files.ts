import path from 'node:path';
import { readCompose } from './compose.ts';
import { folderOf, isCompose, isConfigName, nameOf } from './files.ts';
import { isRecord } from './json.ts';
import { isTestScript } from './scripts.ts';

/** `.env.production` anywhere, `config/prod.env` where it can only be a file. */
const dotted = /(?:^|[\s'"`=(,[])((?:[\w.-]{1,60}\/){0,6}\.env(?:\.[\w-]{1,40}){1,3})(?=$|[\s'"`),\]])/gm;
const suffixed = /(?:['"`]|--env-file[= ]|\s-e\s)((?:[\w.-]{1,60}\/){0,6}[\w-]{1,60}\.env)(?=$|[\s'"`),\]])/gm;
const composed = /(?:-f|--file)[= ]{1,3}((?:[\w.-]{1,60}\/){0,6}(?:docker-)?compose[\w.-]{0,60}\.ya?ml)/g;
/** vite's: `loadEnv('production', …)`, `vitest --mode production`. */
const mode = /\bloadEnv\(\s{0,10}['"`]([\w-]{1,40})['"`]|--mode[= ]{1,3}([\w-]{1,40})/g;
const setUp =
  /["']?\b(?:setupFiles(?:AfterEnv)?|globalSetup|globalTeardown|setupFilesAfterEnv|require|file)["']?\s{0,5}:\s{0,5}(\[[^\]]{0,2000}\]|["'`][^"'`\n]{1,200}["'`])/g;

/**
 * Files that another one has tests load: environments, set-up, and compose files that a command names. They are meant from its
 * own folder, or from a root, where most tools start.
 */
export function filesNamedBy(file: string, text: string, roots: readonly string[]): string[] {
  const folders = [...new Set([folderOf(file), ...roots])];
  const found = namesIn(file, text).flatMap((name) => {
    const plain = name.replace(/^<rootDir>\//, '').replace(/^\.\//, '');
    return folders.map((folder) => path.posix.normalize(`${folder}${plain}`));
  });
  return [...new Set(found)].filter((name) => !name.startsWith('../') && !name.startsWith('/'));
}

/** Most files name none, and need not be taken apart to know it. */
const mayName = /\.env\b|compose[\w.-]{0,60}\.ya?ml|--mode|loadEnv/;

/** More than this no configuration names; bounds the reads that a hostile one asks for. */
const maxNames = 50;

function namesIn(file: string, text: string): string[] {
  if (isCompose(file)) return readCompose(text)?.envFiles.slice(0, maxNames) ?? [];
  return [
    ...(mayName.test(text) ? environmentsIn(file, text) : []),
    ...(isConfigName(nameOf(file)) ? setUpIn(text) : []),
  ].slice(0, maxNames);
}

function environmentsIn(file: string, text: string): string[] {
  const said = (/(?:^|\/)package\.json$/.test(file) ? testScripts(text) : text)
    .split('\n')
    .filter((line) => !/^\s*(?:#|\/\/|\*)/.test(line))
    .join('\n');
  const modes = [...said.matchAll(mode)].flatMap(([, loaded, started]) => loaded ?? started ?? []);
  return [
    ...[dotted, suffixed, composed].flatMap((expression) =>
      [...said.matchAll(expression)].map(([, name = '']) => name),
    ),
    ...modes.flatMap((name) => [`.env.${name}`, `.env.${name}.local`]),
  ];
}

function setUpIn(text: string): string[] {
  return [...text.matchAll(setUp)].flatMap(([, value = '']) =>
    [...value.matchAll(/["'`]([\w@./<>-]{1,200}\.[cm]?[jt]sx?)["'`]/g)].map(([, name = '']) => name),
  );
}

function testScripts(text: string): string {
  try {
    const manifest: unknown = JSON.parse(text);
    if (!isRecord(manifest) || !isRecord(manifest.scripts)) return '';
    return Object.entries(manifest.scripts)
      .flatMap(([name, command]) => (typeof command === 'string' && isTestScript(name, command) ? [command] : []))
      .join('\n');
  } catch {
    return '';
  }
}
