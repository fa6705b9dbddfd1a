import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A command of a package.json script that calls a runner: `TZ=UTC c8 mocha -r ./setup.js`. */
export interface ScriptCall {
  /** The word that named the program. */
  readonly program: string;
  readonly args: readonly string[];
  /** Variables that the command sets plainly. */
  readonly env: Readonly<Record<string, string>>;
}

/** Of a script: which word calls the runner, and with which arguments it must be called to count. */
export interface Sought {
  readonly program: RegExp;
  readonly accepts?: (args: readonly string[]) => boolean;
}

/**
 * How the project calls a runner: the first such command in the scripts of its package.json; `test` comes first, then the others
 * in their order. Undefined when none does.
 */
export function scriptCall(folder: string, { program, accepts = () => true }: Sought): ScriptCall | undefined {
  for (const script of scriptsOf(folder)) {
    for (const command of script.split(/&&|\|\||[;|&\n]/)) {
      const all = words(command);
      const at = all.findIndex((word) => program.test(word));
      const args = all.slice(at + 1);
      if (at >= 0 && accepts(args)) return { program: all[at] ?? '', args, env: variables(all.slice(0, at)) };
    }
  }
  return undefined;
}

/** What matches a program by its name, bare or among installed ones: `_mocha`, `node_modules/.bin/mocha`; not `test/mocha`. */
export function programNamed(names: string): RegExp {
  const installed = String.raw`(?:.*[\\/])?(?:node_modules|\.?bin)[\\/](?:.*[\\/])?`;
  return new RegExp(String.raw`^(?:${installed})?(?:${names})(?:\.[cm]?js|\.exe|\.cmd)?$`);
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

/** As `TZ=UTC command` and `cross-env TZ=UTC command` set them. */
function variables(before: readonly string[]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const word of before) {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
    // What the shell would have to work out is left alone.
    if (name !== undefined && value !== undefined && !/[$`]/.test(value)) env[name] = value;
  }
  return env;
}

/** As a shell reads a command: parted at blanks outside of quotes. */
function words(command: string): string[] {
  return [...command.matchAll(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g, (_, double?: string, single?: string) =>
      double === undefined ? (single ?? '') : double.replace(/\\(["\\])/g, '$1'),
    ),
  );
}
