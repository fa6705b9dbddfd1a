import { readFileSync } from 'node:fs';
import path from 'node:path';

/** How a project starts node:test, read from its package.json. */
export interface NodeFlags {
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const none: NodeFlags = { flags: [], env: {} };

/**
 * The flags and variables of the first script that calls `node … --test` or `tsx --test`; `test` comes first, then the others in
 * their order. Only flags that decide how files are loaded and run are kept: which files, names, reporters, coverage, watching and
 * concurrency are ours to say.
 */
export function nodeFlags(folder: string): NodeFlags {
  for (const script of scriptsOf(folder)) {
    for (const command of script.split(/&&|\|\||[;|&\n]/)) {
      const found = flagsOf(words(command));
      if (found) return found;
    }
  }
  return none;
}

function scriptsOf(folder: string): string[] {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const scripts = typeof manifest === 'object' && manifest && 'scripts' in manifest ? manifest.scripts : undefined;
    if (typeof scripts !== 'object' || !scripts) return [];
    const entries = Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return entries.sort(([a], [b]) => Number(b === 'test') - Number(a === 'test')).map(([, script]) => script);
  } catch {
    return [];
  }
}

/** Undefined when the command does not run tests with node. */
function flagsOf(command: readonly string[]): NodeFlags | undefined {
  const program = command.findIndex((word) => /^(?:.*[\\/])?(?:node|tsx)(?:\.exe)?$/.test(word));
  const given = command.slice(program + 1);
  if (program < 0 || !given.includes('--test')) return undefined;
  const env: Record<string, string> = {};
  for (const word of command.slice(0, program)) {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
    // What the shell would have to work out is left alone.
    if (name !== undefined && value !== undefined && !/[$`]/.test(value)) env[name] = value;
  }
  const flags = command[program]?.includes('tsx') ? ['--import=tsx'] : [];
  for (let index = 0; index < given.length; index += 1) {
    const [name = '', ...rest] = (given[index] ?? '').split('=');
    const long = shortNames[name] ?? name;
    if (valued.has(long)) {
      const value = rest.length > 0 ? rest.join('=') : given[++index];
      if (value !== undefined) flags.push(`${long}=${value}`);
    } else if (plain.test(long)) flags.push([long, ...rest].join('='));
  }
  return { flags, env };
}

const shortNames: Readonly<Record<string, string>> = { '-r': '--require', '-C': '--conditions' };

const valued = new Set([
  '--require',
  '--import',
  '--loader',
  '--experimental-loader',
  '--conditions',
  '--env-file',
  '--env-file-if-exists',
  '--test-timeout',
  '--test-isolation',
  '--experimental-test-isolation',
  '--input-type',
  '--experimental-default-type',
  '--max-old-space-size',
  '--stack-trace-limit',
  '--icu-data-dir',
]);

/** Without a value, or with one after `=`. */
const plain =
  /^--(?:no-)?(?:experimental-(?!test-coverage|test-isolation|default-type|loader)[\w-]+|enable-source-maps|expose-gc|expose_gc|preserve-symlinks(?:-main)?|warnings|deprecation|throw-deprecation|trace-warnings|harmony[\w-]*|test-force-exit|unhandled-rejections|strip-types|frozen-intrinsics|disable-proto|max-http-header-size|dns-result-order|allow-natives-syntax|force-node-api-uncaught-exceptions-policy|localstorage-file|webstorage)$/;

/** As a shell reads a command: parted at blanks outside of quotes. */
function words(command: string): string[] {
  return [...command.matchAll(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g, (_, double?: string, single?: string) =>
      double === undefined ? (single ?? '') : double.replace(/\\(["\\])/g, '$1'),
    ),
  );
}
