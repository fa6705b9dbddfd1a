import type { ProjectFiles } from '../../language.ts';
import type { Config } from './configs.ts';
import { readJson } from './evaluate.ts';
import { folderOf, upwards } from './folders.ts';
import { tryFile } from './module-files.ts';
import { isRecord, lookUp, texts } from './values.ts';

/** `process.env.TZ = 'UTC'`, `env: { TZ: 'UTC' }`, `timezoneId: 'UTC'`, `stubEnv('TZ', …)`. */
const setsZone = /\benv(?:\.TZ|\[['"]TZ['"]\])\s*\??=(?!=)|\bTZ['"]?\s*:\s*['"`]|\btimezoneId\s*:|['"]TZ['"]\s*,/;

const setupKeys: readonly (readonly string[])[] = [
  ['test', 'setupFiles'],
  ['test', 'globalSetup'],
  ['setupFiles'],
  ['setupFilesAfterEnv'],
  ['globalSetup'],
  ['require'],
];

/** Does the configuration, a setup file it names, or a script of a package.json above set the time zone for every test? */
export function pinsTimezone(files: ProjectFiles, path: string, config: Config | undefined): boolean {
  return (
    scriptsSetZone(files, path) ||
    (config !== undefined && setupTexts(files, config).some((text) => setsZone.test(text)))
  );
}

function setupTexts(files: ProjectFiles, config: Config): string[] {
  const named = setupKeys.flatMap((keys) => texts(lookUp(config.value, ...keys)));
  const paths = named.flatMap((name) => {
    const found = tryFile(files, config.folder, name.replace(/^<rootDir>\/?/, './'));
    return found === undefined ? [] : [found];
  });
  return [config.path, ...paths].flatMap((each) => files.read(each) ?? []);
}

function scriptsSetZone(files: ProjectFiles, path: string): boolean {
  return upwards(folderOf(path)).some((folder) => {
    const text = files.read(folder === '' ? 'package.json' : `${folder}/package.json`);
    if (text === undefined || !text.includes('TZ=')) return false;
    const scripts = lookUp(readJson(text), 'scripts');
    return isRecord(scripts) && Object.values(scripts).some((script) => /(?:^|\s)TZ=/.test(String(script)));
  });
}
