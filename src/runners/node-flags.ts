import { programNamed, scriptCall } from './test-script.ts';

/** How a project starts node:test, read from its package.json. */
export interface NodeFlags {
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The flags and variables of the first script that calls `node … --test` or `tsx --test`. Only flags that decide how files are
 * loaded and run are kept: which files, names, reporters, coverage, watching and concurrency are ours to say.
 */
export function nodeFlags(folder: string): NodeFlags {
  const call = scriptCall(folder, { program: programNamed('node|tsx'), accepts: (args) => args.includes('--test') });
  if (!call) return { flags: [], env: {} };
  const { program, args, env } = call;
  const flags = program.includes('tsx') ? ['--import=tsx'] : [];
  for (let index = 0; index < args.length; index += 1) {
    const [name = '', ...rest] = (args[index] ?? '').split('=');
    const long = shortNames[name] ?? name;
    if (valued.has(long)) {
      const value = rest.length > 0 ? rest.join('=') : args[++index];
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
