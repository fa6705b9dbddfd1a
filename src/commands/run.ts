import { parseArgs } from 'node:util';
import { EXIT, type ExitCode } from './exit.ts';
import { contextFor, type Places } from './places.ts';

/** Runs one command line. A client waits for `serve`: it does not pay for loading the argument library. */
export async function run(argv: readonly string[]): Promise<ExitCode> {
  const places = plainServe(argv.slice(2));
  if (!places) return (await import('./program.ts')).run(argv);
  const { serve } = await import('./serve.ts');
  serve(contextFor(places));
  return EXIT.ok;
}

/** The options of a `serve` without anything to explain or refuse; `undefined` for every other command line. */
function plainServe(args: readonly string[]): Places | undefined {
  const option = { type: 'string', multiple: true } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { root: option, skill: option },
      allowPositionals: true,
    });
    return positionals.length === 0 || (args[0] === 'serve' && positionals.length === 1) ? values : undefined;
  } catch {
    return undefined;
  }
}
